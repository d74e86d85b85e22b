"""A round across cases: who takes part, the room there is, and what adoption leaves be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.choosing_town import (
    CARE,
    act,
    choice,
    choose_and_place,
    holders,
    town_of_choice,
)
from tests.town import Town
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_round.refusals import AllocationOutdated

ROUND = {"round": "host-2026"}
PROVIDERS = ["avtal-a", "avtal-b", "egen"]


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    yield from town_of_choice(sqlite_url)


def round_closed(town: Town, **wishes: str) -> None:
    """A round for these people, with wishes in order: `person_1="avtal-a avtal-b"`."""
    chosen = {key.replace("_", "-"): wish for key, wish in wishes.items()}
    opened = {**ROUND, "system": "staden", **CARE, "last_day": "2026-06-14"}
    town.do("choice_round.open", opened)
    invited = {**ROUND, "customers": list(chosen), "channel": "Brev"}
    town.do("choice_round.invite", invited)
    for customer, wished in chosen.items():
        act(town, "choose", customer, wishes=wished.split(), **ROUND)
    town.at("2026-06-15T09:00")


def propose(town: Town, *agreements: str) -> ChoiceRound:
    town.do(
        "choice_round.propose", {**ROUND, "agreements": agreements or tuple(PROVIDERS)}
    )
    proposed: Any = town.case("choice_round:host-2026")
    return proposed


def adopt(town: Town) -> None:
    town.do("choice_round.adopt", ROUND)


# -- What has come about since the proposal ------------------------------------------


def chose_another(town: Town) -> None:
    choose_and_place(town, "person-1", "avtal-b")


def chose_another_that_took_over(town: Town) -> None:
    choose_and_place(town, "person-1", "avtal-b")
    town.at("2026-07-01T09:00")
    act(town, "take_over", "person-1", on="2026-07-01")


def accepted_an_offer(town: Town) -> None:
    act(town, "queue", "person-1", agreement="avtal-b")
    offer = {"agreement": "avtal-b", "customer": "person-1"}
    town.do("agreement.offer_place", offer)
    act(town, "accept_offer", "person-1", agreement="avtal-b")


@pytest.mark.parametrize(
    "since", [chose_another, chose_another_that_took_over, accepted_an_offer]
)
def test_adoption_replaces_no_place_that_a_customer_has_got_since_the_proposal(
    town, since
):
    round_closed(town, person_1="avtal-a", person_2="egen")
    propose(town)
    since(town)

    with pytest.raises(AllocationOutdated) as refusal:
        adopt(town)

    assert refusal.value.details == {"customers": 1}
    propose(town)
    adopt(town)
    person = choice(town, "person-1")
    assert "avtal-b" in (person.placed_at, person.agreement)
    assert "person-1" in holders(town, "avtal-b")


def test_a_customer_with_a_place_of_their_own_takes_no_part_in_a_new_proposal(town):
    round_closed(town, person_1="avtal-a", person_2="egen")
    chose_another(town)

    assert {p.customer for p in propose(town).placements} == {"person-2"}


def test_whoever_s_care_has_ended_since_the_proposal_gets_no_place(town):
    round_closed(town, person_1="avtal-a", person_2="egen")
    propose(town)
    act(town, "end_care", "person-1", last_day="2026-06-14")

    with pytest.raises(AllocationOutdated):
        adopt(town)

    propose(town)
    adopt(town)
    assert holders(town, "avtal-a") == set()


def test_a_place_from_before_is_replaced_by_what_the_customer_chose_in_the_round(town):
    choose_and_place(town, "person-1", "avtal-b")
    round_closed(town, person_1="avtal-a")

    propose(town)
    adopt(town)

    assert choice(town, "person-1").placed_at == "avtal-a"
    assert holders(town, "avtal-b") == set()


# -- Who takes part, and the room there is -------------------------------------------


def test_a_wish_for_a_provider_that_takes_no_part_is_told_by_its_name(town):
    round_closed(town, person_1="avtal-b")

    (placed,) = propose(town, "avtal-a", "egen").placements

    assert placed.missed[0].obstacle == "left_out"
    assert placed.reason.endswith(
        "Ditt första val, Utförare B, ingick inte i fördelningen."
    )


def test_a_round_gives_no_place_that_somebody_else_waits_for(town):
    act(town, "queue", "person-3", agreement="avtal-a")
    round_closed(town, person_1="avtal-a", person_2="egen")

    placed = {p.customer: p.agreement for p in propose(town).placements}

    assert placed["person-1"] == "egen"


def test_whoever_waits_and_is_invited_may_have_the_place(town):
    act(town, "queue", "person-1", agreement="avtal-a")
    round_closed(town, person_1="avtal-a", person_2="egen")

    placed = {p.customer: p.agreement for p in propose(town).placements}

    assert placed["person-1"] == "avtal-a"


def test_whoever_must_leave_the_provider_they_wished_to_keep_waits_to_come_back(town):
    shares = [{"from_on": "2026-05-18", "minimum_percent": 100.0}]
    agreed = {"agreement": "avtal-b", "legal_basis": "Avtalet § 4", "reason": "Andel."}
    capacity = [{"from_on": "2026-05-18", "area": "norr", "amount": 10}]
    more = {"agreement": "avtal-b", "reason": "Fler platser.", "ground": "agreed"}
    town.do("agreement.agree_shares", {**agreed, "steps": shares})
    town.do("agreement.agree_capacity", {**more, "steps": capacity})
    either = "egen avtal-b"
    round_closed(town, person_1=either, person_2=either, person_3=either)

    placed = propose(town).placements
    adopt(town)

    town.at("2026-07-01T09:00")
    act(town, "take_over", "person-1", on="2026-07-01")

    assert {p.agreement for p in placed} == {"avtal-b"}
    own: Any = town.case("agreement:egen")
    for one in placed:
        number = own.queue_place(one.customer)
        assert one.reason.endswith(f"du står på plats {number} i kön.")
    assert "person-1" not in own.holders
