"""Dossier: the individual report part by part, and when it must be done."""

from __future__ import annotations

import pytest

from tests.given import (
    day,
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.dossier import (
    Cause,
    Dossier,
    DossierCompleted,
    DossierIncomplete,
    DossierNotOverdue,
    DossierOverdueAlready,
    ReportPart,
)
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.legal_time import count


def opened(begun_on: str = "2026-02-02") -> Dossier:
    return Dossier.open(
        person("2026-05-18T09:00"),
        tender="hemtjanst",
        cause=Cause.SIGNED,
        ended_on=day("2026-05-18"),
        begun_on=day(begun_on),
    )


def written(*but: ReportPart) -> Dossier:
    dossier = opened()
    for part in ReportPart:
        if part not in but:
            dossier.complete_part(
                person("2026-06-01T09:00"), part=part, text="Skälen.", source=None
            )
    return dossier


def completed() -> Dossier:
    dossier = written()
    dossier.complete(person("2026-06-01T10:00"))
    return dossier


def test_the_dossier_is_due_thirty_days_after_the_contract():
    assert emitted(opened()) == [
        event(
            Dossier.Opened,
            tender="hemtjanst",
            cause=Cause.SIGNED,
            ended_on=day("2026-05-18"),
            due=count(
                "documentation-complete", day("2026-05-18"), on=day("2026-02-02")
            ),
        )
    ]
    assert opened().due.last_day == day("2026-06-17")
    assert opened().id == "dossier:hemtjanst"


@pytest.mark.parametrize(
    ("begun_on", "is_due"), [("2023-12-31", False), ("2024-01-01", True)]
)
def test_nothing_is_due_of_a_procurement_that_is_older_than_the_rule(begun_on, is_due):
    assert (opened(begun_on).due is not None) is is_due


def test_a_part_is_written_and_may_be_written_anew():
    dossier = given(opened())

    for text in ("Två anbud var för låga.", "Tre anbud var för låga."):
        dossier.complete_part(
            person("2026-06-01T09:00"),
            part=ReportPart.LOW_BIDS_REJECTED,
            text=text,
            source="Dnr 2026-14",
        )

    assert emitted(dossier)[1] == event(
        Dossier.PartCompleted,
        part=ReportPart.LOW_BIDS_REJECTED,
        text="Tre anbud var för låga.",
        source="Dnr 2026-14",
    )
    assert dossier.settled == {"low_bids_rejected": "Tre anbud var för låga."}


def test_a_part_that_does_not_apply_is_set_aside_with_its_reason():
    dossier = given(written(ReportPart.NEGOTIATION))

    dossier.set_aside(
        person("2026-06-01T09:30"),
        part=ReportPart.NEGOTIATION,
        reason="Ingen förhandling hölls.",
    )
    dossier.complete(person("2026-06-01T10:00"))

    assert emitted(dossier) == [
        event(
            Dossier.PartNotApplicable,
            part=ReportPart.NEGOTIATION,
            reason="Ingen förhandling hölls.",
        ),
        event(Dossier.Completed),
    ]


@pytest.mark.parametrize("part", ReportPart)
def test_the_dossier_is_not_complete_while_any_part_is_missing(part):
    dossier = given(written(part))

    with refuses(dossier, DossierIncomplete, missing=[part]):
        dossier.complete(person("2026-06-01T10:00"))


def test_somebody_with_a_mandate_completes_it():
    dossier = given(written())

    with refuses(dossier, NoMandate, event="dossier.completed"):
        dossier.complete(without_mandate("2026-06-01T10:00"))
    with refuses(dossier, MachineCannotDecide, event="dossier.completed"):
        dossier.complete(scheduler("2026-06-01T10:00"))


def test_it_is_overdue_by_itself_and_tells_what_is_missing():
    dossier = given(written(ReportPart.WINNER_AND_REASONS))

    with refuses(dossier, DossierNotOverdue, last_day=day("2026-06-17")):
        dossier.call_overdue(scheduler("2026-06-17T23:59:59"))
    dossier.call_overdue(scheduler("2026-06-18T00:00"))
    assert emitted(dossier) == [
        event(
            Dossier.Overdue,
            last_day=day("2026-06-17"),
            missing=(ReportPart.WINNER_AND_REASONS,),
        )
    ]

    with refuses(dossier, DossierOverdueAlready, tender="hemtjanst"):
        dossier.call_overdue(scheduler("2026-06-19T00:00"))


def test_one_that_has_no_day_is_never_overdue():
    dossier = given(opened("2019-03-18"))

    with refuses(dossier, DossierNotOverdue, last_day=None):
        dossier.call_overdue(scheduler("2027-06-18T00:00"))


def test_one_that_is_late_is_completed_all_the_same():
    dossier = written()
    dossier.call_overdue(scheduler("2026-06-18T00:00"))
    given(dossier)

    dossier.complete(person("2026-06-22T10:00"))

    assert emitted(dossier) == [event(Dossier.Completed)]


ACTS = {
    "write": lambda dossier, stamp: dossier.complete_part(
        stamp, part=ReportPart.NEGOTIATION, text="Skälen.", source=None
    ),
    "set aside": lambda dossier, stamp: dossier.set_aside(
        stamp, part=ReportPart.NEGOTIATION, reason="Ingen förhandling."
    ),
    "complete": lambda dossier, stamp: dossier.complete(stamp),
    "overdue": lambda dossier, stamp: dossier.call_overdue(stamp),
}


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_changed_in_a_dossier_that_is_complete(act):
    dossier = given(completed())

    with refuses(dossier, DossierCompleted, tender="hemtjanst"):
        ACTS[act](dossier, person("2026-07-01T09:00"))
