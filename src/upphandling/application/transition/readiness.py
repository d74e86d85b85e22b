"""Commands of the readiness: conditions per provider, go and no-go."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.provider import must_be_licensed
from upphandling.application.transition.covering import must_cover
from upphandling.application.transition.people import choices_of, still_moving
from upphandling.domain.agreement import Agreement
from upphandling.domain.agreement.refusals import LicenceLost
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.errors import Refused
from upphandling.domain.licence import LOST
from upphandling.domain.parts import must_be_known
from upphandling.domain.transition import Condition, ConditionKind, Transition


class SetCondition(Command):
    """Ställ upp ett villkor som ska vara uppfyllt hos utföraren före övertagandet."""

    NAME = "transition.set_condition"
    transition: Key
    condition: Key
    kind: ConditionKind
    agreement: Key
    text: Text
    wave: Key | None = None


class MeetCondition(Command):
    """För in att ett villkor är uppfyllt, och vad som visar det."""

    NAME = "transition.meet_condition"
    transition: Key
    condition: Key
    evidence: Text


class FailCondition(Command):
    """För in att ett villkor inte är uppfyllt, eller inte längre är det."""

    NAME = "transition.fail_condition"
    transition: Key
    condition: Key
    reason: Text


class DecideGo(Command):
    """Besluta att en våg får tas över; despite är skälet om något villkor brister."""

    NAME = "transition.decide_go"
    transition: Key
    wave: Key
    despite: Text | None = None


class DecideNoGo(Command):
    """Besluta att en våg inte får tas över, med skäl."""

    NAME = "transition.decide_no_go"
    transition: Key
    wave: Key
    reason: Text


def set_condition(command: SetCondition, cases: Cases, stamp: Stamp) -> None:
    transition = cases.fetch(Transition, command.transition)
    agreement = cases.fetch(Agreement, command.agreement)
    agreement.must_deliver(transition.system, transition.bundle)
    transition.set_condition(
        stamp,
        condition=Condition(
            condition=command.condition,
            kind=command.kind,
            agreement=command.agreement,
            text=command.text,
            wave=command.wave,
        ),
    )


def meet_condition(command: MeetCondition, cases: Cases, stamp: Stamp) -> None:
    transition = cases.fetch(Transition, command.transition)
    must_be_known(command.condition, transition.conditions)
    _must_hold(cases, stamp, transition, transition.conditions[command.condition])
    transition.meet_condition(
        stamp, condition=command.condition, evidence=command.evidence
    )


def fail_condition(command: FailCondition, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Transition, command.transition).fail_condition(
        stamp, condition=command.condition, reason=command.reason
    )


def decide_go(command: DecideGo, cases: Cases, stamp: Stamp) -> None:
    transition = cases.fetch(Transition, command.transition)
    wave = transition.waiting_wave(command.wave)
    choices = choices_of(cases, transition.bundle, wave.customers)
    must_cover(cases, stamp, wave.on, still_moving(choices))
    transition.decide_go(
        stamp,
        wave=command.wave,
        despite=command.despite,
        fallen=[
            condition.condition
            for condition in transition.concerning(command.wave)
            if not _holds(cases, stamp, transition, condition)
        ],
    )


def decide_no_go(command: DecideNoGo, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Transition, command.transition).decide_no_go(
        stamp, wave=command.wave, reason=command.reason
    )


def _holds(
    cases: Cases, stamp: Stamp, transition: Transition, condition: Condition
) -> bool:
    try:
        _must_hold(cases, stamp, transition, condition)
    except Refused:
        return False
    return True


def _must_hold(
    cases: Cases, stamp: Stamp, transition: Transition, condition: Condition
) -> None:
    """Refuse what the agreement's and the provider's own cases speak against."""
    agreement = cases.fetch(Agreement, condition.agreement)
    if condition.kind is ConditionKind.AGREEMENT_SIGNED:
        for wave in transition.remaining:
            if condition.wave in (None, wave):
                agreement.must_answer_on(transition.waves[wave].on)
    if condition.kind is ConditionKind.LICENCE_IN_FORCE:
        must_be_licensed(cases, stamp, agreement.agreed.provider)
        if agreement.licence in LOST:
            raise LicenceLost(agreement=agreement.key, licence=agreement.licence)


VERBS = verbs(
    (SetCondition, set_condition),
    (MeetCondition, meet_condition),
    (FailCondition, fail_condition),
    (DecideGo, decide_go),
    (DecideNoGo, decide_no_go),
)
