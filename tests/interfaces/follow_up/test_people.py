"""Who answers for whom on a day, who is covered, who chose what, and who waits."""

from __future__ import annotations

import pytest

from tests.given import day, person, scheduler
from tests.interfaces.follow_up.people import (
    agreement,
    care,
    customer,
    granted,
    in_house,
    system,
)
from upphandling.domain.agreement import Place
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.compensation import TimeOfDay
from upphandling.domain.configuration import Basis
from upphandling.domain.errors import NoSuchCase
from upphandling.interfaces.follow_up import (
    the_choices,
    the_choices_of_round,
    the_coverage,
    the_customers_of,
    the_place_numbers,
    the_queues,
    the_responsible,
    the_waits,
)

TODAY = day("2026-06-01")


def moved(key: str = "k-1", on: str = "2026-05-04"):
    """Somebody who was the municipality's own customer until a day."""
    case = customer(key, "egen-regi")
    case.place(
        person("2026-04-01T10:00"),
        agreement="avtal-a",
        provider="utforare-a",
        basis=Basis.CHOICE,
        reason="Ditt val.",
    )
    case.take_over(person(f"{on}T10:00"), provider="utforare-a", on=day(on))
    return case


# -- Responsible -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "who", "since"),
    [
        ("2026-05-03", "egen-regi", "2026-01-01"),
        ("2026-05-04", "avtal-a", "2026-05-04"),
    ],
)
def test_responsibility_passes_at_midnight(told, on, who, since):
    connection = told(system(), agreement(), in_house(), moved())

    (row,) = the_responsible(connection, "k-1", day(on))

    assert (row["agreement"], row["since"]) == (who, day(since))


def test_the_provider_answers_for_each_granted_service(told):
    both = granted("k-1", care(), care(60, time_of_day=TimeOfDay.EVENING))
    connection = told(system(), agreement(), customer(), both)

    rows = the_responsible(connection, "k-1", TODAY)

    assert [(row["service"], row["minutes"]) for row in rows] == [
        ("personal_care", 420),
        ("personal_care", 60),
    ]
    assert {row["agreement"] for row in rows} == {"avtal-a"}


def test_more_care_does_not_change_since_when_the_provider_answers(told_on_each):
    case = moved()
    case.change_care(
        person("2026-05-18T10:00"), minutes=600, services=(), reason="Beslut."
    )
    connection = told_on_each(system(), agreement(), in_house(), case)

    (row,) = the_responsible(connection, "k-1", TODAY)

    assert row["since"] == day("2026-05-04")


def test_after_the_last_day_of_the_agreement_nobody_answers(told):
    over = agreement(ends_on=day("2026-05-31"))
    connection = told(system(), over, customer())

    (row,) = the_responsible(connection, "k-1", TODAY)

    assert (row["agreement"], row["since"], row["area"]) == (None, None, "norr")


def test_who_is_granted_care_without_a_provider_has_nobody(told):
    connection = told(system(), granted("k-7"))

    (row,) = the_responsible(connection, "k-7", TODAY)

    assert (row["service"], row["agreement"]) == ("personal_care", None)


def test_an_unknown_person_is_not_answered_with_an_empty_list(told):
    connection = told(system())

    with pytest.raises(NoSuchCase):
        the_responsible(connection, "k-404", TODAY)


def test_an_agreements_customers_are_read_on_from_the_last_key(told_on_each):
    people = [customer(f"k-{number}") for number in range(3)]
    connection = told_on_each(
        system(), agreement(), *people, granted("k-0"), moved("k-9")
    )

    first = the_customers_of(connection, "avtal-a", TODAY, limit=3, after="")
    second = the_customers_of(
        connection, "avtal-a", TODAY, limit=3, after=first[-1]["key"]
    )

    assert [row["customer"] for row in first] == ["k-0", "k-1", "k-2"]
    assert [row["services"] for row in first] == [["personal_care"], [], []]
    assert [row["customer"] for row in second] == ["k-9"]


# -- Coverage --------------------------------------------------------------------


def test_everybody_is_covered_by_bundle_and_by_service(told_on_each):
    connection = told_on_each(system(), agreement(), in_house(), moved(), granted())

    (row,) = the_coverage(connection, "staden", TODAY)

    assert (row["persons"], row["days_without_provider"]) == (1, 0)
    assert row["services"]["granted"] == 1
    assert row["services"]["days_without_provider"] == 0


def test_a_return_to_care_is_no_gap(told):
    case = customer()
    case.end_care(person("2026-03-02T10:00"), last_day=day("2026-02-28"))
    case.return_to_care(
        person("2026-05-04T10:00"),
        area="norr",
        minutes=60,
        services=(),
        since=day("2026-05-04"),
    )
    connection = told(system(), agreement(), case)

    (row,) = the_coverage(connection, "staden", day("2026-05-03"))
    (later,) = the_coverage(connection, "staden", day("2026-05-04"))

    assert (row["days_without_provider"], later["days_without_provider"]) == (0, 1)


def test_what_nobody_carries_out_stands_beside(told):
    connection = told(system(), agreement(), customer("k-1"), granted("k-7"))

    (row,) = the_coverage(connection, "staden", TODAY)

    assert row["days_without_provider"] == 0
    assert row["services"]["days_without_provider"] > 0
    assert row["unexecuted"]["decisions"] == 1
    (waiting,) = row["unexecuted"]["first"]
    assert (waiting["customer"], waiting["since"]) == ("k-7", day("2026-01-02"))


# -- Choices and queues ----------------------------------------------------------


def test_rates_are_of_those_whom_they_concern(told_on_each):
    chose, got = customer("k-1", "egen-regi"), moved("k-2")
    for case, wishes in ((chose, ("avtal-a",)), (got, ("avtal-b", "avtal-a"))):
        case.choose(person("2026-05-18T10:00"), round=None, wishes=wishes)
    connection = told_on_each(
        system(), agreement(), in_house(), chose, got, customer("k-3", "egen-regi")
    )

    (row,) = the_choices(connection, "staden", TODAY)["choices"]

    assert (row["customers"], row["chose"], row["met"][:2]) == (3, 2, [0, 1])
    assert (row["first_choice_percent"], row["not_met"]) == (0.0, 1)
    assert (row["must_choose"], row["no_choice"]) == (3, 1)
    assert (row["no_choice_percent"], row["rechose"]) == (33.33, 2)


def test_a_round_in_which_nobody_chose_has_no_rates(told_on_each):
    choosing = ChoiceRound.open(
        person("2026-05-04T10:00"),
        "host",
        system="staden",
        bundle="omvardnad",
        last_day=day("2026-05-31"),
    )
    choosing.invite(person("2026-05-05T10:00"), customers=("k-1",), channel="brev")
    choosing.close(scheduler("2026-06-01T00:00"))
    connection = told_on_each(system(), agreement(), customer(), choosing)

    found = the_choices_of_round(connection, "host")

    assert (found["round"]["status"], found["queues"]) == ("closed", [])
    (row,) = found["choices"]
    assert (row["invited"], row["chose"], row["no_choice"]) == (1, 0, 1)
    assert row["first_choice_percent"] is None


def test_a_queue_tells_how_long_people_wait(told_on_each):
    full = agreement()
    for key, at in (
        ("k-1", "2026-05-02"),
        ("k-2", "2026-05-12"),
        ("k-3", "2026-05-31"),
    ):
        full.enqueue(person(f"{at}T10:00"), (Place(customer=key, area="norr"),))
    connection = told_on_each(system(), full)

    (row,) = the_queues(connection, "staden", TODAY)
    page = the_place_numbers(connection, ("avtal-a", "norr"), TODAY, limit=2, offset=1)
    (mine,) = the_waits(connection, "k-3", None, TODAY)

    assert (row["waiting"], row["median_days"], row["longest_days"]) == (3, 20.0, 30)
    assert [(one["place_number"], one["customer"]) for one in page] == [
        (2, "k-2"),
        (3, "k-3"),
    ]
    assert (mine["place_number"], mine["days"]) == (3, 1)
    assert the_waits(connection, "k-3", "avtal-b", TODAY) == []
