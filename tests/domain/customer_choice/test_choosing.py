"""The choosing: wishes, corrections, and the notice before a change."""

from __future__ import annotations

from tests.domain.customer_choice.stages import chosen, ended, new, registered
from tests.given import day, emitted, event, given, local, person, refuses
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.customer_choice.refusals import NoWish, SameWishTwice


def test_the_customer_chooses_in_order_of_preference():
    choice = given(registered())

    choice.choose(
        person("2026-09-15T09:00"), round="host-2026", wishes=("avtal-a", "avtal-b")
    )

    assert emitted(choice) == [
        event(CustomerChoice.Chosen, round="host-2026", wishes=("avtal-a", "avtal-b"))
    ]
    assert choice.chosen_at == local("2026-09-15T09:00").isoformat()


def test_of_two_choices_at_the_same_instant_the_later_told_holds_and_both_are_kept():
    choice, stamp = given(registered()), person("2026-09-15T09:00")

    choice.choose(stamp, round="host-2026", wishes=("avtal-a",))
    choice.choose(stamp, round="host-2026", wishes=("avtal-b",))

    assert [told["wishes"] for _, told in emitted(choice)] == [
        ("avtal-a",),
        ("avtal-b",),
    ]
    assert choice.wishes == ("avtal-b",)


def test_a_choice_names_somebody():
    choice = given(registered())

    with refuses(choice, NoWish, customer="person-1"):
        choice.choose(person("2026-09-15T09:00"), round=None, wishes=())


def test_nobody_is_chosen_twice():
    choice = given(registered())
    wishes = ["avtal-a", "avtal-b", "avtal-a"]

    with refuses(choice, SameWishTwice, wishes=wishes):
        choice.choose(person("2026-09-15T09:00"), round=None, wishes=tuple(wishes))


def test_whoever_chooses_anew_waits_as_long_as_the_notice():
    choice = given(registered())

    choice.choose(
        person("2026-09-15T09:00"), round=None, wishes=("avtal-a",), notice_days=14
    )

    assert emitted(choice) == [
        event(CustomerChoice.Chosen, round=None, wishes=("avtal-a",)),
        event(CustomerChoice.NoticeSet, notice_days=14, earliest_on=day("2026-09-29")),
    ]
    assert choice.earliest_on == day("2026-09-29")


def test_notice_runs_neither_in_a_round_nor_for_whoever_has_nobody():
    in_a_round, without_provider = given(registered()), given(new())
    stamp = person("2026-09-15T09:00")

    in_a_round.choose(stamp, round="host-2026", wishes=("avtal-a",), notice_days=14)
    without_provider.choose(stamp, round=None, wishes=("avtal-a",), notice_days=14)

    assert in_a_round.earliest_on is without_provider.earliest_on is None


def test_a_new_choice_has_a_notice_of_its_own():
    choice = chosen(notice_days=14)

    choice.choose(person("2026-09-16T09:00"), round=None, wishes=("avtal-b",))

    assert choice.earliest_on is None


def test_what_the_customer_was_told_is_kept():
    choice = given(ended())

    choice.inform(
        person("2026-10-21T09:00"), about="Insatserna upphör", channel="Telefon"
    )

    assert emitted(choice) == [
        event(CustomerChoice.Informed, about="Insatserna upphör", channel="Telefon")
    ]
