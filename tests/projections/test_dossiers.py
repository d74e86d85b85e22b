"""Dossiers: what is written, what is missing, what is late, and what falls due."""

from __future__ import annotations

from tests.given import day, person, scheduler
from upphandling.domain.dossier import Cause, Dossier, ReportPart
from upphandling.projections.deadlines import DEADLINES, deadlines
from upphandling.projections.dossiers import DOSSIERS, dossier_parts, dossiers


def opened(begun_on: str = "2026-02-02") -> Dossier:
    return Dossier.open(
        person("2026-05-18T09:00"),
        tender="hemtjanst",
        cause=Cause.CANCELLED,
        ended_on=day("2026-05-18"),
        begun_on=day(begun_on),
    )


def test_a_dossier_is_shown_with_its_last_day(rows_after):
    told = ("hemtjanst", "cancelled", "2026-05-18")

    assert rows_after(DOSSIERS, dossiers, opened()) == [
        (*told, "2026-06-17", False, None)
    ]


def test_one_without_a_last_day_waits_for_nothing(rows_after):
    dossier = opened("2019-03-18")

    assert rows_after(DEADLINES, deadlines, dossier) == []


def test_the_parts_are_shown_as_they_were_last_written(rows_after):
    dossier, at = opened(), person("2026-06-01T09:00")
    dossier.set_aside(at, part=ReportPart.NEGOTIATION, reason="Ingen förhandling.")
    for text in ("Fel.", "Rätt."):
        dossier.complete_part(
            at, part=ReportPart.WINNER_AND_REASONS, text=text, source="Dnr 2026-14"
        )

    assert rows_after(DOSSIERS, dossier_parts, dossier) == [
        ("hemtjanst", "negotiation", False, "Ingen förhandling.", None),
        ("hemtjanst", "winner_and_reasons", True, "Rätt.", "Dnr 2026-14"),
    ]


def test_one_that_is_late_is_shown_as_late_also_when_it_is_complete(rows_after):
    dossier, at = opened(), person("2026-06-22T09:00")
    dossier.call_overdue(scheduler("2026-06-18T00:00"))
    for part in ReportPart:
        dossier.complete_part(at, part=part, text="Skälen.", source=None)
    dossier.complete(at)

    ((*_, overdue, completed_at),) = rows_after(DOSSIERS, dossiers, dossier)

    assert (overdue, completed_at) == (True, "2026-06-22T09:00")


def test_a_dossier_waits_for_its_last_day_until_it_is_complete_or_late(rows_after):
    dossier = opened()
    ((case_id, deadline, _, due_at, *_),) = rows_after(DEADLINES, deadlines, dossier)
    assert (case_id, deadline, due_at) == (
        "dossier:hemtjanst",
        "dossier_due",
        "2026-06-18T00:00",
    )

    dossier.call_overdue(scheduler("2026-06-18T00:00"))
    assert rows_after(DEADLINES, deadlines, dossier) == []
