"""Commands of an application under LOV: receive, complete, assess, decide, rättelse."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.agreement.places import Places
from upphandling.application.commands import Cases, Command, Instant, verbs
from upphandling.domain.admission import Admission
from upphandling.domain.application import Application, Assessment, Outcome
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.instants import local_date
from upphandling.domain.intervals import Day

ContentHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Receive(Command):
    """Ta emot en ansökan; den hör till den omgång som gäller dagen då den kom in."""

    NAME = "application.receive"
    application: Key
    admission: Key
    bundle: Key
    provider: Key
    name: Text
    areas: Annotated[list[Key], Field(min_length=1)]
    capacity: Places = {}
    received_on: Day | None = None
    content_hash: ContentHash


class AskCompletion(Command):
    """Be sökanden komplettera; tiden följer av valfrihetssystemets villkor."""

    NAME = "application.ask_completion"
    application: Key
    what: Text


class Complete(Command):
    """Ta emot en komplettering."""

    NAME = "application.complete"
    application: Key
    content_hash: ContentHash
    received_on: Day | None = None


class CallCompletionOverdue(Command):
    """Konstatera att tiden att komplettera har gått ut."""

    NAME = "application.call_completion_overdue"
    application: Key


class CallAnswerOverdue(Command):
    """Konstatera att svaret till sökanden är försenat."""

    NAME = "application.call_answer_overdue"
    application: Key


class Assess(Command):
    """Pröva ansökan mot kraven; failed är krav som inte är uppfyllda."""

    NAME = "application.assess"
    application: Key
    failed: list[Key] = []
    exclusion: Text | None = None
    motive: Text


class Approve(Command):
    """Godkänn sökanden som utförare."""

    NAME = "application.approve"
    application: Key
    motive: Text


class Reject(Command):
    """Avslå ansökan, med skäl som sökanden har fått."""

    NAME = "application.reject"
    application: Key
    reasons: Text
    notified_at: Instant | None = None


class EndRattelseTime(Command):
    """Konstatera att tiden för att ansöka om rättelse har gått ut."""

    NAME = "application.end_rattelse_time"
    application: Key


class FileRattelse(Command):
    """För in att sökanden har ansökt om rättelse hos domstol."""

    NAME = "application.file_rattelse"
    application: Key
    court: Text
    case_number: Text
    received_on: Day


class RuleRattelse(Command):
    """För in domstolens avgörande; bifall öppnar ansökan på nytt."""

    NAME = "application.rule_rattelse"
    application: Key
    case_number: Text
    outcome: Outcome
    ruled_on: Day


class WithdrawApplication(Command):
    """För in att sökanden har tagit tillbaka sin ansökan."""

    NAME = "application.withdraw"
    application: Key
    reason: Text


def receive(command: Receive, cases: Cases, stamp: Stamp) -> None:
    admission = cases.fetch(Admission, command.admission)
    system = cases.fetch(ChoiceSystem, admission.system)
    system.must_have_areas(command.areas)
    admission.must_welcome(command.bundle)
    received_on = command.received_on or local_date(stamp.at)
    window = admission.window_on(received_on)
    cases.add(
        Application.receive(
            stamp,
            command.application,
            admission=admission.key,
            system=system.key,
            bundle=command.bundle,
            provider=command.provider,
            name=command.name,
            received_on=received_on,
            areas=tuple(command.areas),
            capacity=command.capacity,
            window=None if window is None else window.window,
            start_on=None if window is None else window.start_on,
            answer=admission.agreed.answer,
            content_hash=command.content_hash,
        )
    )


def ask_completion(command: AskCompletion, cases: Cases, stamp: Stamp) -> None:
    application = cases.fetch(Application, command.application)
    application.ask_completion(
        stamp,
        what=command.what,
        within=_admission(cases, application).agreed.completion,
    )


def complete(command: Complete, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Application, command.application).complete(
        stamp, received_on=command.received_on, content_hash=command.content_hash
    )


def call_completion_overdue(
    command: CallCompletionOverdue, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Application, command.application).call_completion_overdue(stamp)


def call_answer_overdue(command: CallAnswerOverdue, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Application, command.application).call_answer_overdue(stamp)


def assess(command: Assess, cases: Cases, stamp: Stamp) -> None:
    application = cases.fetch(Application, command.application)
    _admission(cases, application).must_require(command.failed)
    application.assess(
        stamp,
        assessment=Assessment(
            failed=tuple(command.failed),
            exclusion=command.exclusion,
            motive=command.motive,
        ),
    )


def approve(command: Approve, cases: Cases, stamp: Stamp) -> None:
    application = cases.fetch(Application, command.application)
    application.approve(stamp, motive=command.motive)


def reject(command: Reject, cases: Cases, stamp: Stamp) -> None:
    application = cases.fetch(Application, command.application)
    application.reject(
        stamp,
        reasons=command.reasons,
        notified_at=command.notified_at,
        rattelse=_admission(cases, application).agreed.rattelse,
    )


def end_rattelse_time(command: EndRattelseTime, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Application, command.application).end_rattelse_time(stamp)


def file_rattelse(command: FileRattelse, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Application, command.application).file_rattelse(
        stamp,
        court=command.court,
        case_number=command.case_number,
        received_on=command.received_on,
    )


def rule_rattelse(command: RuleRattelse, cases: Cases, stamp: Stamp) -> None:
    application = cases.fetch(Application, command.application)
    application.rule_rattelse(
        stamp,
        case_number=command.case_number,
        outcome=command.outcome,
        ruled_on=command.ruled_on,
        answer=_admission(cases, application).agreed.answer,
    )


def withdraw(command: WithdrawApplication, cases: Cases, stamp: Stamp) -> None:
    application = cases.fetch(Application, command.application)
    application.withdraw(stamp, reason=command.reason)


def _admission(cases: Cases, application: Application) -> Admission:
    return cases.fetch(Admission, application.admission)


VERBS = verbs(
    (Receive, receive),
    (AskCompletion, ask_completion),
    (Complete, complete),
    (CallCompletionOverdue, call_completion_overdue),
    (CallAnswerOverdue, call_answer_overdue),
    (Assess, assess),
    (Approve, approve),
    (Reject, reject),
    (EndRattelseTime, end_rattelse_time),
    (FileRattelse, file_rattelse),
    (RuleRattelse, rule_rattelse),
    (WithdrawApplication, withdraw),
)
