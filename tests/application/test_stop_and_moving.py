"""A provider that is stopped takes over from nobody, unless a person decides that it does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.given import day
from tests.moving_town import (
    IN_HOUSE,
    NEW,
    OLD,
    OTHER,
    chosen,
    living,
    planned,
    ready_town,
    responsible,
    told,
    wave,
)
from tests.stopped import lifted, stopped
from tests.town import Town
from upphandling.domain.agreement.refusals import NewCustomersRefused
from upphandling.domain.allocation.refusals import Infeasible

FALLBACK = {
    "system": "staden",
    "bundle": "omvardnad",
    "agreement": IN_HOUSE,
    "legal_basis": "Fullmäktiges beslut § 7",
}
CARE = {"bundle": "omvardnad"}
FOLLOWING = "2027-01-01"


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-10-01T09:00") as town:
        ready_town(town)
        living(town, {"k-1": "norr", "k-2": "soder"})
        yield town


def reassign(town: Town, to: str) -> None:
    who = {**CARE, "from_agreement": OLD, "to_agreement": to}
    why = {"days": ["2026-11-02"], "reason": "Utförare G upphör."}
    town.do(*told("reassign", **who, **why))


def propose(town: Town, *candidates: str) -> dict[str, str]:
    asked = {"agreement": OLD, "days": ["2026-11-02"], "seed": "frö"}
    town.do(*told("propose_reassignment", **asked, candidates=candidates))
    placed = town.case("transition:flytt").proposal
    return {one.customer: one.agreement for one in placed}


def others_with_room(town: Town) -> None:
    policy = {"valid_from": "2026-10-01", "when_provider_falls": "others_with_room"}
    town.do("choice_system.decide_choosing", {"system": "staden", "policy": policy})


# -- A provider that falls away ----------------------------------------------------


def test_nobody_is_reassigned_to_it(town):
    stopped(town, NEW)

    with pytest.raises(NewCustomersRefused):
        reassign(town, NEW)

    reassign(town, OTHER)
    assert set(town.case(f"agreement:{OTHER}").holders) == {"k-1", "k-2"}


def test_a_proposal_goes_round_it(town):
    others_with_room(town)
    stopped(town, NEW)

    assert set(propose(town, NEW, OTHER).values()) == {OTHER}


def test_a_proposal_says_so_where_nobody_else_is_left(town):
    others_with_room(town)
    stopped(town, NEW)

    with pytest.raises(Infeasible):
        propose(town, NEW)


def test_a_proposal_from_before_the_stop_cannot_be_adopted(town):
    others_with_room(town)
    assert set(propose(town, NEW).values()) == {NEW}
    stopped(town, NEW)

    with pytest.raises(NewCustomersRefused):
        town.do(*told("adopt_reassignment"))

    assert not town.case(f"agreement:{NEW}").holders


# -- A takeover that is planned already --------------------------------------------


def test_whoever_was_given_a_place_before_the_stop_is_moved_as_planned(town):
    chosen(town, {"k-1": NEW, "k-2": NEW})
    stopped(town, NEW)
    planned(town, wave("alla", "2026-11-02", ["norr", "soder"]))
    town.at("2026-11-02T07:00")
    town.do(*told("take_over", wave="alla"))

    assert responsible(town, "k-1", "k-2") == [NEW, NEW]


# -- The fallback ------------------------------------------------------------------


@pytest.fixture
def left(town: Town) -> Town:
    """The old agreement has run out while whoever should step in is stopped."""
    town.do("choice_system.name_fallback", FALLBACK)
    stopped(town, IN_HOUSE)
    town.at(f"{FOLLOWING}T00:00")
    return town


def test_the_clock_lets_nobody_step_in_past_a_stop(left):
    assert left.case(f"agreement:{OLD}").left == {
        "k-1": day(FOLLOWING),
        "k-2": day(FOLLOWING),
    }
    assert not left.case(f"agreement:{IN_HOUSE}").stepped_in
    assert responsible(left, "k-1") == [OLD]


def test_a_person_decides_that_it_steps_in_all_the_same(left):
    left.do("agreement.fall_back", {"agreement": OLD, "on": FOLLOWING})

    assert responsible(left, "k-1", "k-2") == [IN_HOUSE, IN_HOUSE]
    assert set(left.case(f"agreement:{IN_HOUSE}").stepped_in) == {"k-1", "k-2"}


def test_nothing_else_that_a_person_does_lets_it_step_in(town):
    town.do("choice_system.name_fallback", FALLBACK)
    stopped(town, IN_HOUSE)
    town.clock.now = town.clock.now.replace(year=2027, month=1, day=4)
    changed = {"customer": "k-1", **CARE, "minutes_per_week": 60, "reason": "Omprövat."}

    town.do("customer_choice.change_care", changed)

    assert town.case(f"agreement:{OLD}").left == {"k-1": day(FOLLOWING)}
    assert not town.case(f"agreement:{IN_HOUSE}").stepped_in


def test_after_a_rescission_nobody_steps_in_past_a_stop(town):
    town.do("choice_system.name_fallback", FALLBACK)
    stopped(town, IN_HOUSE)
    until = {"grounds": "Brister.", "wind_up_until": "2026-10-05"}
    town.do("agreement.rescind", {"agreement": OLD, **until})
    town.at("2026-10-06T00:00")

    assert set(town.case(f"agreement:{OLD}").left) == {"k-1", "k-2"}


def test_when_the_stop_is_lifted_in_time_it_steps_in_by_itself(town):
    town.do("choice_system.name_fallback", FALLBACK)
    stopped(town, IN_HOUSE)
    lifted(town, IN_HOUSE)
    town.at(f"{FOLLOWING}T00:00")

    assert responsible(town, "k-1", "k-2") == [IN_HOUSE, IN_HOUSE]
