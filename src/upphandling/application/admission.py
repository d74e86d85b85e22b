"""Commands of the admission: prepare, announce, keep the rounds, close the door."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Part, unique, verbs
from upphandling.domain.admission import (
    Admission,
    AdmissionTerms,
    DayOfYear,
    RecurringWindow,
    Window,
)
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem, Phase
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day
from upphandling.domain.lengths import Length


class WindowGiven(Part):
    """En ansökningsomgång: sista ansökningsdag och första avtalsdag."""

    window: Key
    apply_by: Day
    start_on: Day


class YearlyWindow(Part):
    """En ansökningsomgång som kommer varje år."""

    window: Key
    apply_by: DayOfYear
    start_on: DayOfYear


class Prepare(Command):
    """Förbered ett valfrihetssystem enligt LOV; utan omgångar är ansökan alltid öppen."""

    NAME = "admission.prepare"
    admission: Key
    system: Key
    bundles: Annotated[list[Key], Field(min_length=1)]
    title: Text
    decision: Key
    answer: Length
    completion: Length
    rattelse: Length
    exit_notice: Length
    recurring: Annotated[list[YearlyWindow], unique(by="window")] = []
    windows: Annotated[list[WindowGiven], unique(by="window")] = []


class SetCompensation(Command):
    """Bestäm ersättningen, lika för alla utförare."""

    NAME = "admission.set_compensation"
    admission: Key
    compensation: Text
    valid_from: Day
    reason: Text


class Announce(Command):
    """Annonsera valfrihetssystemet löpande; alla krav måste ha uppföljning."""

    NAME = "admission.announce"
    admission: Key
    notice: Text
    database: Text


class ScheduleWindow(Command):
    """Lägg till en ansökningsomgång."""

    NAME = "admission.schedule_window"
    admission: Key
    window: Key
    apply_by: Day
    start_on: Day


class CloseWindow(Command):
    """Stäng en ansökningsomgång när dess sista dag har passerat."""

    NAME = "admission.close_window"
    admission: Key
    window: Key


class ChangeTerms(Command):
    """Ändra villkoren, lika för alla utförare, med skäl."""

    NAME = "admission.change"
    admission: Key
    what: Text
    valid_from: Day
    reason: Text


class Pause(Command):
    """Sluta tills vidare att ta emot nya utförare, med skäl."""

    NAME = "admission.pause"
    admission: Key
    reason: Text


class Resume(Command):
    """Ta åter emot nya utförare, med skäl."""

    NAME = "admission.resume"
    admission: Key
    reason: Text


class Withdraw(Command):
    """Dra tillbaka annonsen och stäng systemet för nya utförare, med skäl."""

    NAME = "admission.withdraw"
    admission: Key
    reason: Text


def prepare(command: Prepare, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.must_have_decided(command.decision)
    for bundle in command.bundles:
        system.bundle(bundle).must_be_under_lov()
    cases.add(
        Admission.prepare(
            stamp,
            command.admission,
            system=system.key,
            bundles=tuple(command.bundles),
            title=command.title,
            decision=command.decision,
            terms=AdmissionTerms(
                answer=command.answer,
                completion=command.completion,
                rattelse=command.rattelse,
                exit_notice=command.exit_notice,
            ),
            recurring=tuple(RecurringWindow(**dict(y)) for y in command.recurring),
            windows=tuple(Window(**dict(window)) for window in command.windows),
        )
    )


def set_compensation(command: SetCompensation, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Admission, command.admission).set_compensation(
        stamp,
        compensation=command.compensation,
        valid_from=command.valid_from,
        reason=command.reason,
    )


def announce(command: Announce, cases: Cases, stamp: Stamp) -> None:
    """Not while a question waits for its answer, nor with an unlawful default."""
    admission = cases.fetch(Admission, command.admission)
    system = cases.fetch(ChoiceSystem, admission.system)
    for key in admission.bundles:
        system.must_not_be_blocked(Phase.OPEN_ADMISSION, bundle=key)
        system.settled.default.must_not_select(system.bundle(key))
    admission.announce(
        stamp,
        notice=command.notice,
        database=command.database,
        requirements=system.pinned_requirements,
    )


def schedule_window(command: ScheduleWindow, cases: Cases, stamp: Stamp) -> None:
    window = Window(
        window=command.window, apply_by=command.apply_by, start_on=command.start_on
    )
    cases.fetch(Admission, command.admission).schedule_window(stamp, window=window)


def close_window(command: CloseWindow, cases: Cases, stamp: Stamp) -> None:
    admission = cases.fetch(Admission, command.admission)
    admission.close_window(stamp, window=command.window)


def change(command: ChangeTerms, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Admission, command.admission).change(
        stamp,
        what=command.what,
        valid_from=command.valid_from,
        reason=command.reason,
    )


def pause(command: Pause, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Admission, command.admission).pause(stamp, reason=command.reason)


def resume(command: Resume, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Admission, command.admission).resume(stamp, reason=command.reason)


def withdraw(command: Withdraw, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Admission, command.admission).withdraw(stamp, reason=command.reason)


VERBS = verbs(
    (Prepare, prepare),
    (SetCompensation, set_compensation),
    (Announce, announce),
    (ScheduleWindow, schedule_window),
    (CloseWindow, close_window),
    (ChangeTerms, change),
    (Pause, pause),
    (Resume, resume),
    (Withdraw, withdraw),
)
