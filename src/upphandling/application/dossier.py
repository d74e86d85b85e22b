"""Commands of the dossier: its parts, its completion, and how it is opened."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.dossier import Cause, Dossier, ReportPart
from upphandling.domain.instants import local_date
from upphandling.domain.tender import Tender


class CompletePart(Command):
    """Skriv en del av den individuella rapporten, eller skriv om den."""

    NAME = "dossier.complete_part"
    dossier: Key
    part: ReportPart
    text: Text
    source: Text | None = None


class SetPartAside(Command):
    """Ange varför en del av den individuella rapporten inte är aktuell."""

    NAME = "dossier.set_part_aside"
    dossier: Key
    part: ReportPart
    reason: Text


class Complete(Command):
    """Slutför dokumentationen av upphandlingen."""

    NAME = "dossier.complete"
    dossier: Key


class CallDossierOverdue(Command):
    """Konstatera att dokumentationen inte har slutförts i tid."""

    NAME = "dossier.call_overdue"
    dossier: Key


def open_dossier(cases: Cases, stamp: Stamp, tender: Tender, cause: Cause) -> None:
    """Open the dossier of a procurement that has ended, unless it is there already."""
    if cases.find(Dossier, tender.key) is None:
        cases.add(
            Dossier.open(
                stamp,
                tender=tender.key,
                cause=cause,
                ended_on=local_date(stamp.at),
                begun_on=tender.begun_on(stamp),
            )
        )


def complete_part(command: CompletePart, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Dossier, command.dossier).complete_part(
        stamp, part=command.part, text=command.text, source=command.source
    )


def set_part_aside(command: SetPartAside, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Dossier, command.dossier).set_aside(
        stamp, part=command.part, reason=command.reason
    )


def complete(command: Complete, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Dossier, command.dossier).complete(stamp)


def call_overdue(command: CallDossierOverdue, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Dossier, command.dossier).call_overdue(stamp)


VERBS = verbs(
    (CompletePart, complete_part),
    (SetPartAside, set_part_aside),
    (Complete, complete),
    (CallDossierOverdue, call_overdue),
)
