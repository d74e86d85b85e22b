"""Botkyrka in May 2024: a provider is lost, and 75 customers move in four days."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from pydantic_core import from_json, to_json

from tests.given import local
from tests.journeys import EXAMPLES, Journey, customer_of, instant, once, run
from upphandling.domain.allocation import Question, allocate
from upphandling.interfaces.scenarios.journal import read

LOST, NEW, OWN = "avtal-b", "avtal-c", "egen-regi"
DAYS = [date(2024, 5, day) for day in (21, 22, 23, 24)]
CHOSE_ANEW = "k-01451ca4d1a1"


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    return once("botkyrka-actual", tmp_path_factory)


def moved(journey: Journey) -> dict[str, date]:
    """On which day each of the lost provider's customers came to somebody else."""
    return {
        row.customer: row.until
        for row in journey.periods
        if row.agreement == LOST and row.until and row.until.year == 2024
    }


def test_the_agreement_is_rescinded_when_the_licence_is_gone(journey: Journey) -> None:
    lost = journey.found["cases"][f"agreement:{LOST}"]
    assert lost["status"] == "rescinded"
    assert lost["licence"] == "revocation_final"
    assert lost["ends_on"] == date(2024, 5, 24)
    assert lost["holders"] == {}
    assert journey.found["events"]["agreement.licence_changed"] == 3


def test_the_proposal_keeps_its_question_its_seed_and_its_proof(
    journey: Journey,
) -> None:
    proposed = journey.only("transition.reassignment_proposed")
    question = proposed["question"]

    assert (proposed["agreement"], proposed["rule"]) == (LOST, "others_with_room")
    assert question["seed"] == "Botkyrka 2024-05-17"
    assert {person["customer"] for person in question["people"]} == set(moved(journey))
    assert {person["present"] for person in question["people"]} == {LOST}
    assert [wave["on"] for wave in proposed["waves"]] == [str(day) for day in DAYS]
    assert proposed["shortfalls"] == []
    for stage in proposed["stages"]:
        assert stage["proved"] is True
        assert stage["objective"] == stage["bound"]


def test_whoever_recounts_the_proposal_gets_the_same_places(journey: Journey) -> None:
    said = journey.only("transition.reassignment_proposed")

    question = Question.model_validate_json(to_json(said["question"]))
    again = from_json(allocate(question).model_dump_json())

    for proposal in (said, again):
        for placed in proposal["placements"]:
            del placed["reason"]  # the letter's words name the provider that is lost
    for part in ("placements", "stages", "shortfalls", "solver"):
        assert to_json(said[part]) == to_json(again[part])


def test_a_person_decides_on_just_that_proposal(journey: Journey) -> None:
    proposed = journey.only("transition.reassignment_proposed")
    adopted = journey.only("transition.reassignment_adopted")

    assert (adopted["proposal"], adopted["customers"]) == (
        "transition:flytt-2024@1",
        75,
    )
    assert (adopted["by"], adopted["role"]) == ("avdelningschef-1", "contract_manager")
    assert adopted["mandate"] == "nämndens delegationsordning, avtal"
    assert instant(journey.only("agreement.rescinded")) < instant(proposed)
    assert instant(proposed) < instant(adopted)


def test_everybody_is_told_why_and_by_telephone_and_letter_before_the_move(
    journey: Journey,
) -> None:
    reasons = {
        customer_of(case): said["reason"]
        for case, said in journey.events("customer_choice.placed")
        if said["basis"] == "reassigned"
    }
    told = {
        c for c, *how in journey.told() if how == ["2024-05-20", "telefon och brev"]
    }

    assert reasons.keys() == told == moved(journey).keys()
    (words,) = set(reasons.values())
    assert words == (
        "Utförare B kan inte längre ge dig dina insatser. Du får Utförare C, som har "
        "lediga platser i ditt område. Du kan välja en annan utförare när du vill."
    )


def test_everybody_moves_to_the_new_provider_in_four_days(journey: Journey) -> None:
    came = {
        row.customer: row
        for row in journey.periods
        if row.agreement == NEW and row.from_day.year == 2024
    }
    assert {customer: row.from_day for customer, row in came.items()} == moved(journey)
    days = Counter(row.from_day for row in came.values())
    assert [days[day] for day in DAYS] == [19, 19, 19, 18]
    assert {c for c, row in came.items() if row.until is not None} == {CHOSE_ANEW}


def test_those_who_have_only_an_alarm_are_moved_too(journey: Journey) -> None:
    people = journey.only("transition.reassignment_proposed")["question"]["people"]
    alarm = {
        p["customer"] for p in people if p["services"] == ["safety_alarm_response"]
    }

    assert len(alarm) == 5
    assert alarm <= moved(journey).keys()


def test_keys_are_handed_over_for_everybody_before_the_wave(journey: Journey) -> None:
    handed = {
        (said["customer"], said["item"]): instant(said)
        for _, said in journey.events("transition.handed_over")
    }
    waves = [w for w in journey.found["transition"] if w["transition"] == "flytt-2024"]

    assert handed.keys() == {(customer, "nycklar") for customer in moved(journey)}
    assert max(handed.values()) < local("2024-05-21T07:00")
    for wave in waves:
        assert wave["handed_over"] == wave["handovers"] == wave["taken"]
        assert (wave["status"], wave["overdue"]) == ("completed", False)
        assert wave["taken_over_on"] == wave["planned_on"]


def test_when_the_wind_up_ends_nobody_is_left_to_fall_back(journey: Journey) -> None:
    ended = ("2024-05-25T00:00:00+02:00", "agreement.wound_up", f"agreement:{LOST}")

    assert journey.fell()[-1] == ended
    assert journey.events("customer_choice.fell_back") == []
    assert journey.events("agreement.customers_left") == []
    assert journey.covered() == 1500


def test_had_the_last_wave_not_come_the_municipality_would_have_stepped_in(
    journey: Journey, sqlite_url: str
) -> None:
    last = local("2024-05-24T00:00")
    acts = [act for act in read(EXAMPLES / "botkyrka-actual").acts if act.at < last]

    stopped = run("botkyrka-actual", sqlite_url, "2024-05-26", acts)

    late = [customer for customer, day in moved(journey).items() if day == DAYS[-1]]
    assert len(late) == 18
    fallen = stopped.events("customer_choice.fell_back")
    assert {customer_of(case) for case, _ in fallen} == set(late)
    assert {said["effective_at"] for _, said in fallen} == {"2024-05-24T22:00:00Z"}
    after = DAYS[-1] + timedelta(days=1)
    for customer in late:
        assert stopped.courses(customer)[-2:] == [
            (LOST, stopped.courses(customer)[-2][1], after),
            (OWN, after, None),
        ]
    assert stopped.covered() == 1500


def test_whoever_was_moved_may_choose_anew_with_notice(journey: Journey) -> None:
    assert journey.refused()[1:] == [("NoticeRunning", "2024-05-29T08:00:00+02:00")]
    refusal = journey.found["refused"][-1]
    assert refusal["details"] == {"earliest_on": "2024-06-10", "on": "2024-05-29"}
    assert journey.courses(CHOSE_ANEW)[-2:] == [
        (NEW, date(2024, 5, 21), date(2024, 6, 10)),
        (OWN, date(2024, 6, 10), None),
    ]


def test_it_ends_complete_within_tolerance_and_without_a_gap_to_come(
    journey: Journey,
) -> None:
    assert journey.milestones()["flytt"] == ("met", date(2024, 5, 24))
    shares = journey.shares()
    assert shares[NEW]["customers"] == 149
    assert shares[NEW]["target_percent"] == 10.0
    assert LOST not in shares
    assert all(row["within_tolerance"] for row in shares.values())
    assert journey.found["gaps"] == []


def test_own_and_private_provision_are_paid_alike(journey: Journey) -> None:
    rows = {row["agreement"]: row for row in journey.found["compensation"]}

    assert rows.keys() == {"avtal-a", NEW, "avtal-d", OWN}
    for row in rows.values():
        assert (row["tender"], row["without_rate"]) == ("hemtjanst-2020", [])
        assert row["ore"] > 0
