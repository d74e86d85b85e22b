"""Courses that the law or plain sense forbids, tried through the one door."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.given import day, local
from tests.town import Town, not_allowed
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AgreementNotStarted,
    BundleNotDelivered,
)
from upphandling.domain.award.refusals import AwardInWrongStage, ContractsExist
from upphandling.domain.base import Role
from upphandling.domain.customer_choice.refusals import (
    EndsBeforeCareBegan,
)
from upphandling.domain.instants import NotYet
from upphandling.domain.tender.refusals import (
    AlreadyNotified,
    BidNotQualified,
    BidsStillWelcome,
)
from upphandling.projections.deadlines import Deadline
from upphandling.schedules import timetable

WINNER = {"lot": "norr", "bid": "anbud-1"}
TO_ALL = [{"recipient": "utforare-a"}]
CANCEL = {"tender": "prov", "reason_code": "other", "reasons": "Nämnden ändrade sig."}
SIGN = {
    "agreement": "avtal-a",
    "award": "tilldelning",
    "lot": "norr",
    "bid": "anbud-1",
    "bundle": "omvardnad",
    "starts_on": "2027-01-01",
}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-05-04T09:00") as town:
        yield town.founded()


@pytest.fixture
def awarded(town: Town) -> Town:
    """Awarded and notified; the standstill runs."""
    town.opened("prov")
    town.do("award.propose", {"award": "tilldelning", "tender": "prov"})
    town.do(
        "award.decide", {"award": "tilldelning", "winners": [WINNER], "motive": "m"}
    )
    town.do("award.notify", {"award": "tilldelning", "notices": TO_ALL})
    return town


def test_a_cancelled_tender_is_never_signed(awarded):
    awarded.do("tender.cancel", CANCEL)

    assert awarded.at("2026-07-31T00:00") == ["dossier.overdue"]
    assert awarded.case("award:tilldelning").status == "withdrawn"
    with pytest.raises(AwardInWrongStage):
        awarded.do("agreement.sign", SIGN)


def test_a_tender_is_not_cancelled_once_a_contract_is_signed(awarded):
    awarded.at("2026-07-31T00:00")
    awarded.do("agreement.sign", SIGN)

    with pytest.raises(ContractsExist):
        awarded.do("tender.cancel", CANCEL)
    assert awarded.case("tender:prov").status == "awarded"


def test_a_bid_that_was_disqualified_after_the_proposal_cannot_win(town):
    town.opened("prov")
    town.do("award.propose", {"award": "tilldelning", "tender": "prov"})
    failed = {"bid": "anbud-1", "failed": ["ledning"], "motive": "Ledning saknas"}
    town.do("tender.assess_bid", {"tender": "prov", **failed})

    with pytest.raises(BidNotQualified):
        town.do(
            "award.decide", {"award": "tilldelning", "winners": [WINNER], "motive": "m"}
        )


def test_bids_are_not_opened_before_the_last_day_is_over(town):
    town.announced("prov", "2026-06-03")
    town.at("2026-06-04T09:00")

    with pytest.raises(BidsStillWelcome):
        town.do(
            "tender.open_bids",
            {"tender": "prov", "present": ["handlaggare-1", "handlaggare-2"]},
            at=local("2026-05-20T09:00"),
        )


def test_a_cancellation_is_notified_once(town):
    town.opened("prov")
    town.do("tender.cancel", CANCEL)
    town.do("tender.notify_cancellation", {"tender": "prov", "notices": TO_ALL})

    with pytest.raises(AlreadyNotified):
        town.do("tender.notify_cancellation", {"tender": "prov", "notices": TO_ALL})


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"starts_on": "2026-06-01"}, AgreementNotStarted),
        ({"starts_on": "2026-01-01", "ends_on": "2026-05-03"}, AgreementNotInForce),
    ],
)
def test_nobody_is_taken_over_outside_the_days_of_an_agreement(town, changed, rule):
    town.with_agreement("gammalt", regime="lou", starts_on="2026-01-01")
    town.registered(["person-1"], "gammalt")
    town.with_agreement("nytt", regime="lou", **changed)

    with pytest.raises(rule):
        moved_at_once(town, "nytt")


def moved_at_once(town: Town, agreement: str) -> None:
    who = {"customer": "person-1", "bundle": "omvardnad"}
    ground = {"basis": "reassigned", "reason": "Ny utförare."}
    town.do("customer_choice.place", {**who, "agreement": agreement, **ground})
    town.do("customer_choice.take_over", {**who, "on": "2026-05-04"})


def test_what_has_not_happened_is_no_fact_yet(town):
    town.with_agreement("gammalt", starts_on="2026-01-01")
    town.registered(["person-1"], "gammalt")
    who = {"customer": "person-1", "bundle": "omvardnad"}
    town.chose("person-1", "gammalt")

    with pytest.raises(NotYet):
        town.do("customer_choice.take_over", {**who, "on": "2026-05-05"})
    with pytest.raises(NotYet):
        town.do("customer_choice.end_care", {**who, "last_day": "2026-05-05"})
    with pytest.raises(EndsBeforeCareBegan):
        town.do("customer_choice.end_care", {**who, "last_day": "2020-01-01"})
    assert town.case("customer_choice:person-1/omvardnad").since == day("2026-01-01")


def test_a_customer_acts_only_for_themselves(town):
    town.with_agreement("gammalt", starts_on="2026-01-01")
    town.registered(["person-1", "person-2"], "gammalt")
    choice = {"customer": "person-1", "bundle": "omvardnad", "wishes": ["gammalt"]}

    town.do("customer_choice.choose", choice, by="person-1", role=Role.CUSTOMER)
    with not_allowed("own"):
        town.do("customer_choice.choose", choice, by="person-2", role=Role.CUSTOMER)
    town.announced("prov", "2026-06-03")
    with not_allowed("role"):
        town.do("tender.cancel", CANCEL, by="person-2", role=Role.CUSTOMER)


def test_an_agreement_of_another_system_has_no_place_for_the_customer(town):
    system = {**town.case("choice_system:staden").configuration.model_dump(mode="json")}
    town.do("choice_system.establish", {**system, "system": "grannen"})
    town.with_agreement("grannens", system="grannen", starts_on="2026-01-01")
    town.registered(["person-1"])
    who = {"customer": "person-1", "bundle": "omvardnad"}

    with pytest.raises(BundleNotDelivered):
        town.do(
            "customer_choice.place", {**who, "agreement": "grannens", "reason": "v"}
        )


def test_a_deadline_that_was_refused_falls_when_nothing_stands_in_its_way(
    town, monkeypatch
):
    town.announced("prov", "2026-06-03")
    close = timetable.TIMETABLE[Deadline.TENDER_CLOSES]
    acts = {
        **timetable.TIMETABLE,
        Deadline.TENDER_CLOSES: lambda *_: close("ingen-sadan", ""),
    }
    with monkeypatch.context() as for_a_while:
        for_a_while.setattr(timetable, "TIMETABLE", acts)
        assert town.at("2026-06-04T00:00") == ["tender.answers_limit_passed"]

    assert town.at("2026-06-04T00:05") == ["tender.closed"]
