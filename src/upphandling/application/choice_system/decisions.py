"""Commands of the political decisions: taken, and the chair's reported at a meeting."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import Body, ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day


class RecordDecision(Command):
    """För in ett politiskt beslut; urgent för ett brådskande ordförandebeslut."""

    NAME = "choice_system.record_decision"
    system: Key
    decision: Key
    body: Body
    taken_on: Day
    minutes: Text
    matter: Text
    urgent: bool = False


class ReportChairDecision(Command):
    """Anmäl ett ordförandebeslut vid nämndens sammanträde."""

    NAME = "choice_system.report_chair_decision"
    system: Key
    decision: Key
    meeting_on: Day


class PlanMeeting(Command):
    """För in dagen för ett sammanträde."""

    NAME = "choice_system.plan_meeting"
    system: Key
    body: Body
    on: Day


class CancelMeeting(Command):
    """Konstatera att ett planerat sammanträde har ställts in."""

    NAME = "choice_system.cancel_meeting"
    system: Key
    body: Body
    on: Day


class HoldMeeting(Command):
    """För in ett hållet sammanträde och de ordförandebeslut som anmäldes där."""

    NAME = "choice_system.hold_meeting"
    system: Key
    body: Body
    on: Day
    reported: list[Key] = []


class NoteUnreported(Command):
    """Konstatera att ett ordförandebeslut inte anmäldes vid nästa sammanträde."""

    NAME = "choice_system.note_unreported"
    system: Key
    decision: Key


def record_decision(command: RecordDecision, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.record_decision(
        stamp,
        decision=command.decision,
        body=command.body,
        taken_on=command.taken_on,
        minutes=command.minutes,
        matter=command.matter,
        urgent=command.urgent,
    )


def report_chair_decision(
    command: ReportChairDecision, cases: Cases, stamp: Stamp
) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.report_chair_decision(
        stamp, decision=command.decision, meeting_on=command.meeting_on
    )


def plan_meeting(command: PlanMeeting, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.plan_meeting(stamp, body=command.body, on=command.on)


def cancel_meeting(command: CancelMeeting, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.cancel_meeting(stamp, body=command.body, on=command.on)


def hold_meeting(command: HoldMeeting, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.hold_meeting(
        stamp, body=command.body, on=command.on, reported=tuple(command.reported)
    )


def note_unreported(command: NoteUnreported, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.note_unreported(stamp, decision=command.decision)


VERBS = verbs(
    (RecordDecision, record_decision),
    (ReportChairDecision, report_chair_decision),
    (PlanMeeting, plan_meeting),
    (CancelMeeting, cancel_meeting),
    (HoldMeeting, hold_meeting),
    (NoteUnreported, note_unreported),
)
