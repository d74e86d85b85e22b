"""One case, event by event, as the log has it; what was computed is computed again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from upphandling.application.verification.checking import NO_GROUNDS, Event, verified
from upphandling.application.verification.deadlines import deadline_fields
from upphandling.application.verification.findings import (
    Computation,
    Difference,
    Findings,
)
from upphandling.application.verification.recount import Recount, Then
from upphandling.application.verification.secrecy import told
from upphandling.domain.base import DomainEvent, evolve

Recounts = Mapping[str, tuple[Recount, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the log: its event, or why it cannot be read."""

    position: int
    stream_id: str
    version: int
    topic: str
    command_id: str | None
    event: DomainEvent | None
    fault: str = ""


class Past(Protocol):
    """All cases as they were at an event."""

    def at(self, row: Row) -> Then: ...


def verify_case(
    rows: Iterable[Row], past: Past, recounts: Recounts
) -> tuple[Findings, list[Difference]]:
    """Verify one case from its rows in order: what was checked, and what differs.

    Versions follow one on another; where they do not, something was taken away. What
    belongs to sealed bids is neither counted nor told; if it is wrong, the name of the
    tender alone is.
    """
    case: Any = None
    open_, secret = Findings(), Findings()
    found: list[tuple[bool, Difference]] = []
    following = 1
    for row in rows:
        event = row.event
        if event is None:
            found.append((True, _unreadable(row, row.fault)))
            following += 1
            continue
        if row.version != following:
            found.append((True, _after_a_gap(row, following)))
        following = row.version + 1
        findings = secret if event.SECRET else open_
        findings.events += 1
        checks = recounts.get(event.TOPIC, ())
        if checks or deadline_fields(type(event)):
            one = Event(event, case, past.at(row), findings.checked)
            found += [(event.SECRET, wrong) for wrong in verified(one, checks)]
        try:
            case = evolve(case, (event,))
        except NO_GROUNDS:
            found.append((True, _unreadable(row, "ärendets tillstånd går inte ihop")))
    return told(case, open_, secret, found)


def _after_a_gap(row: Row, following: int) -> Difference:
    return Difference(
        case=row.stream_id,
        event=f"{row.stream_id}@{row.version}",
        field="version",
        recorded=row.version,
        recomputed=following,
        why="händelser som stod före denna i ärendet finns inte",
        computation=Computation.FORM,
    )


def _unreadable(row: Row, fault: str) -> Difference:
    return Difference(
        case=row.stream_id,
        event=f"{row.stream_id}@{row.version}",
        field="data",
        recorded=row.topic,
        recomputed=None,
        why=f"händelsen kan inte läsas: {fault}",
        computation=Computation.FORM,
        derivable=False,
    )
