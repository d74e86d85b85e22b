"""Of a customer: reports, notice before a change, what was before it."""

from __future__ import annotations

from datetime import date, timedelta

from upphandling.application.commands import Cases
from upphandling.application.verification.deadlines import counted
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import from_case, recount
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.customer import Customer
from upphandling.domain.customer.granting import THREE_MONTHS
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.instants import local_date

DATE, DEADLINE, CARRIED = Computation.DATE, Computation.DEADLINE, Computation.CARRIED


def _report_by(day: date) -> object:
    return counted("unexecuted-decision", day, length=THREE_MONTHS)


def _notice_days(
    said: CustomerChoice.NoticeSet, choice: CustomerChoice, then: Cases
) -> int:
    system = then.fetch(ChoiceSystem, choice.system)
    return system.choosing_on(local_date(said.effective_at)).notice_days


def _cut(said: CustomerChoice.EndMoved, choice: CustomerChoice) -> tuple[object, ...]:
    """The period that the death ends, and those that began later."""
    died_on = said.last_day
    cut = [
        first
        for first, last in choice.periods.items()
        if first <= died_on and (last is None or last > died_on)
    ]
    return (
        choice.ended_on,
        max(cut, default=None),
        tuple(sorted(first for first in choice.periods if first > died_on)),
    )


CUSTOMERS = (
    recount(
        Customer.Granted,
        "report_by",
        DEADLINE,
        lambda said, _customer, _: _report_by(said.granted_on),
    ),
    recount(
        Customer.DecisionBegan,
        "valid_from",
        DATE,
        lambda said, customer, _: customer.decisions[said.decision].valid_from,
    ),
    recount(
        Customer.DecisionEnded,
        "valid_from",
        DATE,
        lambda said, customer, _: customer.decisions[said.decision].valid_from,
    ),
    recount(
        Customer.DecisionExpired,
        "last_day",
        DATE,
        lambda said, customer, _: customer.decisions[said.decision].valid_to,
    ),
    from_case(Customer.Moved, "before", CARRIED, "area"),
    recount(
        Customer.Died,
        "decisions",
        CARRIED,
        lambda _said, customer, _: tuple(
            sorted(customer.decisions.keys() - customer.expired)
        ),
    ),
    recount(
        Customer.Interrupted,
        "report_by",
        DEADLINE,
        lambda said, _customer, _: _report_by(said.from_on),
    ),
    recount(
        Customer.ReportDue,
        "last_day",
        DATE,
        lambda said, customer, _: customer.report_by[said.decision],
    ),
    recount(
        Customer.Reported,
        "report_by",
        DEADLINE,
        lambda said, _customer, _: _report_by(said.reported_on),
    ),
    recount(CustomerChoice.NoticeSet, "notice_days", CARRIED, _notice_days),
    recount(
        CustomerChoice.NoticeSet,
        "earliest_on",
        DATE,
        lambda said, _choice, _: (
            local_date(said.effective_at) + timedelta(days=said.notice_days)
        ),
    ),
    from_case(CustomerChoice.NeedAssessed, "before", CARRIED, "need"),
    from_case(
        CustomerChoice.CareChanged,
        "system bundle area agreement provider before_minutes before_services"
        " before_since",
        CARRIED,
        "system bundle area agreement provider minutes services unchanged_since",
    ),
    from_case(
        CustomerChoice.AreaChanged,
        "system bundle before agreement provider minutes before_since",
        CARRIED,
        "system bundle area agreement provider minutes unchanged_since",
    ),
    *(
        from_case(
            event,
            "system bundle area minutes before before_since",
            CARRIED,
            "system bundle area minutes agreement unchanged_since",
        )
        for event in (CustomerChoice.TakenOver, CustomerChoice.FellBack)
    ),
    from_case(CustomerChoice.TakenOver, "agreement", CARRIED, "placed_at"),
    from_case(CustomerChoice.CareEnded, "since", DATE, "unchanged_since"),
    recount(
        CustomerChoice.EndMoved,
        "before cut emptied",
        DATE,
        lambda said, choice, _: _cut(said, choice),
    ),
    from_case(CustomerChoice.Returned, "system bundle", CARRIED, "system bundle"),
)
