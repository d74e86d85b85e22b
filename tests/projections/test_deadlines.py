"""Deadlines: a row while the house waits for a date, and none when it is moot."""

from __future__ import annotations

import pytest

from tests.given import day, local, person, scheduler
from tests.projections.test_agreements import signed
from tests.projections.test_awards import notified
from tests.projections.test_choices import invited
from tests.projections.test_tenders import announced, opened
from tests.projections.test_timetable import moved, with_milestone
from tests.projections.test_transitions import planned
from tests.town import SYSTEM
from upphandling.domain.base import Aggregate
from upphandling.domain.choice_system import Body, ChoiceSystem
from upphandling.domain.configuration import SystemConfiguration
from upphandling.domain.tender import Tender
from upphandling.projections.deadlines import DEADLINES, deadlines, due, next_due


def with_announced_minutes() -> ChoiceSystem:
    configuration = SystemConfiguration.model_validate(SYSTEM, strict=False)
    system = ChoiceSystem.establish(person("2026-01-12T10:00"), configuration)
    system.record_decision(
        person("2026-01-26T10:00"),
        decision="kf-7",
        body=Body.COUNCIL,
        taken_on=day("2026-01-26"),
        minutes="KF § 7",
        matter="Valfrihetssystem",
        urgent=False,
    )
    at = person("2026-02-02T10:00")
    system.announce_minutes(at, decision="kf-7", on=day("2026-02-02"))
    return system


def cancelled() -> Tender:
    tender = announced()
    tender.cancel(
        person("2026-03-02T10:00"),
        reason_code="other",
        reasons="Nytt beslut.",
        decision=None,
    )
    return tender


WAITED_FOR = [
    (notified, "standstill_ends", "", "2026-05-16T00:00", "2026-05-15", 4),
    (with_milestone, "milestone_latest", "beslut", "2026-10-11T00:00", "2026-10-10", 2),
    (moved, "milestone_latest", "beslut", "2026-12-01T00:00", "2026-11-30", 3),
    (invited, "round_closes", "", "2026-07-01T00:00", "2026-06-30", 1),
    (
        with_announced_minutes,
        "legal_force",
        "kf-7",
        "2026-02-24T00:00",
        "2026-02-23",
        3,
    ),
]


@pytest.mark.parametrize(
    ("case", "deadline", "part", "due_at", "last_day", "at"), WAITED_FOR
)
def test_a_date_that_was_set_is_waited_for(
    rows_after, case, deadline, part, due_at, last_day, at
):
    told = case()
    (row,) = rows_after(DEADLINES, deadlines, told)

    key, when, paragraph, by = row[:3], row[3:5], row[5], row[6:]
    assert key == (told.id, deadline, part)
    assert when == (due_at, last_day)
    assert (paragraph is not None) == (deadline in ("standstill_ends", "legal_force"))
    assert by == (f"{told.id}@{at}", at)


def test_an_agreement_waits_for_its_beginning_and_its_end(rows_after):
    agreement = signed()
    ends = ("agreement:avtal", "agreement_ends", "")
    assert rows_after(DEADLINES, deadlines, agreement) == [
        (
            "agreement:avtal",
            "agreement_begins",
            "",
            "2026-09-01T00:00",
            "2026-09-01",
            None,
            "agreement:avtal@1",
            1,
        ),
        (*ends, "2030-09-01T00:00", "2030-08-31", None, "agreement:avtal@1", 1),
    ]

    agreement.start(scheduler("2026-09-01T00:00"))
    agreement.extend(
        person("2030-01-07T10:00"), ends_on=day("2031-08-31"), reason="Option."
    )
    assert rows_after(DEADLINES, deadlines, agreement) == [
        (*ends, "2031-09-01T00:00", "2031-08-31", None, "agreement:avtal@3", 3)
    ]

    agreement.expire(scheduler("2031-09-01T00:00"))
    assert rows_after(DEADLINES, deadlines, agreement) == []


def settled() -> list[Aggregate]:
    """Cases whose every date has come, or no longer matters."""
    award = notified()
    award.unlock(scheduler("2026-05-16T00:00"))
    plan = with_milestone()
    plan.meet_milestone(
        person("2026-10-02T10:00"), milestone="beslut", met_on=None, reason=None
    )
    choosing = invited()
    choosing.close(scheduler("2026-07-01T00:00"))
    system = with_announced_minutes()
    system.gain_legal_force(scheduler("2026-02-24T00:00"), decision="kf-7")
    agreement = signed()
    agreement.rescind(
        person("2026-10-06T10:00"), grounds="Brister.", wind_up_until=day("2026-10-31")
    )
    agreement.wind_up(scheduler("2026-11-01T00:00"))
    transition = planned()
    transition.take_over(person("2026-09-01T10:00"), wave="ett")
    transition.call_overdue(scheduler("2026-10-02T00:00"), wave="två")
    return [opened(), award, plan, choosing, system, agreement, transition]


def test_what_is_settled_is_not_waited_for(rows_after):
    assert rows_after(DEADLINES, deadlines, *settled()) == []


def test_what_is_due_comes_in_the_order_it_fell(rows_after, database):
    rows_after(DEADLINES, deadlines, planned(), notified(), announced())

    with database.engine.connect() as connection:
        fallen = connection.execute(due(local("2026-10-01T23:59"), 10)).all()
        last = connection.execute(due(local("2026-10-02T00:00"), 10)).all()
        first = connection.scalar(next_due())

    assert [row.deadline for row in fallen] == [
        "answers_due",
        "tender_closes",
        "standstill_ends",
        "wave_overdue",
    ]
    assert [row.part for row in last] == ["", "", "", "ett", "två"]
    assert first == local("2026-03-27T00:00")
