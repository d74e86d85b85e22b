"""A court has ruled: the authority redoes, corrects, or goes to a higher court."""

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
    decide,
    file,
    not_to_be_signed,
    rows,
    rule,
    sign,
)
from tests.town import Town
from upphandling.domain.award import LockKind, Status
from upphandling.domain.award.refusals import (
    AwardAnnulled,
    NotAWinner,
    SigningIsLocked,
    StandstillRunning,
)
from upphandling.domain.review.refusals import (
    OrderAlreadyFollowed,
    RulingNotConfirmed,
)
from upphandling.domain.tender import Status as TenderStatus
from upphandling.projections.dossiers import register as dossiers


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    yield from awarded(database_url)


def test_a_procurement_that_must_be_redone_is_never_signed(town):
    file(town, "2026-05-05")
    rule(town, "dom", "redo", "2026-06-15")
    with pytest.raises(RulingNotConfirmed):
        town.do(
            "review.accept_ruling", {**CASE, "ruling": "dom", "motive": "Vi följer."}
        )
    confirm(town, "dom")

    # The ten days run out; the order of the court does not.
    assert "award.signing_unlocked" not in town.at("2026-07-01T09:00")
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.COURT_ORDER)

    accepted = {**CASE, "ruling": "dom", "motive": "Vi gör om upphandlingen."}
    town.do("review.accept_ruling", accepted)
    not_to_be_signed(town, AwardAnnulled)
    with pytest.raises(OrderAlreadyFollowed):
        town.do(
            "review.appeal_for_authority",
            {**CASE, "appealed_on": "2026-07-01", "grounds": "Fel."},
        )
    town.do("review.close", {**CASE, "reason": "Upphandlingen görs om."})

    town.do(
        "tender.cancel",
        {**TENDER, "reason_code": "rev-body", "reasons": "Görs om efter dom."},
    )
    assert town.case("tender:hemtjanst").status is TenderStatus.CANCELLED
    (documented,) = rows(town, dossiers(10, 0))
    assert (documented["cause"], documented["missing"]) == ("cancelled", 6)


def test_an_order_is_followed_also_when_the_tender_has_been_cancelled_already(town):
    file(town, "2026-05-05")
    rule(town, "dom", "redo", "2026-06-15")
    confirm(town, "dom")

    town.do(
        "tender.cancel",
        {**TENDER, "reason_code": "rev-body", "reasons": "Görs om efter dom."},
    )
    town.do("review.accept_ruling", {**CASE, "ruling": "dom", "motive": "Vi gör om."})
    town.do("review.close", {**CASE, "reason": "Upphandlingen görs om."})

    assert town.case("award:tilldelning").status is Status.WITHDRAWN


def test_a_correction_gives_another_winner_and_a_standstill_of_its_own(town):
    file(town, "2026-05-05")
    rule(town, "dom", "correct", "2026-06-15")
    confirm(town, "dom")
    town.at("2026-07-01T09:00")
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.COURT_ORDER)

    town.do("review.accept_ruling", {**CASE, "ruling": "dom", "motive": "Vi rättar."})
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.COURT_ORDER)
    town.do(
        "tender.reopen", {**TENDER, "review": CASE["review"], "reasons": "Efter dom."}
    )
    town.do(
        "tender.assess_bid",
        {
            **TENDER,
            "bid": "anbud-a",
            "failed": ["ledning"],
            "motive": "Domstolen fann att ledningen inte är namngiven.",
        },
    )
    town.do("award.re_evaluate", AWARD, by="handlaggare-2")
    decide(town, "b")
    town.do("award.notify", {**AWARD, "notices": NOTICES})

    not_to_be_signed(town, StandstillRunning)
    assert town.at("2026-07-14T00:00") == ["award.signing_unlocked"]
    not_to_be_signed(town, NotAWinner)
    sign(town, "b")


def test_an_appeal_locks_only_when_the_higher_court_says_so(town):
    file(town, "2026-05-05")
    rule(town, "dom", "rejected", "2026-06-15")
    confirm(town, "dom")
    town.clock.now = local("2026-06-24T09:00")
    town.do("review.appeal", {**CASE, "appealed_on": "2026-06-24"})

    # Without a measure of the higher court the ten days are the last obstacle.
    assert town.at("2026-06-26T08:00")[-1] == "award.signing_unlocked"
    town.do(
        "review.decide_interim",
        {
            **CASE,
            "instance": "second",
            "decided_on": "2026-06-26",
            "prohibits_signing": True,
        },
    )
    assert town.case("award:tilldelning").status is Status.NOTIFIED
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.INTERIM_MEASURE)

    town.clock.now = local("2026-08-03T09:00")
    granted = {"instance": "second", "decided_on": "2026-08-03"}
    town.do("review.grant_leave", {**CASE, **granted})
    rule(town, "kr", "upheld", "2026-11-02", instance="second")
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.INTERIM_MEASURE)
    confirm(town, "kr")
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.TEN_DAY_PERIOD)
    assert town.at("2026-11-13T00:00") == [
        "award.lock_released",
        "award.signing_unlocked",
    ]
    sign(town)


def test_an_order_that_a_higher_court_overturns_no_longer_locks(town):
    file(town, "2026-05-05")
    rule(town, "dom", "redo", "2026-06-15")
    confirm(town, "dom")
    town.at("2026-07-01T09:00")
    town.do(
        "review.appeal_for_authority",
        {**CASE, "appealed_on": "2026-07-01", "grounds": "Kravet var tydligt."},
    )
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.COURT_ORDER)

    rule(town, "kr", "rejected", "2026-11-02", instance="second")
    not_to_be_signed(town, SigningIsLocked, kind=LockKind.COURT_ORDER)
    assert confirm(town, "kr")[-1] == "award.signing_unlocked"
    sign(town)


def test_two_suppliers_may_apply_and_both_cases_hold(town):
    file(town, "2026-05-05")
    file(town, "2026-05-05", case_number="1240-26", applicant="utforare-c")
    rule(town, "dom", "rejected", "2026-06-15")
    confirm(town, "dom")

    assert "award.signing_unlocked" not in town.at("2026-07-01T09:00")
    not_to_be_signed(
        town,
        SigningIsLocked,
        kind=LockKind.EXTENDED_STANDSTILL,
        review="fr-goteborg.1240-26",
    )
