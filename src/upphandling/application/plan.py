"""Commands of the plan: milestones and promises."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day, Interval
from upphandling.domain.plan import Plan


class DrawUp(Command):
    """Lägg upp en tidplan för valfrihetssystemet."""

    NAME = "plan.draw_up"
    plan: Key
    system: Key


class PlanMilestone(Command):
    """Lägg in en milstolpe; when är ett intervall av dagar."""

    NAME = "plan.add_milestone"
    plan: Key
    milestone: Key
    title: Text
    when: Interval
    depends_on: list[Key] = []


class MoveMilestone(Command):
    """Flytta en milstolpe, med skäl."""

    NAME = "plan.move_milestone"
    plan: Key
    milestone: Key
    when: Interval
    reason: Text


class MeetMilestone(Command):
    """Konstatera att en milstolpe är nådd; reason är skälet om den är sen."""

    NAME = "plan.meet_milestone"
    plan: Key
    milestone: Key
    met_on: Day | None = None
    reason: Text | None = None


class MissMilestone(Command):
    """Konstatera att tiden för en milstolpe gått ut."""

    NAME = "plan.miss_milestone"
    plan: Key
    milestone: Key


class AbandonMilestone(Command):
    """Överge en milstolpe, med skäl."""

    NAME = "plan.abandon_milestone"
    plan: Key
    milestone: Key
    reason: Text


class Promise(Command):
    """För in ett löfte till medborgarna; depends_on är milstolpar som det vilar på."""

    NAME = "plan.promise"
    plan: Key
    promise: Key
    to: Text
    text: Text
    when: Interval
    depends_on: list[Key] = []


class KeepPromise(Command):
    """Konstatera att ett löfte är infriat."""

    NAME = "plan.keep_promise"
    plan: Key
    promise: Key


class BreakPromise(Command):
    """Konstatera att tiden för ett löfte gått ut utan att det infriats."""

    NAME = "plan.break_promise"
    plan: Key
    promise: Key


class WithdrawPromise(Command):
    """Återta ett löfte, med skäl."""

    NAME = "plan.withdraw_promise"
    plan: Key
    promise: Key
    reason: Text


def draw_up(command: DrawUp, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    cases.add(Plan.draw_up(stamp, command.plan, system=system.key))


def plan_milestone(command: PlanMilestone, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Plan, command.plan).plan_milestone(
        stamp,
        milestone=command.milestone,
        title=command.title,
        when=command.when,
        depends_on=tuple(command.depends_on),
    )


def move_milestone(command: MoveMilestone, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Plan, command.plan).move_milestone(
        stamp,
        milestone=command.milestone,
        when=command.when,
        reason=command.reason,
    )


def meet_milestone(command: MeetMilestone, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Plan, command.plan).meet_milestone(
        stamp,
        milestone=command.milestone,
        met_on=command.met_on,
        reason=command.reason,
    )


def miss_milestone(command: MissMilestone, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Plan, command.plan).miss_milestone(stamp, milestone=command.milestone)


def abandon_milestone(command: AbandonMilestone, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Plan, command.plan).abandon_milestone(
        stamp, milestone=command.milestone, reason=command.reason
    )


def promise(command: Promise, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Plan, command.plan).promise(
        stamp,
        promise=command.promise,
        to=command.to,
        text=command.text,
        when=command.when,
        depends_on=tuple(command.depends_on),
    )


def keep_promise(command: KeepPromise, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Plan, command.plan).keep_promise(stamp, promise=command.promise)


def break_promise(command: BreakPromise, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Plan, command.plan).break_promise(stamp, promise=command.promise)


def withdraw_promise(command: WithdrawPromise, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Plan, command.plan).withdraw_promise(
        stamp, promise=command.promise, reason=command.reason
    )


VERBS = verbs(
    (DrawUp, draw_up),
    (PlanMilestone, plan_milestone),
    (MoveMilestone, move_milestone),
    (MeetMilestone, meet_milestone),
    (MissMilestone, miss_milestone),
    (AbandonMilestone, abandon_milestone),
    (Promise, promise),
    (KeepPromise, keep_promise),
    (BreakPromise, break_promise),
    (WithdrawPromise, withdraw_promise),
)
