"""At the one door: every decision of a system that keeps a register is held to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.town import Town
from upphandling.application.choice_system.delegations import NoSuchDecision
from upphandling.domain.base import Role
from upphandling.domain.choice_system.refusals import OutsideDelegation
from upphandling.domain.dossier import ReportPart

STADEN = {"system": "staden"}
DELEGATION = {
    **STADEN,
    "delegation": "4.2",
    "decisions": ["award"],
    "roles": ["procurement_manager"],
    "to": "Upphandlingschefen",
    "valid_from": "2026-01-01",
    "source": "Nämndens delegationsordning 4.2",
}
OTHER = {**DELEGATION, "delegation": "4.3", "decisions": ["tender"]}
DECIDE = {
    "award": "tilldelning",
    "winners": [{"lot": "norr", "bid": "anbud-1"}],
    "motive": "Högst kvalitet.",
}
AGREEMENT = {
    "agreement": "egen-regi",
    **STADEN,
    "provider": "egen-regi",
    "name": "Egen regi",
    "bundle": "omvardnad",
    "areas": ["norr"],
    "starts_on": "2026-01-01",
}
NO_WAY = {"role": Role.PROCUREMENT_MANAGER, "mandate": "4.2"}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        yield town.founded()


def delegate(town: Town, **changed: Any) -> None:
    town.do("choice_system.delegate", {**DELEGATION, **changed})


def proposed(town: Town, worth: int) -> None:
    """A tender of a known worth, with a proposal to decide on."""
    town.do(
        "tender.prepare",
        {
            "tender": "prov",
            **STADEN,
            "title": "Hemtjänst i norr",
            "lots": [{"lot": "norr", "title": "Norr", "areas": ["norr"]}],
            "criteria": [{"criterion": "kvalitet", "title": "K", "max_points": 5.0}],
        },
    )
    town.do(
        "tender.estimate_value",
        {"tender": "prov", "value_sek": worth, "basis": "Fyra års timmar."},
    )
    town.do(
        "tender.announce",
        {"tender": "prov", "last_day": "2026-03-02", "notice": "Annons 2026-1"},
    )
    town.do(
        "tender.receive_bid",
        {
            "tender": "prov",
            "bid": "anbud-1",
            "bidder": "utforare-a",
            "name": "Utförare A",
            "lots": ["norr"],
            "content_hash": "0" * 64,
        },
    )
    town.at("2026-03-03T09:00")
    town.do(
        "tender.open_bids",
        {"tender": "prov", "present": ["handlaggare-1", "handlaggare-2"]},
    )
    town.do(
        "tender.assess_bid",
        {"tender": "prov", "bid": "anbud-1", "motive": "Prövat mot kraven."},
    )
    town.do("award.propose", {"award": "tilldelning", "tender": "prov"})


def test_a_system_without_a_register_takes_any_mandate(town):
    town.do("agreement.entrust_in_house", AGREEMENT, mandate="muntligt uppdrag")

    assert town.log("agreement:egen-regi")


def test_an_agreement_is_held_to_the_register_of_its_system(town):
    delegate(town)

    with pytest.raises(OutsideDelegation) as refusal:
        town.do("agreement.entrust_in_house", AGREEMENT, **NO_WAY)

    assert refusal.value.details["decision"] == "agreement.entrusted_in_house"
    assert town.log("agreement:egen-regi") == []


def test_an_award_is_worth_what_its_tender_is(town):
    proposed(town, 5_000_000)
    delegate(town, decisions=["award", "tender"], max_amount_sek=4_999_999)

    with pytest.raises(OutsideDelegation) as refusal:
        town.do("award.decide", DECIDE, **NO_WAY)
    told = refusal.value.details
    assert (told["decision"], told["worth_sek"]) == ("award.decided", 5_000_000)

    delegate(
        town,
        delegation="4.4",
        decisions=["award", "tender"],
        max_amount_sek=5_000_000,
    )
    town.do("award.decide", DECIDE, **{**NO_WAY, "mandate": "4.4"})
    assert town.case("award:tilldelning").status == "decided"


def test_every_decision_of_a_command_must_be_covered_or_nothing_is_done(town):
    proposed(town, 5_000_000)
    delegate(town)

    with pytest.raises(OutsideDelegation) as refusal:
        town.do("award.decide", DECIDE, **NO_WAY)

    assert refusal.value.details["decision"] == "tender.awarded"
    assert town.case("award:tilldelning").status == "proposed"


def test_the_register_itself_can_always_be_put_right(town):
    delegate(town)

    town.do("choice_system.delegate", OTHER, mandate="nämndens beslut § 9")
    town.do(
        "choice_system.withdraw_delegation",
        {**STADEN, "delegation": "4.3", "reason": "Fel punkt."},
        mandate="nämndens beslut § 10",
    )

    assert set(town.case("choice_system:staden").withdrawn) == {"4.3"}


def test_what_is_only_recorded_needs_no_delegation(town):
    delegate(town)

    town.with_agreement("avtal-a")
    town.do("plan.draw_up", {"plan": "tidplan", **STADEN}, mandate=None)

    assert town.log("plan:tidplan")


def test_another_systems_register_does_not_matter(town):
    delegate(town)
    other = town.case("choice_system:staden").settled.model_dump(mode="json")
    town.do("choice_system.establish", {**other, "system": "grannstaden"})

    town.do("agreement.entrust_in_house", {**AGREEMENT, "system": "grannstaden"})

    assert town.log("agreement:egen-regi")


@pytest.mark.parametrize("decision", ["award.proposed", "award.decidedd", "awards"])
def test_only_what_is_a_decision_can_be_delegated(town, decision):
    with pytest.raises(NoSuchDecision) as refusal:
        delegate(town, decisions=[decision])

    assert refusal.value.details == {"decision": decision}


def test_a_decision_that_the_register_refuses_is_kept_as_refused(town):
    delegate(town)

    with pytest.raises(OutsideDelegation):
        town.do("agreement.entrust_in_house", AGREEMENT, **NO_WAY)

    (kept,) = town.house.recorder.refusals()
    assert kept.rule == "OutsideDelegation"
    assert kept.details["mandate"] == "4.2"


def test_a_review_and_a_dossier_are_held_to_the_register_of_their_tender(town):
    proposed(town, 5_000_000)
    town.do("award.decide", DECIDE)
    town.do(
        "award.notify",
        {"award": "tilldelning", "notices": [{"recipient": "utforare-a"}]},
    )
    town.do(
        "review.file",
        {
            "court": "fr",
            "case_number": "1-26",
            "against": "award",
            "subject": "tilldelning",
            "applicant": "utforare-a",
            "received_on": "2026-03-03",
        },
    )
    ruling = {"review": "fr.1-26", "ruling": "dom"}
    town.do(
        "review.rule",
        {
            **ruling,
            "instance": "first",
            "outcome": "rejected",
            "ruled_on": "2026-03-03",
        },
        by="sekreterare-1",
    )
    why = {"reason_code": "other", "reasons": "Behovet har ändrats"}
    town.do("tender.cancel", {"tender": "prov", **why})
    delegate(town)
    for part in ReportPart:
        aside = {"dossier": "prov", "part": part.value, "reason": "Avbruten"}
        town.do("dossier.set_part_aside", aside)

    with pytest.raises(OutsideDelegation) as refusal:
        town.do("review.confirm_ruling", ruling, by="sekreterare-2", **NO_WAY)
    assert refusal.value.details["decision"] == "review.ruling_confirmed"
    assert refusal.value.details["worth_sek"] == 5_000_000
    with pytest.raises(OutsideDelegation) as refusal:
        town.do("dossier.complete", {"dossier": "prov"}, **NO_WAY)
    assert refusal.value.details["decision"] == "dossier.completed"
