"""Commands of the execution: broken off, taken up again, reported where nobody does it."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, Person, Sealed, verbs
from upphandling.application.customer_choice.people import must_be_own
from upphandling.application.executions import served_since
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.errors import Refused
from upphandling.domain.intervals import Day


class NobodyIsResponsible(Refused):
    """Ingen utförare har tagit över ansvaret för alla beslutets insatser."""


class NoteInterruption(Command):
    """För in att verkställigheten av ett beslut har avbrutits, med skäl."""

    NAME = "customer.interrupt"
    customer: Person
    decision: Key
    bundle: Key
    from_on: Day
    reason: Sealed


class NoteExecution(Command):
    """För in att ett avbrutet beslut verkställs igen av den som redan svarar för det."""

    NAME = "customer.note_executed"
    customer: Person
    decision: Key
    on: Day


class CallForReport(Command):
    """Konstatera att ett beslut inte har verkställts i tid och ska rapporteras."""

    NAME = "customer.call_for_report"
    customer: Person
    decision: Key


class Report(Command):
    """För in att ett ej verkställt beslut har rapporterats, med skälen till dröjsmålet."""

    NAME = "customer.report"
    customer: Person
    decision: Key
    reported_on: Day
    reason: Sealed


def interrupt(command: NoteInterruption, cases: Cases, stamp: Stamp) -> None:
    must_be_own(stamp, command.customer)
    cases.fetch(Customer, command.customer).interrupt(
        stamp,
        decision=command.decision,
        bundle=command.bundle,
        from_on=command.from_on,
        reason=command.reason,
    )


def note_execution(command: NoteExecution, cases: Cases, stamp: Stamp) -> None:
    must_be_own(stamp, command.customer)
    customer = cases.fetch(Customer, command.customer)
    decision = customer.granted(command.decision)
    choices = cases.find_many(
        CustomerChoice,
        [choice_key(customer.key, bundle) for bundle in decision.bundles],
    )
    served = [key for key, choice in choices.items() if served_since(choice)]
    if len(served) < len(decision.bundles):
        raise NobodyIsResponsible(decision=command.decision, served=sorted(served))
    customer.note_executed(stamp, decision=command.decision, on=command.on)


def call_for_report(command: CallForReport, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Customer, command.customer).call_for_report(
        stamp, decision=command.decision
    )


def report(command: Report, cases: Cases, stamp: Stamp) -> None:
    must_be_own(stamp, command.customer)
    cases.fetch(Customer, command.customer).report(
        stamp,
        decision=command.decision,
        reported_on=command.reported_on,
        reason=command.reason,
    )


VERBS = verbs(
    (NoteInterruption, interrupt),
    (NoteExecution, note_execution),
    (CallForReport, call_for_report),
    (Report, report),
)
