"""The programme for private providers: adopted every term of office, or missed."""

from __future__ import annotations

import pytest

from tests.domain.choice_system.cases import TOLD, decided
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.choice_system import Body, ChoiceSystem
from upphandling.domain.choice_system.refusals import (
    NotTheCouncil,
    ProgrammeNotAwaited,
    TermInDisorder,
)
from upphandling.domain.parts import PartExists, UnknownPart

DAYS = {"from_on": day("2026-10-15"), "to_on": day("2030-10-14")}
TERM = {"term": "2026-2030", **DAYS, "remind_on": day("2027-06-01")}
ADOPTED = {"term": "2026-2030", "decision": "kf-1"}


def in_term() -> ChoiceSystem:
    system = decided()
    system.begin_term(person("2026-10-15T09:00"), **TERM)
    return system


def test_a_term_of_office_begins():
    system = given(decided())

    system.begin_term(person("2026-10-15T09:00"), **TERM)

    assert emitted(system) == [event(ChoiceSystem.TermOfOfficeBegan, **TERM)]


def test_a_term_of_office_begins_once():
    system = given(in_term())

    with refuses(system, PartExists, part="2026-2030"):
        system.begin_term(person("2026-10-16T09:00"), **TERM)


@pytest.mark.parametrize(
    "days",
    [
        {"from_on": day("2030-10-14"), "to_on": day("2034-10-14")},
        {"from_on": day("2030-10-15"), "to_on": day("2030-10-14")},
        {"from_on": day("2030-10-15"), "remind_on": day("2030-10-14")},
        {"from_on": day("2030-10-15"), "remind_on": day("2034-10-15")},
    ],
    ids=["overlaps", "backwards", "reminds before", "reminds after"],
)
def test_terms_of_office_follow_each_other_each_with_its_reminder(days):
    system = given(in_term())
    told = {
        "from_on": day("2030-10-15"),
        "to_on": day("2034-10-14"),
        "remind_on": day("2031-06-01"),
        **days,
    }

    with refuses(system, TermInDisorder, **told):
        system.begin_term(person("2026-10-16T09:00"), term="2030-2034", **told)


def test_the_council_adopts_the_programme():
    system = given(in_term())

    system.adopt_programme(person("2027-03-01T09:00"), **ADOPTED)

    assert emitted(system) == [event(ChoiceSystem.ProgrammeAdopted, **ADOPTED, **DAYS)]


def test_nobody_but_the_council_adopts_the_programme():
    system = in_term()
    told = {**TOLD, "decision": "bn-1", "body": Body.BOARD}
    system.record_decision(person("2026-11-01T09:00"), **told, urgent=False)

    with refuses(given(system), NotTheCouncil, decision="bn-1", body=Body.BOARD):
        system.adopt_programme(
            person("2027-03-01T09:00"), **ADOPTED | {"decision": "bn-1"}
        )


@pytest.mark.parametrize(
    ("told", "part", "known"),
    [
        ({"term": "2022-2026"}, "2022-2026", ["2026-2030"]),
        ({"decision": "kf-9"}, "kf-9", ["kf-1"]),
    ],
)
def test_a_programme_is_adopted_for_a_term_and_by_a_decision(told, part, known):
    system = given(in_term())

    with refuses(system, UnknownPart, part=part, known=known):
        system.adopt_programme(person("2027-03-01T09:00"), **ADOPTED | told)


def test_the_clock_notes_that_there_is_no_programme():
    system = given(in_term())
    told = {"term": "2026-2030", "remind_on": day("2027-06-01")}
    with refuses(system, ProgrammeNotAwaited, **told):
        system.miss_programme(scheduler("2027-05-31T23:59:59"), term="2026-2030")

    system.miss_programme(scheduler("2027-06-01T00:00"), term="2026-2030")

    assert emitted(system) == [
        event(ChoiceSystem.ProgrammeMissing, term="2026-2030", **DAYS)
    ]


def test_a_programme_that_is_adopted_is_not_missing():
    system = in_term()
    system.adopt_programme(person("2027-03-01T09:00"), **ADOPTED)

    told = {"term": "2026-2030", "remind_on": day("2027-06-01")}
    with refuses(given(system), ProgrammeNotAwaited, **told):
        system.miss_programme(scheduler("2027-06-01T00:00"), term="2026-2030")


def test_a_late_programme_is_adopted_all_the_same():
    system = in_term()
    system.miss_programme(scheduler("2027-06-01T00:00"), term="2026-2030")
    given(system)

    system.adopt_programme(person("2027-09-01T09:00"), **ADOPTED)

    assert emitted(system) == [event(ChoiceSystem.ProgrammeAdopted, **ADOPTED, **DAYS)]


def test_no_programme_is_missing_in_a_term_that_nobody_has_spoken_of():
    system = given(in_term())

    with refuses(system, UnknownPart, part="2022-2026", known=["2026-2030"]):
        system.miss_programme(scheduler("2027-06-01T00:00"), term="2022-2026")
