"""An award goes to court: what may not be signed, until when, and what is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.given import local
from tests.in_court import (
    AWARD,
    CASE,
    NOTICES,
    TENDER,
    awarded,
    confirm,
    file,
    not_to_be_signed,
    rows,
    rule,
    sign,
)
from tests.town import Town, not_allowed
from upphandling.domain.award import LockKind, Status
from upphandling.domain.award.refusals import (
    SigningIsLocked,
    StandstillRunning,
)
from upphandling.domain.errors import CaseExists, Refused
from upphandling.domain.review.refusals import (
    NothingToReview,
)
from upphandling.projections.dossiers import register as dossiers
from upphandling.projections.reviews import register as reviews


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    yield from awarded(database_url)


def test_a_review_that_is_rejected_delays_the_contract_by_ten_days(town):
    not_to_be_signed(town, StandstillRunning)
    town.clock.now = local("2026-05-12T09:00")
    file(town, "2026-05-11")

    # The standstill runs out, and yet nothing may be signed.
    assert town.at("2026-05-16T00:00") == ["award.standstill_ended"]
    held = {"review": "fr-goteborg.1234-26", "paragraph": "LOU 20 kap. 8 §"}
    not_to_be_signed(town, SigningIsLocked, **held)
    assert town.at("2026-06-02T00:00") == ["review.new_grounds_barred"]

    # A ruling locks when it is typed in, and frees when a colleague has seen it.
    rule(town, "dom", "rejected", "2026-06-15", appeal_last_day="2026-07-06")
    with not_allowed("not_proposer"):
        town.do("review.confirm_ruling", {**CASE, "ruling": "dom"})
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.EXTENDED_STANDSTILL)
    assert confirm(town, "dom") == ["review.ruling_confirmed", "award.lock_released"]
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.TEN_DAY_PERIOD)

    assert town.at("2026-06-25T23:59:59") == []
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.TEN_DAY_PERIOD)
    assert town.at("2026-06-26T00:00") == [
        "award.lock_released",
        "award.signing_unlocked",
    ]
    sign(town)

    town.do("review.close", {**CASE, "reason": "Ingen överklagade."})
    (shown,) = rows(town, reviews(10, 0))
    assert (shown["status"], shown["outcome"]) == ("ended", "rejected")


def test_a_ruling_over_christmas_leaves_signing_locked_until_after_the_holidays(town):
    file(town, "2026-05-05")
    town.at("2026-06-30T09:00")
    rule(town, "dom", "rejected", "2026-12-14")
    confirm(town, "dom")

    assert town.at("2026-12-28T23:59:59") == []
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.TEN_DAY_PERIOD)
    town.at("2026-12-29T00:00")
    sign(town)


def test_a_late_application_is_kept_and_locks_nothing(town):
    assert town.at("2026-05-18T09:00") == ["award.signing_unlocked"]

    file(town, "2026-05-18")

    (shown,) = rows(town, reviews(10, 0))
    assert shown["in_time"] is False
    with pytest.raises(CaseExists):
        file(town, "2026-05-18")
    sign(town)


def test_an_application_after_a_standstill_that_never_began_was_in_time(town):
    town.at("2026-05-18T09:00")
    file(town, "2026-05-18")
    assert town.case("award:tilldelning").late_reviews == {"fr-goteborg.1234-26"}

    said = town.do(
        "award.find_notice_defective",
        {
            **AWARD,
            "defects": [{"recipient": "utforare-b", "lacking": "reasons"}],
            "reason": "Skälen fattades i brevet.",
        },
    )

    assert [event.TOPIC for event in said.events] == [
        "award.notice_found_defective",
        "award.signing_locked",
        "review.found_timely",
    ]
    (shown,) = rows(town, reviews(10, 0))
    assert shown["in_time"] is True
    town.do("award.notify", {**AWARD, "notices": NOTICES})
    assert town.at("2026-05-29T00:00") == ["award.standstill_ended"]
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.EXTENDED_STANDSTILL)


def test_what_a_court_has_ruled_on_as_late_stays_late(town):
    town.at("2026-05-18T09:00")
    file(town, "2026-05-18")
    rule(town, "dom", "dismissed", "2026-05-20")
    confirm(town, "dom")

    said = town.do(
        "award.find_notice_defective",
        {
            **AWARD,
            "defects": [{"recipient": "utforare-b", "lacking": "reasons"}],
            "reason": "Skälen fattades i brevet.",
        },
    )

    assert [event.TOPIC for event in said.events] == ["award.notice_found_defective"]


def test_a_court_may_lock_signing_also_after_a_late_application(town):
    town.at("2026-05-18T09:00")
    file(town, "2026-05-18")

    forbids = {"instance": "first", "decided_on": "2026-05-18"}
    town.do("review.decide_interim", {**CASE, **forbids, "prohibits_signing": True})

    not_to_be_signed(town, SigningIsLocked, kind=LockKind.INTERIM_MEASURE)
    lifted = {"ruling": "beslut", "instance": "first", "decided_on": "2026-05-20"}
    town.clock.now = local("2026-05-20T15:00")
    town.do("review.lift_interim", {**CASE, **lifted})
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.INTERIM_MEASURE)
    confirm(town, "beslut")
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.TEN_DAY_PERIOD)
    assert town.at("2026-06-02T00:00")[:2] == [
        "award.lock_released",
        "award.signing_unlocked",
    ]
    sign(town)


def test_the_court_may_say_that_no_extended_standstill_holds(town):
    file(town, "2026-05-05")
    town.at("2026-05-20T15:00")
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.EXTENDED_STANDSTILL)

    lifted = {"ruling": "beslut", "decided_on": "2026-05-20"}
    town.do("review.lift_extension", {**CASE, **lifted})
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.EXTENDED_STANDSTILL)
    assert confirm(town, "beslut")[-1] == "award.signing_unlocked"

    sign(town)


def test_a_tender_may_be_cancelled_during_review_and_that_may_be_reviewed(town):
    with pytest.raises(NothingToReview):
        file(town, "2026-05-05", against="cancellation", subject="hemtjanst")
    file(town, "2026-05-05")

    town.clock.now = local("2026-06-01T09:00")
    town.do(
        "tender.cancel",
        {**TENDER, "reason_code": "rev-buyer", "reasons": "Kraven ska ses över."},
    )
    assert town.case("award:tilldelning").status is Status.WITHDRAWN
    town.do("tender.notify_cancellation", {**TENDER, "notices": NOTICES})
    file(
        town,
        "2026-06-01",
        case_number="1300-26",
        against="cancellation",
        subject="hemtjanst",
        applicant="utforare-a",
    )

    shown = rows(town, reviews(10, 0))
    assert [(row["against"], row["in_time"]) for row in shown] == [
        ("award", True),
        ("cancellation", True),
    ]
    assert town.case("review:fr-goteborg.1300-26").holds == {}
    rule(town, "dom", "struck_off", "2026-07-06")
    assert confirm(town, "dom") == ["review.ruling_confirmed", "award.lock_released"]
    with pytest.raises(Refused):
        sign(town)


def test_nothing_that_is_still_secret_is_reviewed(database_url):
    with Town(database_url, "2026-02-02T09:00") as town:
        town.founded().opened("hemtjanst")
        town.do("award.propose", {**AWARD, **TENDER}, by="handlaggare-2")

        with pytest.raises(NothingToReview):
            file(town, "2026-03-02")


def test_the_validity_of_a_contract_is_reviewed_within_its_time(town):
    town.at("2026-05-18T09:00")
    sign(town)
    contract = {"against": "agreement", "subject": "avtal-a", "award": "tilldelning"}
    town.at("2026-12-01T09:00")
    file(town, "2026-11-18", **contract)
    file(town, "2026-11-19", case_number="1301-26", **contract)

    shown = rows(town, reviews(10, 0))
    assert [row["in_time"] for row in shown] == [True, False]

    forbids = {"instance": "first", "decided_on": "2026-12-01"}
    town.do("review.forbid_performance", {**CASE, **forbids})
    rule(town, "dom", "contract_void", "2026-12-10")
    confirm(town, "dom")
    shown = rows(town, reviews(1, 0))[0]
    assert (shown["outcome"], shown["may_be_performed"]) == ("contract_void", False)


def test_somebody_is_told_to_ask_the_court_until_the_case_is_closed(town):
    file(town, "2026-05-05", ask_again_days=30)

    assert town.at("2026-06-04T00:00")[-1] == "review.court_to_be_asked"
    (shown,) = rows(town, reviews(10, 0))
    assert shown["to_be_asked_since"].isoformat() == "2026-06-04"
    assert town.at("2026-09-01T00:00") == ["review.court_to_be_asked"] * 2

    rule(town, "dom", "rejected", "2026-09-15")
    confirm(town, "dom")
    town.do("review.close", {**CASE, "reason": "Ingen överklagade."})
    assert town.at("2027-01-01T00:00") == [
        "award.lock_released",
        "award.signing_unlocked",
    ]


def test_a_dossier_is_opened_by_the_contract_and_falls_due(town):
    town.at("2026-05-18T09:00")
    sign(town)
    (documented,) = rows(town, dossiers(10, 0))
    assert documented["cause"] == "signed"
    assert documented["due_last_day"].isoformat() == "2026-06-17"

    part = {"dossier": "hemtjanst", "part": "winner_and_reasons"}
    town.do("dossier.complete_part", {**part, "text": "Utförare A, högst kvalitet."})
    for aside in (
        "low_bids_rejected",
        "suppliers_not_awarded",
        "negotiation",
        "non_electronic_bids",
        "conflicts_of_interest",
    ):
        town.do(
            "dossier.set_part_aside",
            {"dossier": "hemtjanst", "part": aside, "reason": "Inget att berätta."},
        )
    assert "dossier.overdue" in town.at("2026-06-18T00:00")
    town.do("dossier.complete", {"dossier": "hemtjanst"})

    (documented,) = rows(town, dossiers(10, 0))
    assert (documented["missing"], documented["overdue"]) == (0, True)
