"""Every way to a provider is closed while it is stopped, and nobody there is moved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.choosing_town import (
    CARE,
    act,
    choice,
    choose,
    choose_and_place,
    holders,
    queue,
    town_of_choice,
)
from tests.given import day
from tests.stopped import lifted, stopped
from tests.town import Town
from upphandling.application.customer.rows import RowsRefused
from upphandling.domain.agreement.refusals import NewCustomersRefused
from upphandling.domain.base import Role

ROUND = {"round": "host-2026"}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    yield from town_of_choice(sqlite_url)


@pytest.fixture
def closed(town: Town) -> Town:
    """The provider A takes no new customers."""
    stopped(town, "avtal-a")
    return town


def open_round(town: Town, *customers: str) -> None:
    opened = {**ROUND, "system": "staden", **CARE, "last_day": "2026-06-14"}
    town.do("choice_round.open", opened)
    invited = {**ROUND, "customers": customers, "channel": "Brev"}
    town.do("choice_round.invite", invited)


def propose(town: Town) -> dict[str, str]:
    """Who is proposed to be placed where."""
    town.at("2026-06-15T09:00")
    all_three = ["avtal-a", "avtal-b", "egen"]
    town.do("choice_round.propose", {**ROUND, "agreements": all_three})
    round_ = town.case("choice_round:host-2026")
    return {placed.customer: placed.agreement for placed in round_.placements}


def by_default(town: Town, rule: str) -> None:
    policy = {"rule": rule, "legal_basis": "Beslut § 4", "valid_from": "2026-05-18"}
    town.do("choice_system.decide_default", {"system": "staden", "policy": policy})


# -- A choice, a decision, a file --------------------------------------------------


def test_the_next_choice_is_refused_with_the_reason(closed):
    with pytest.raises(NewCustomersRefused) as refusal:
        choose(closed, "person-1", "avtal-a")

    version = len(closed.log("agreement:avtal-a"))
    assert refusal.value.details == {
        "agreement": "avtal-a",
        "since": day("2026-05-18"),
        "deviation": "avv-avtal-a",
        "reason": f"agreement:avtal-a@{version}",
    }
    assert closed.log("agreement:avtal-a")[-1][0] == "agreement.new_customers_stopped"


def test_it_cannot_be_wished_for_even_behind_another(closed):
    with pytest.raises(NewCustomersRefused):
        choose_and_place(closed, "person-1", "avtal-b", "avtal-a")


def test_it_cannot_be_chosen_in_a_round(closed):
    open_round(closed, "person-1")

    with pytest.raises(NewCustomersRefused):
        act(closed, "choose", "person-1", wishes=["avtal-a"], **ROUND)


def test_a_file_of_choices_is_refused_by_row_and_column(closed):
    open_round(closed, "person-1")
    row = {"row": 2, "customer": "person-1", "wishes": ["avtal-b", "avtal-a"]}

    with pytest.raises(RowsRefused) as refusal:
        closed.do("customer_choice.import_choices", {**ROUND, "choices": [row]})

    (told,) = refusal.value.details["rows"]
    assert (told["column"], told["rule"]) == ("val 2", "NewCustomersRefused")


@pytest.mark.parametrize("basis", ["default", "reassigned"])
def test_nobody_is_placed_there_by_a_decision(closed, basis):
    with pytest.raises(NewCustomersRefused):
        act(
            closed,
            "place",
            "person-1",
            agreement="avtal-a",
            basis=basis,
            reason="Beslut.",
        )


def test_a_choice_from_before_the_stop_gives_no_place_after_it(town):
    choose(town, "person-1", "avtal-a")
    stopped(town, "avtal-a")

    with pytest.raises(NewCustomersRefused):
        act(town, "place", "person-1", agreement="avtal-a", reason="Val.")
    assert holders(town, "avtal-a") == set()


def test_nobody_is_registered_there_as_if_they_had_been_there_before(closed):
    with pytest.raises(NewCustomersRefused):
        closed.registered(["person-9"], "avtal-a")


def test_a_file_of_customers_puts_nobody_new_there(closed):
    care = {
        "row": 2,
        "customer": "person-9",
        "decision": "b-1",
        "area": "norr",
        "service": "personal_care",
        "minutes_per_week": 300,
        "valid_from": "2026-02-01",
        "agreement": "avtal-a",
    }
    told = {"system": "staden", "rows": [care]}

    with pytest.raises((NewCustomersRefused, RowsRefused)) as refusal:
        closed.do("customer.import", told, role=Role.CARE_ADMINISTRATOR)

    assert "NewCustomersRefused" in repr((refusal.type.__name__, refusal.value.details))


# -- The queue ---------------------------------------------------------------------


def test_nobody_new_is_put_in_the_queue(closed):
    with pytest.raises(NewCustomersRefused):
        act(closed, "queue", "person-1", agreement="avtal-a")


def test_whoever_waits_goes_on_waiting_and_is_offered_nothing(town):
    act(town, "queue", "person-1", agreement="avtal-a")
    stopped(town, "avtal-a")
    offer = {"agreement": "avtal-a", "customer": "person-1"}

    with pytest.raises(NewCustomersRefused):
        town.do("agreement.offer_place", offer)
    assert queue(town, "avtal-a") == ["person-1"]

    lifted(town, "avtal-a")
    town.do("agreement.offer_place", offer)


def test_the_need_of_whoever_waits_is_assessed_anew_also_during_a_stop(town):
    act(town, "queue", "person-1", agreement="avtal-a")
    stopped(town, "avtal-a")
    open_round(town, "person-1")

    act(town, "choose", "person-1", wishes=["avtal-b"], need=4, **ROUND)

    assert town.case("agreement:avtal-a").queue["person-1"].need == 4


def test_an_offer_from_before_the_stop_gives_no_place_after_it(town):
    act(town, "queue", "person-1", agreement="avtal-a")
    town.do("agreement.offer_place", {"agreement": "avtal-a", "customer": "person-1"})
    stopped(town, "avtal-a")

    with pytest.raises(NewCustomersRefused):
        act(town, "accept_offer", "person-1", agreement="avtal-a")
    assert holders(town, "avtal-a") == set()

    act(town, "decline_offer", "person-1", agreement="avtal-a")
    assert queue(town, "avtal-a") == []


# -- A round and the default rule --------------------------------------------------


def test_a_round_goes_round_it_though_it_was_wished_for_before_the_stop(town):
    open_round(town, "person-1")
    act(town, "choose", "person-1", wishes=["avtal-a", "avtal-b"], **ROUND)
    stopped(town, "avtal-a")

    assert propose(town) == {"person-1": "avtal-b"}
    town.do("choice_round.adopt", ROUND)
    assert holders(town, "avtal-b") == {"person-1"}
    assert queue(town, "avtal-a") == ["person-1"]


@pytest.mark.parametrize(
    "rule",
    [
        "provider_with_room",
        "fill_shares",
        "random",
        "separately_procured",
    ],
)
def test_no_default_rule_places_anybody_there(town, rule):
    town.registered(["person-8", "person-9"])
    by_default(town, rule)
    open_round(town, "person-8", "person-9")
    for agreement in ("avtal-a", "avtal-b"):
        roomy = {"area": "norr", "amount": 9, "from_on": "2026-05-18"}
        told = {"agreement": agreement, "steps": [roomy], "reason": "Plats."}
        town.do("agreement.agree_capacity", told)
    stopped(town, "avtal-a")

    placed = propose(town)

    assert set(placed) == {"person-8", "person-9"}
    assert "avtal-a" not in placed.values()


def test_the_letter_says_that_the_first_wish_takes_no_new_customers(town):
    open_round(town, "person-1")
    act(town, "choose", "person-1", wishes=["avtal-a", "avtal-b"], **ROUND)
    stopped(town, "avtal-a")
    propose(town)

    (placed,) = town.case("choice_round:host-2026").placements
    assert "Utförare A, tar inte emot nya kunder enligt beslut" in placed.reason
    assert [missed.obstacle for missed in placed.missed] == ["stopped"]


def test_without_a_stop_the_default_rule_does_place_people_there(town):
    town.registered(["person-8"])
    by_default(town, "provider_with_room")
    open_round(town, "person-8")

    assert propose(town) == {"person-8": "avtal-a"}


def test_a_proposal_from_before_the_stop_cannot_be_adopted(town):
    open_round(town, "person-1", "person-2")
    act(town, "choose", "person-1", wishes=["avtal-a"], **ROUND)
    act(town, "choose", "person-2", wishes=["avtal-b"], **ROUND)
    assert propose(town) == {"person-1": "avtal-a", "person-2": "avtal-b"}
    stopped(town, "avtal-a")

    with pytest.raises(NewCustomersRefused):
        town.do("choice_round.adopt", ROUND)

    assert holders(town, "avtal-b") == set()
    assert propose(town)["person-1"] != "avtal-a"


def test_whoever_is_there_stays_there_in_a_round(town):
    stopped(town, "egen")
    open_round(town, "person-1", "person-2")
    act(town, "choose", "person-2", wishes=["egen"], **ROUND)

    assert propose(town) == {"person-1": "egen", "person-2": "egen"}
    town.do("choice_round.adopt", ROUND)

    assert holders(town, "egen") == {"person-1", "person-2", "person-3"}


# -- Whoever has a place keeps it --------------------------------------------------


def test_whoever_has_got_a_place_is_taken_over_after_the_stop(town):
    choose_and_place(town, "person-1", "avtal-a")
    stopped(town, "avtal-a")
    town.at("2026-06-15T09:00")

    act(town, "take_over", "person-1", on="2026-06-15")

    assert choice(town, "person-1").agreement == "avtal-a"


def test_whoever_is_there_moves_house_with_the_same_provider(town):
    stopped(town, "egen")

    act(town, "move_area", "person-1", area="soder", on="2026-05-18")

    assert town.case("agreement:egen").holders["person-1"].area == "soder"


def test_whoever_has_left_is_as_new_as_anybody(town):
    choose_and_place(town, "person-1", "avtal-a")
    stopped(town, "avtal-a")
    act(town, "withdraw_placement", "person-1", reason="Ångrade sig.")

    with pytest.raises(NewCustomersRefused):
        choose(town, "person-1", "avtal-a")


def test_it_is_open_again_when_the_stop_is_lifted(closed):
    lifted(closed, "avtal-a")

    choose_and_place(closed, "person-1", "avtal-a")

    assert holders(closed, "avtal-a") == {"person-1"}


def test_other_providers_know_nothing_of_it(closed):
    choose_and_place(closed, "person-1", "avtal-b")

    assert holders(closed, "avtal-b") == {"person-1"}
