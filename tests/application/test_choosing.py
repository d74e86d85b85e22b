"""Choosing day by day: what may be wished, who gets a place at once, and who waits."""

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
    topics,
    town_of_choice,
)
from tests.given import day
from tests.town import Town, not_allowed
from upphandling.application.answers import Answer
from upphandling.domain.agreement.refusals import (
    AreaNotServed,
    BundleNotDelivered,
    LicenceLost,
)
from upphandling.domain.base import Role
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.customer_choice.refusals import (
    WishEndsTooSoon,
    WishHasEnded,
    WishUnknown,
)


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    yield from town_of_choice(sqlite_url)


# -- What may be wished ------------------------------------------------------------


def test_a_wish_for_somebody_who_is_not_there_is_refused(town):
    with pytest.raises(WishUnknown) as refusal:
        choose(town, "person-1", "avtal-x")
    assert refusal.value.details == {"wish": "avtal-x"}


def test_a_wish_for_a_provider_of_other_services_is_refused(town):
    town.with_agreement("stad", bundle="service", starts_on="2026-01-01")

    with pytest.raises(BundleNotDelivered):
        choose(town, "person-1", "stad")


def test_a_wish_for_a_provider_in_another_area_is_refused(town):
    town.with_agreement("soder", areas=["soder"], starts_on="2026-01-01")

    with pytest.raises(AreaNotServed):
        choose(town, "person-1", "soder")


def test_a_wish_for_a_provider_whose_agreement_has_ended_is_refused(town):
    town.with_agreement("slut", starts_on="2025-01-01", ends_on="2026-05-17")

    with pytest.raises(WishHasEnded):
        choose(town, "person-1", "slut")


def test_a_wish_for_a_provider_whose_agreement_was_rescinded_is_refused(town):
    town.do(
        "agreement.rescind",
        {"agreement": "avtal-a", "grounds": "Brister", "wind_up_until": "2026-12-31"},
    )

    with pytest.raises(WishHasEnded):
        choose(town, "person-1", "avtal-a")


def test_a_wish_for_a_provider_who_leaves_before_the_notice_runs_out_is_refused(town):
    town.with_agreement("snart", starts_on="2026-01-01", ends_on="2026-05-31")
    town.with_agreement("hinner", starts_on="2026-01-01", ends_on="2026-06-01")

    with pytest.raises(WishEndsTooSoon) as refusal:
        choose(town, "person-1", "snart")
    assert refusal.value.details == {
        "agreement": "snart",
        "ends_on": day("2026-05-31"),
        "earliest_on": day("2026-06-01"),
    }
    choose(town, "person-1", "hinner")


def test_a_wish_for_a_provider_without_licence_is_refused(town):
    town.do(
        "agreement.change_licence",
        {
            "agreement": "avtal-a",
            "licence": "revoked",
            "decided_on": "2026-05-18",
            "source": "Beslut",
        },
    )

    with pytest.raises(LicenceLost):
        choose(town, "person-1", "avtal-a")


# -- First come, first served --------------------------------------------------------


def test_the_first_wish_with_room_is_given_at_once(town):
    answer = choose_and_place(town, "person-1", "avtal-a", "avtal-b")

    assert topics(answer) == [
        "customer_choice.chosen",
        "customer_choice.notice_set",
        "customer_choice.placed",
        "agreement.places_taken",
    ]
    assert choice(town, "person-1").placed_reason == (
        "Du fick ditt första val, Utförare A."
    )
    assert holders(town, "avtal-a") == {"person-1"}


def test_a_full_first_wish_means_the_second_and_a_place_in_the_queue(town):
    choose_and_place(town, "person-1", "avtal-a")

    choose_and_place(town, "person-2", "avtal-a", "avtal-b")

    chosen = choice(town, "person-2")
    assert chosen.placed_at == "avtal-b"
    assert chosen.placed_reason == (
        "Du fick ditt andra val, Utförare B. Ditt första val, Utförare A, hade inga "
        "lediga platser i område Norr; du står på plats 1 i kön."
    )
    assert chosen.queued_at == {"avtal-a"}
    assert queue(town, "avtal-a") == ["person-2"]


def test_with_no_room_anywhere_the_customer_waits_where_they_are(town):
    choose_and_place(town, "person-1", "avtal-a")
    choose_and_place(town, "person-2", "avtal-b")

    answer = choose_and_place(town, "person-3", "avtal-b", "avtal-a")

    assert topics(answer) == [
        "customer_choice.chosen",
        "customer_choice.notice_set",
        "customer_choice.queue_joined",
        "agreement.queued",
    ]
    waiting = choice(town, "person-3")
    assert (waiting.agreement, waiting.placed_at) == ("egen", None)
    assert _why_queued(answer) == (
        "Ditt första val, Utförare B, hade inga lediga platser i område Norr; du står "
        "på plats 1 i kön. Ditt andra val, Utförare A, hade inga lediga platser i "
        "område Norr. Du har kvar din nuvarande utförare så länge."
    )
    assert queue(town, "avtal-b") == ["person-3"]
    assert queue(town, "avtal-a") == []


def test_whoever_has_nobody_yet_is_told_that_too(town):
    choose_and_place(town, "person-1", "avtal-a")
    town.registered(["person-4"])

    answer = choose_and_place(town, "person-4", "avtal-a")

    assert _why_queued(answer).endswith("Du får besked när det finns en ledig plats.")


def _why_queued(answer: Answer) -> str:
    return next(
        said.reason
        for said in answer.events
        if isinstance(said, CustomerChoice.QueueJoined)
    )


def test_nobody_passes_those_who_wait_already(town):
    choose_and_place(town, "person-1", "avtal-a")
    choose_and_place(town, "person-2", "avtal-a")
    act(town, "end_care", "person-1", last_day="2026-05-17")

    choose_and_place(town, "person-3", "avtal-a")

    assert holders(town, "avtal-a") == set()
    assert queue(town, "avtal-a") == ["person-2", "person-3"]


def test_whoever_wishes_for_the_present_provider_stays(town):
    choose_and_place(town, "person-1", "avtal-a")

    choose_and_place(town, "person-1", "egen")

    assert choice(town, "person-1").placed_at is None
    assert holders(town, "avtal-a") == set()
    assert holders(town, "egen") == {"person-1", "person-2", "person-3"}


def test_a_place_on_the_way_is_not_taken_twice(town):
    choose_and_place(town, "person-1", "avtal-a")

    answer = choose_and_place(town, "person-1", "avtal-a")

    assert topics(answer) == ["customer_choice.chosen", "customer_choice.notice_set"]
    assert choice(town, "person-1").placed_at == "avtal-a"


def test_a_new_choice_gives_back_the_place_that_the_earlier_one_took(town):
    choose_and_place(town, "person-1", "avtal-a")
    choose_and_place(town, "person-2", "avtal-b")

    choose_and_place(town, "person-2", "avtal-a")

    assert choice(town, "person-2").placed_at is None
    assert holders(town, "avtal-b") == set()
    assert queue(town, "avtal-a") == ["person-2"]


def test_a_place_that_was_decided_otherwise_stands_whatever_is_wished(town):
    act(
        town,
        "place",
        "person-1",
        agreement="avtal-a",
        basis="reassigned",
        reason="Utföraren slutar.",
    )

    choose_and_place(town, "person-1", "egen")

    assert choice(town, "person-1").placed_at == "avtal-a"


def test_whoever_chooses_anew_leaves_the_queues_of_the_earlier_choice(town):
    choose_and_place(town, "person-1", "avtal-a")
    choose_and_place(town, "person-2", "avtal-a")

    choose(town, "person-2", "avtal-b")

    assert queue(town, "avtal-a") == []
    assert choice(town, "person-2").queued_at == set()


def test_whoever_waits_already_keeps_the_place_in_the_queue(town):
    choose_and_place(town, "person-1", "avtal-a")
    choose_and_place(town, "person-2", "avtal-a")
    choose_and_place(town, "person-3", "avtal-a")

    choose_and_place(town, "person-2", "avtal-a", "avtal-b")

    assert queue(town, "avtal-a") == ["person-2", "person-3"]


def test_a_customer_chooses_but_a_person_with_mandate_places(town):
    themselves = {"by": "person-1", "role": Role.CUSTOMER, "mandate": None}

    choose(town, "person-1", "avtal-a", **themselves)
    with not_allowed("role"):
        choose_and_place(town, "person-1", "avtal-a", **themselves)
    with not_allowed("own"):
        choose(town, "person-2", "avtal-a", **themselves)


# -- The queue -----------------------------------------------------------------------


def test_both_sides_remember_who_was_put_in_a_queue(town):
    act(town, "queue", "person-1", agreement="avtal-a")

    assert queue(town, "avtal-a") == ["person-1"]
    assert choice(town, "person-1").queued_at == {"avtal-a"}


def test_a_customer_leaves_the_queue_but_nobody_elses_place_in_it(town):
    act(town, "queue", "person-1", agreement="avtal-a")
    leaving = {"agreement": "avtal-a", "reason": "Jag trivs där jag är"}
    who = {"customer": "person-1", **CARE, **leaving}

    with not_allowed("own"):
        town.do("customer_choice.leave_queue", who, by="person-2", role=Role.CUSTOMER)
    town.do("customer_choice.leave_queue", who, by="person-1", role=Role.CUSTOMER)

    assert queue(town, "avtal-a") == []
    assert choice(town, "person-1").queued_at == set()


def offered(town: Town) -> None:
    """Person 2 waits behind person 1, who dies, and is offered the place."""
    choose_and_place(town, "person-1", "avtal-a")
    choose_and_place(town, "person-2", "avtal-a", "avtal-b")
    act(town, "end_care", "person-1", last_day="2026-05-17")
    town.do("agreement.offer_place", {"agreement": "avtal-a", "customer": "person-2"})


def test_whoever_accepts_an_offered_place_gets_it_and_gives_back_the_other(town):
    offered(town)

    act(town, "accept_offer", "person-2", agreement="avtal-a")

    accepted = choice(town, "person-2")
    assert (accepted.placed_at, accepted.queued_at) == ("avtal-a", set())
    assert accepted.placed_reason == "Du har tackat ja till platsen hos Utförare A."
    assert holders(town, "avtal-a") == {"person-2"}
    assert holders(town, "avtal-b") == set()
    assert queue(town, "avtal-a") == []


def test_whoever_declines_an_offered_place_leaves_the_queue_and_keeps_the_other(town):
    offered(town)
    who = {"customer": "person-2", **CARE, "agreement": "avtal-a"}

    with not_allowed("own"):
        town.do("customer_choice.decline_offer", who, by="person-3", role=Role.CUSTOMER)
    town.do("customer_choice.decline_offer", who, by="person-2", role=Role.CUSTOMER)

    declined = choice(town, "person-2")
    assert (declined.placed_at, declined.queued_at) == ("avtal-b", set())
    assert queue(town, "avtal-a") == []


def test_a_place_that_waits_can_be_taken_back(town):
    choose_and_place(town, "person-1", "avtal-a")

    act(town, "withdraw_placement", "person-1", reason="Utföraren hinner inte.")

    assert choice(town, "person-1").placed_at is None
    assert holders(town, "avtal-a") == set()
