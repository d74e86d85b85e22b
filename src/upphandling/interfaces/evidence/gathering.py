"""What is put in the bundle of a case: its rows, and those elsewhere that it rests on.

With a procurement go the awards, the reviews and the dossier that say in their first
event that they are about it. With every case go, of its choice system, the event that
founded it and those about a decision that one of its events names; and the refused
commands that were about the cases which are there whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pydantic_core import from_json

from upphandling.application.addressing import A_VIEW, cases_of, sought
from upphandling.domain.agreement import Agreement
from upphandling.domain.award import Award
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.dossier import Dossier
from upphandling.domain.errors import Refused
from upphandling.domain.review import Review
from upphandling.domain.tender import Tender
from upphandling.interfaces.evidence.readers import ABOUT_PEOPLE
from upphandling.interfaces.evidence.rows import EventRow, Ledger, RefusalRow

OF_A_TENDER = (Award, Review, Dossier)
OF_PEOPLE = tuple(f"{kind}:" for kind in ABOUT_PEOPLE)
TO_PEOPLE = tuple(f"{kind}." for kind in ABOUT_PEOPLE if kind != Agreement.KIND)


class CaseAfterCheckpoint(Refused):
    """Ärendet finns inte i loggen så långt som kontrollpunkten räcker."""


@dataclass(kw_only=True, slots=True)
class Gathered:
    """The rows of a bundle in the order of the ledger; `whole` are complete streams."""

    case: str
    whole: tuple[str, ...]
    events: list[EventRow]
    refusals: list[RefusalRow] = field(default_factory=list)

    def with_event(self, row: EventRow) -> None:
        """Put in one more event, unless it is there already."""
        if row not in self.events:
            self.events = sorted([*self.events, row], key=lambda one: one.index)

    @property
    def streams(self) -> list[str]:
        """Every case of which there is an event."""
        return sorted({row.stream_id for row in self.events})


def gathered(ledger: Ledger, case: str) -> Gathered:
    """All that belongs to a case, as far as the ledger's tree reaches.

    Raises `CaseAfterCheckpoint` where it does not reach the case.
    """
    own = ledger.events_of(case)
    if not own:
        raise CaseAfterCheckpoint(case=case, size=ledger.size)
    whole = (case, *_of_the_tender(ledger, case))
    events = [*own, *(row for one in whole[1:] for row in ledger.events_of(one))]
    system = _system_of(events)
    if system is not None and system not in whole:
        events += _of_the_system(ledger, system, events)
    kept = tuple(one for one in whole if any(row.stream_id == one for row in events))
    found = Gathered(
        case=case, whole=kept, events=sorted(events, key=lambda row: row.index)
    )
    found.refusals = list(_refused(ledger, kept))
    return found


def _of_the_tender(ledger: Ledger, case: str) -> Iterator[str]:
    kind, _, key = case.partition(":")
    if kind == Tender.KIND:
        for other in OF_A_TENDER:
            for stream_id, data in ledger.firsts(other.KIND):
                if from_json(data).get("tender") == key:
                    yield stream_id


def _system_of(events: Iterable[EventRow]) -> str | None:
    for row in events:
        if isinstance(key := from_json(row.data).get("system"), str):
            return ChoiceSystem.case_id(key)
    return None


def _of_the_system(
    ledger: Ledger, system: str, events: Iterable[EventRow]
) -> Iterator[EventRow]:
    named = {from_json(row.data).get("decision") for row in events} - {None}
    for row in ledger.events_of(system):
        if row.version == 1 or from_json(row.data).get("decision") in named:
            yield row


def _refused(ledger: Ledger, cases: Sequence[str]) -> Iterator[RefusalRow]:
    """No denied looks, nor what was tried in cases of persons, unless this is one."""
    wanted = set(cases)
    among_people = cases[0].startswith(OF_PEOPLE)
    for row in ledger.refusals_about(sought(case) for case in cases):
        command = row.told["command"] or ""
        if command.startswith(A_VIEW) or (
            not among_people and command.startswith(TO_PEOPLE)
        ):
            continue
        if not wanted.isdisjoint(cases_of(command, row.told["payload"] or "{}")):
            yield row
