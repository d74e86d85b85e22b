"""A provider is lost with days of notice: proposed, decided, told, moved, chosen anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.moving_town import (
    IN_HOUSE,
    NEW,
    OLD,
    OTHER,
    days_of,
    living,
    ready_town,
    responsible,
    told,
)
from tests.town import SYSTEM, Town
from upphandling.domain.agreement.refusals import (
    AgreementNotStarted,
    BundleNotDelivered,
)
from upphandling.domain.allocation import Infeasible
from upphandling.domain.configuration import DefaultIsASelection
from upphandling.domain.transition.refusals import (
    NobodyToReassign,
    NobodyToTakeOver,
    OldAgreementEndsFirst,
    ProposalOutdated,
    ReassignmentIsASelection,
    ReassignmentNotAdopted,
)

DAYS = ["2026-10-20", "2026-10-21"]
CUSTOMERS = {"k-1": "norr", "k-2": "norr", "k-3": "soder"}


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-10-15T13:00") as town:
        yield lost(town)


def lost(town: Town, **old: object) -> Town:
    """The old provider is rescinded with a week to go."""
    ready_town(town, **old)
    living(town, CUSTOMERS)
    town.do(
        "agreement.rescind",
        {"agreement": OLD, "grounds": "Konkurs", "wind_up_until": "2026-10-22"},
    )
    return town


def falls_to(town: Town, rule: str) -> None:
    """What the municipality has decided for a provider that falls away."""
    policy = {"valid_from": "2026-10-01", "when_provider_falls": rule}
    town.do("choice_system.decide_choosing", {"system": "staden", "policy": policy})


def named(town: Town, agreement: str = IN_HOUSE) -> None:
    """Who steps in when an agreement ends."""
    fallback = {"agreement": agreement, "legal_basis": "Fullmäktiges beslut § 3"}
    where = {"system": "staden", "bundle": "omvardnad"}
    town.do("choice_system.name_fallback", {**where, **fallback})


def propose(town: Town, *candidates: str, **changed: object) -> None:
    asked: dict[str, object] = {
        "agreement": OLD,
        "days": DAYS,
        "seed": "Lott 15 oktober",
    }
    if candidates:
        asked["candidates"] = list(candidates)
    town.do(*told("propose_reassignment", **{**asked, **changed}))


def proposal(town: Town) -> dict[str, tuple[str, str]]:
    """Where each customer is to go, and why."""
    placements = town.case("transition:flytt").proposal
    return {p.customer: (p.agreement, p.reason) for p in placements}


def test_a_lost_provider_is_replaced_from_the_proposal_to_a_new_choice(town):
    named(town)
    wish = {"customer": "k-1", "bundle": "omvardnad", "wishes": [OTHER]}
    town.do("customer_choice.choose", wish)

    propose(town, OTHER)

    sorry = "Utförare G kan inte längre ge dig dina insatser."
    again = "Du kan välja en annan utförare när du vill."
    in_house = (
        f"{sorry} Du får Kommunens egen regi, som tar vid när en utförare faller bort. "
        f"{again}"
    )
    assert proposal(town) == {
        "k-1": (OTHER, f"{sorry} Du får Utförare O, som du har önskat. {again}"),
        "k-2": (IN_HOUSE, in_house),
        "k-3": (IN_HOUSE, in_house),
    }
    assert responsible(town, *CUSTOMERS) == [OLD, OLD, OLD]
    with pytest.raises(ReassignmentNotAdopted):
        town.do(*told("take_over", wave="dag-1"))

    town.do(*told("adopt_reassignment"))
    for customer in CUSTOMERS:
        about = {"about": "Byte av utförare", "channel": "telefon"}
        whom = {"customer": customer, "bundle": "omvardnad"}
        town.do("customer_choice.inform", {**whom, **about})
    for on, wave in zip(DAYS, ("dag-1", "dag-2"), strict=True):
        town.at(f"{on}T07:00")
        town.do(*told("take_over", wave=wave))
    town.do(*told("complete"))

    assert responsible(town, *CUSTOMERS) == [OTHER, IN_HOUSE, IN_HOUSE]
    assert days_of(town, "k-2")[-1] == (IN_HOUSE, date(2026, 10, 21))
    town.at("2026-10-26T09:00")
    town.do("customer_choice.choose", {**wish, "customer": "k-2", "wishes": [NEW]})


def test_the_question_the_seed_and_the_proof_are_kept(town):
    named(town)

    propose(town)

    ((topic, told_of),) = town.log("transition:flytt")
    assert topic == "transition.reassignment_proposed"
    assert told_of["question"]["seed"] == "Lott 15 oktober"
    assert {p["customer"] for p in told_of["question"]["people"]} == set(CUSTOMERS)
    assert told_of["rule"] == "in_house"
    assert all(stage["bound"] == stage["objective"] for stage in told_of["stages"])
    assert [wave["on"] for wave in told_of["waves"]] == DAYS


def test_the_same_question_gives_the_same_proposal(town):
    falls_to(town, "others_with_room")
    propose(town, NEW, OTHER)
    first = proposal(town)
    town.do(*told("abandon", reason="Räknas om."))

    propose(town, NEW, OTHER, transition="igen")

    again = town.case("transition:igen").proposal
    assert {p.customer: (p.agreement, p.reason) for p in again} == first


def test_others_with_room_take_over_where_that_is_the_rule(town):
    falls_to(town, "others_with_room")
    places = {"places": {"norr": 1, "soder": 1}, "share_percent": 0.0}
    town.do(
        "agreement.change_places", {"agreement": NEW, **places, "reason": "Fullt där."}
    )

    propose(town, NEW, OTHER)

    where = [agreement for agreement, _ in proposal(town).values()]
    assert sorted(where) == [OTHER, NEW, NEW]
    reason = proposal(town)["k-3"][1]
    assert "som har lediga platser i ditt område" in reason
    town.do(*told("adopt_reassignment"))
    assert len(town.case(f"agreement:{NEW}").holders) == 2


def test_no_one_is_placed_where_there_is_no_room(town):
    falls_to(town, "others_with_room")
    places = {"places": {"norr": 1, "soder": 1}, "share_percent": 0.0}
    town.do(
        "agreement.change_places", {"agreement": NEW, **places, "reason": "Fullt där."}
    )

    with pytest.raises(Infeasible):
        propose(town, NEW)


@pytest.mark.parametrize(
    ("rule", "until"),
    [
        ("next_in_rank", "tills nästa utförare i rangordningen kan ta vid"),
        ("new_tender", "tills en ny utförare är upphandlad"),
    ],
)
def test_in_house_takes_over_meanwhile_and_the_customer_is_told(town, rule, until):
    falls_to(town, rule)
    named(town)

    propose(town)

    assert {agreement for agreement, _ in proposal(town).values()} == {IN_HOUSE}
    assert all(until in reason for _, reason in proposal(town).values())


def test_whoever_has_a_place_by_choice_keeps_it_and_whoever_waits_waits_on(town):
    named(town)
    whose = {"bundle": "omvardnad", "agreement": OTHER}
    for customer in ("k-1", "k-2"):
        wish = {"customer": customer, "bundle": "omvardnad", "wishes": [OTHER]}
        town.do("customer_choice.choose", wish)
    places = {"places": {"norr": 1}, "share_percent": 0.0}
    town.do(
        "agreement.change_places", {"agreement": OTHER, **places, "reason": "Fullt."}
    )
    town.do(
        "customer_choice.place", {"customer": "k-1", **whose, "reason": "Ditt val."}
    )
    town.do("customer_choice.queue", {"customer": "k-2", **whose})

    propose(town, OTHER)

    there, here, _ = proposal(town).values()
    assert there[0] == OTHER
    assert "Du får plats hos Utförare O, som du själv har valt." in there[1]
    assert here[0] == IN_HOUSE
    assert "Du står kvar på plats 1 i kön till Utförare O." in here[1]
    town.do(*told("adopt_reassignment"))
    assert set(town.case(f"agreement:{OTHER}").holders) == {"k-1"}


def test_a_customer_who_left_meanwhile_is_not_moved_and_a_new_place_asks_anew(town):
    named(town)
    propose(town, OTHER)
    ended = {"customer": "k-1", "bundle": "omvardnad", "last_day": "2026-10-15"}
    town.do("customer_choice.end_care", ended)
    choice = {"customer": "k-2", "bundle": "omvardnad", "wishes": [OTHER]}
    town.do("customer_choice.choose", choice)
    del choice["wishes"]
    chosen = {**choice, "agreement": OTHER, "reason": "Ditt val."}
    town.do("customer_choice.place", chosen)

    with pytest.raises(ProposalOutdated) as refusal:
        town.do(*told("adopt_reassignment"))

    assert refusal.value.details == {"customers": ["k-2"]}
    town.do(*told("abandon", reason="Räknas om."))
    propose(town, OTHER, transition="igen")
    town.do("transition.adopt_reassignment", {"transition": "igen"})
    waves = town.case("transition:igen").waves.values()
    assert {c for wave in waves for c in wave.customers} == {"k-2", "k-3"}


def test_it_takes_somebody_to_move_and_somebody_to_take_over(town):
    with pytest.raises(NobodyToTakeOver):
        propose(town)
    with pytest.raises(NobodyToReassign):
        propose(town, NEW, agreement=OTHER)


def test_whoever_takes_over_delivers_and_has_begun(town):
    town.do("choice_system.establish", {**SYSTEM, "system": "landet"})
    town.with_agreement("fjarran", system="landet", regime="lou")
    with pytest.raises(BundleNotDelivered):
        propose(town, "fjarran")

    falls_to(town, "others_with_room")
    later = {"starts_on": "2026-11-01", "areas": ["norr", "soder"]}
    town.with_agreement("sen", regime="lou", **later)
    with pytest.raises(AgreementNotStarted):
        propose(town, "sen")


def test_everybody_has_moved_when_the_lost_provider_stops(town):
    named(town)

    with pytest.raises(OldAgreementEndsFirst):
        propose(town, days=["2026-10-20", "2026-10-24"])


def test_customers_are_not_divided_among_lov_providers(sqlite_url):
    with Town(sqlite_url, "2026-10-15T13:00") as town:
        lost(town, regime="lov")
        for key in ("tredje", "fjarde"):
            town.with_agreement(
                key, regime="lov", starts_on="2026-10-01", areas=["norr", "soder"]
            )
        falls_to(town, "others_with_room")

        with pytest.raises((ReassignmentIsASelection, DefaultIsASelection)):
            propose(town, "tredje", "fjarde")

        named(town)
        falls_to(town, "in_house")
        propose(town, "tredje", "fjarde")
        assert {agreement for agreement, _ in proposal(town).values()} == {IN_HOUSE}
