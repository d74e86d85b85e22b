"""Commands of a check: remind of it, record it, note that it was missed, escalate it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import (
    Cases,
    Command,
    Part,
    Person,
    Sealed,
    verbs,
)
from upphandling.application.evidence import KeptEvidence
from upphandling.application.follow_up.planning import CheckKey, plan_next
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.follow_up import (
    CheckRecord,
    Finding,
    FollowUp,
    Outcome,
    Verdict,
)
from upphandling.domain.intervals import Day
from upphandling.domain.parts import must_be_known


class FoundOfRequirement(Part):
    """En iakttagelse: vad kontrollen visade om ett krav."""

    requirement: Key
    verdict: Verdict
    text: Sealed | None = None


class RemindOfCheck(Command):
    """Påminn om en kontroll som snart ska göras."""

    NAME = "follow_up.remind_of_check"
    follow_up: Key
    check: CheckKey


class MissCheck(Command):
    """Konstatera att sista dagen för en kontroll passerat utan att den gjorts."""

    NAME = "follow_up.miss_check"
    follow_up: Key
    check: CheckKey


class EscalateCheck(Command):
    """Lyft en kontroll som inte gjorts till den som leder arbetet."""

    NAME = "follow_up.escalate_check"
    follow_up: Key
    check: CheckKey


class FoundByCheck(Command):
    """Vad en kontroll visade: iakttagelser, underlag, vem som gjorde den och utfallet."""

    follow_up: Key
    check: CheckKey
    checker: Person
    done_on: Day
    outcome: Outcome
    findings: Annotated[list[FoundOfRequirement], Field(min_length=1)]
    evidence: Annotated[list[KeptEvidence], Field(min_length=1)]


class RecordCheck(FoundByCheck):
    """För in en gjord kontroll: iakttagelser, underlag, vem som gjorde den och utfallet."""

    NAME = "follow_up.record_check"


class CorrectCheck(FoundByCheck):
    """Rätta vad som förts in om en gjord kontroll, med skäl; det första står kvar."""

    NAME = "follow_up.correct_check"
    reason: Text


def remind_of_check(command: RemindOfCheck, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(FollowUp, command.follow_up).remind(stamp, check=command.check)


def miss_check(command: MissCheck, cases: Cases, stamp: Stamp) -> None:
    follow_up = cases.fetch(FollowUp, command.follow_up)
    follow_up.miss(stamp, check=command.check)
    plan_next(cases, stamp, follow_up, command.check)


def escalate_check(command: EscalateCheck, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(FollowUp, command.follow_up).escalate(stamp, check=command.check)


def record_check(command: RecordCheck, cases: Cases, stamp: Stamp) -> None:
    follow_up = cases.fetch(FollowUp, command.follow_up)
    found = _found(command, cases, follow_up)
    follow_up.do(stamp, check=command.check, found=found)
    plan_next(cases, stamp, follow_up, command.check)


def correct_check(command: CorrectCheck, cases: Cases, stamp: Stamp) -> None:
    follow_up = cases.fetch(FollowUp, command.follow_up)
    found = _found(command, cases, follow_up)
    follow_up.correct(stamp, check=command.check, found=found, reason=command.reason)


def _found(command: FoundByCheck, cases: Cases, follow_up: FollowUp) -> CheckRecord:
    """What the check found, of requirements that the system has."""
    system = cases.fetch(ChoiceSystem, follow_up.system)
    for found in command.findings:
        must_be_known(found.requirement, system.requirements)
    return CheckRecord(
        checker=command.checker,
        done_on=command.done_on,
        outcome=command.outcome,
        findings=tuple(
            Finding(
                requirement=found.requirement, verdict=found.verdict, text=found.text
            )
            for found in command.findings
        ),
        evidence=tuple(kept.kept() for kept in command.evidence),
    )


VERBS = verbs(
    (RemindOfCheck, remind_of_check),
    (MissCheck, miss_check),
    (EscalateCheck, escalate_check),
    (RecordCheck, record_check),
    (CorrectCheck, correct_check),
)
