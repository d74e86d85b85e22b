"""Botkyrka: as it was planned, and as it went until a provider was lost."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from tests.journeys import Journey, customer_of, instant, once, run

EXTERNAL = [f"avtal-{letter}" for letter in "abcd"]
PLACES = {"norra": 41, "sodra": 34}
FIRST_IN_LINE, WAITS_ANEW = "k-8e482944f701", "k-02ab9b1ca7c1"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    return once("botkyrka-planned", tmp_path_factory)


@pytest.fixture(scope="module")
def actual(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    return once("botkyrka-actual", tmp_path_factory)


@pytest.fixture(scope="module")
def early(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """As it went, up to the end of January 2021."""
    folder = tmp_path_factory.mktemp("2021")
    return run("botkyrka-actual", f"sqlite:///{folder}/2021.db", "2021-01-31")


def moved_against_their_choice(journey: Journey) -> dict[str, str]:
    """The reason told to each who chose, but was placed by rule elsewhere."""
    placements = journey.only("choice_round.allocation_proposed")["placements"]
    return {
        placed["customer"]: placed["reason"]
        for placed in placements
        if placed["missed"] and placed["rank"] is None
    }


# -- As planned ---------------------------------------------------------------


def test_planned_it_starts_in_january_with_a_fifth_at_four_providers(
    planned: Journey,
) -> None:
    assert planned.refused() == []
    assert {s for s, _ in planned.milestones().values()} == {"met"}
    assert planned.milestones()["externa-pa-plats"][1] == date(2021, 1, 18)
    assert planned.promises() == {"val-i-man-av-utrymme": "kept"}
    shares = planned.shares()
    percents = {key: row["percent"] for key, row in shares.items()}
    assert percents == dict.fromkeys(EXTERNAL, 5.0) | {"egen-regi": 80.0}
    assert all(row["within_tolerance"] for row in shares.values())
    assert planned.covered() == 1500


def test_planned_the_long_run_is_kept_as_a_note(planned: Journey) -> None:
    (policy,) = planned.found["cases"]["choice_system:botkyrka"]["shares"]
    assert (policy.in_house_percent, policy.external_percent) == (80.0, 20.0)
    assert policy.valid_from == date(2021, 1, 1)
    assert "på sikt är hälften" in policy.note


# -- As it went: the procurement ----------------------------------------------


def test_actual_agreements_are_signed_a_month_late_with_four(actual: Journey) -> None:
    rows = actual.found["timetable"]["milestones"]
    late = next(r for r in rows if r["milestone"] == "upphandlingen-avslutas")
    assert late["status"] == "met"
    assert (late["met_on"], late["slipped_days"]) == (date(2020, 6, 24), 24)
    missed = ("2020-06-01T00:00:00+02:00", "plan.milestone_missed")
    assert [f[:2] for f in actual.fell() if "milestone" in f[1]] == [missed]
    assert actual.found["events"]["agreement.signed"] == 4


def test_actual_each_deadline_falls_at_its_own_instant(actual: Journey) -> None:
    fell = [
        (at, event)
        for at, event, _ in actual.fell()
        if not event.startswith(("follow_up.", "deviation."))
    ]
    assert fell == [
        ("2019-06-20T00:00:00+02:00", "choice_system.legal_force_gained"),
        ("2020-01-07T09:00:00+01:00", "agreement.began"),
        ("2020-04-21T00:00:00+02:00", "tender.closed"),
        ("2020-06-01T00:00:00+02:00", "plan.milestone_missed"),
        ("2020-06-23T00:00:00+02:00", "award.signing_unlocked"),
        ("2020-09-21T00:00:00+02:00", "choice_round.reminder_due"),
        ("2020-10-01T00:00:00+02:00", "choice_round.closed"),
        *[("2021-01-01T00:00:00+01:00", "agreement.began")] * 4,
        ("2024-05-25T00:00:00+02:00", "agreement.wound_up"),
    ]


def test_actual_promises_that_contradict_each_other_are_all_kept_in_the_record(
    actual: Journey,
) -> None:
    assert actual.promises() == {
        "val-i-man-av-utrymme": "kept",
        "minst-fem": "withdrawn",
        "hogst-fem": "kept",
        "fyra-per-omrade": "kept",
        "alla-har-utforare": "kept",
        "nytt-val": "promised",
    }


# -- As it went: the round ----------------------------------------------------


def test_actual_whoever_gets_no_chosen_provider_goes_where_there_is_room(
    early: Journey,
) -> None:
    said = early.only("choice_round.allocation_proposed")
    by_choice, by_rule = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for placed in said["placements"]:
        counted = by_choice if placed["rank"] == 1 else by_rule
        counted[placed["agreement"], placed["area"]] += 1

    for agreement in EXTERNAL:
        for area, places in PLACES.items():
            here = agreement, area
            assert by_choice[here] <= places
            assert by_choice[here] + by_rule[here] == places
    assert by_rule["avtal-a", "norra"] == 0  # those who chose A filled it
    assert {placed["code"] for placed in said["placements"]} == {
        "choice_1",
        "stayed",
        "default_provider_with_room",
    }


def test_actual_the_first_to_choose_is_the_first_in_the_queue(early: Journey) -> None:
    chosen = {
        customer_of(case): instant(said)
        for case, said in early.events("customer_choice.chosen")
    }
    (agreement,) = early.cases("agreement:avtal-a")
    line = sorted(agreement.queue, key=agreement.queue_place)

    assert [agreement.queue_place(customer) for customer in line] == [*range(1, 16)]
    assert all(chosen[one] < chosen[other] for one, other in pairwise(line))
    assert line[0] == FIRST_IN_LINE
    assert early.found["choices"]["queues"] == [
        {
            "agreement": "avtal-a",
            "area": "norra",
            "waiting": 15,
            "median_days": 131.0,
            "longest_days": 151,
        }
    ]


def test_actual_whoever_was_moved_against_a_choice_was_told_why_and_by_telephone(
    early: Journey,
) -> None:
    moved = moved_against_their_choice(early)
    (agreement,) = early.cases("agreement:avtal-a")
    phoned = {c for c, *how in early.told() if how == ["2020-12-02", "telefon"]}

    assert moved.keys() == phoned == agreement.queue.keys()
    for customer, reason in moved.items():
        number = agreement.queue_place(customer)
        assert reason == (
            "Inget av dina val kunde uppfyllas. Du får Utförare D, eftersom den som "
            "inte får en vald utförare får en som har plats. Ditt första val, "
            "Utförare A, hade inga lediga platser i område Norra Botkyrka; "
            f"du står på plats {number} i kön."
        )
        old, new = early.courses(customer)
        assert (old[0], new[0]) == ("egen-regi", "avtal-d")
        assert old[2] == new[1] == date(2021, 1, 11)


def test_actual_2021_runs_with_a_fifth_external(early: Journey) -> None:
    percents = {key: row["percent"] for key, row in early.shares().items()}
    assert percents == dict.fromkeys(EXTERNAL, 5.0) | {"egen-regi": 80.0}
    assert early.covered() == 1500


# -- As it went: the continuous choice ----------------------------------------


def test_actual_whoever_waits_keeps_the_wish_and_the_place_in_line(
    early: Journey, actual: Journey
) -> None:
    (before,) = early.cases("agreement:avtal-a")
    (after,) = actual.cases("agreement:avtal-a")
    line = sorted(before.queue, key=before.queue_place)
    northern = [customer for customer in line if customer in after.queue]
    choices = actual.cases(*(f"customer_choice:{c}/hemtjanst" for c in after.queue))

    assert northern == line[1:]
    assert [after.queue_place(customer) for customer in northern] == [*range(1, 15)]
    assert after.queue.keys() == {*northern, WAITS_ANEW}
    assert {choice.wishes for choice in choices} == {("avtal-a",)}


def test_actual_a_place_that_becomes_free_is_offered_to_the_first_in_line(
    actual: Journey,
) -> None:
    offered = actual.only("agreement.place_offered")
    accepted = actual.only("agreement.offer_accepted")

    assert (offered["customer"], offered["number"]) == (FIRST_IN_LINE, 1)
    assert offered["answer_by"]["last_day"] == "2021-05-27"
    assert accepted["customer"] == FIRST_IN_LINE
    assert accepted["effective_at"] == "2021-05-20T09:00:00Z"
    assert (FIRST_IN_LINE, "2021-05-17", "telefon och brev") in actual.told()
    assert actual.courses(FIRST_IN_LINE)[1:] == [
        ("avtal-d", date(2021, 1, 11), date(2021, 6, 1)),
        ("avtal-a", date(2021, 6, 1), None),
    ]


def test_actual_whoever_finds_no_room_waits_with_the_present_provider(
    actual: Journey,
) -> None:
    case_id = f"customer_choice:{WAITS_ANEW}/hemtjanst"
    joined = actual.only("customer_choice.queue_joined")

    assert joined["reason"] == (
        "Ditt första val, Utförare A, hade inga lediga platser i område Södra "
        "Botkyrka; du står på plats 1 i kön. Du har kvar din nuvarande utförare "
        "så länge."
    )
    assert [case for case, _ in actual.events("customer_choice.queue_joined")] == [
        case_id
    ]
    assert actual.courses(WAITS_ANEW)[-1] == ("egen-regi", date(2021, 1, 18), None)


def test_actual_whoever_moves_to_the_other_area_keeps_the_provider(
    actual: Journey,
) -> None:
    moved = [row for row in actual.periods if row.customer == "k-0411734697c6"]

    assert [(row.area, row.agreement) for row in moved[-2:]] == [
        ("sodra", "egen-regi"),
        ("norra", "egen-regi"),
    ]
    assert moved[-2].until == moved[-1].from_day == date(2021, 8, 2)


def test_actual_the_queue_to_a_lives_on_when_all_is_over(actual: Journey) -> None:
    queues = actual.found["choices"]["queues"]
    waiting = {(row["agreement"], row["area"]): row["waiting"] for row in queues}
    assert waiting == {("avtal-a", "norra"): 14, ("avtal-a", "sodra"): 1}
