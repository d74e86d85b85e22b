"""Commands of the programme: the terms of office, and what the council adopts."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key
from upphandling.domain.intervals import Day


class BeginTerm(Command):
    """För in en mandatperiod; remind_on är dagen då programmet senast borde finnas."""

    NAME = "choice_system.begin_term_of_office"
    system: Key
    term: Key
    from_on: Day
    to_on: Day
    remind_on: Day


class AdoptProgramme(Command):
    """För in att fullmäktige har antagit program för en mandatperiod."""

    NAME = "choice_system.adopt_programme"
    system: Key
    term: Key
    decision: Key


class MissProgramme(Command):
    """Konstatera att inget program är antaget för mandatperioden."""

    NAME = "choice_system.miss_programme"
    system: Key
    term: Key


def begin_term(command: BeginTerm, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(ChoiceSystem, command.system).begin_term(
        stamp,
        term=command.term,
        from_on=command.from_on,
        to_on=command.to_on,
        remind_on=command.remind_on,
    )


def adopt_programme(command: AdoptProgramme, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(ChoiceSystem, command.system).adopt_programme(
        stamp, term=command.term, decision=command.decision
    )


def miss_programme(command: MissProgramme, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(ChoiceSystem, command.system).miss_programme(stamp, term=command.term)


VERBS = verbs(
    (BeginTerm, begin_term),
    (AdoptProgramme, adopt_programme),
    (MissProgramme, miss_programme),
)
