"""The cases of a town's year, lived through by the domain itself: for `follow_up_town`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from tests.checked_town import SCHEDULE
from upphandling.domain.base import Aggregate, Role, Stamp
from upphandling.domain.check_schedule import CheckSchedule
from upphandling.domain.configuration import Basis, Service
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.deviation import Deviation, Origin, Severity
from upphandling.domain.deviation.terms import Measure
from upphandling.domain.evidence import Evidence
from upphandling.domain.follow_up import FollowUp
from upphandling.domain.follow_up.terms import CheckRecord, Finding, Outcome, Verdict
from upphandling.domain.indicator import Indicator
from upphandling.domain.indicators.definition import (
    Better,
    Definition,
    Figure,
    Unit,
    Whose,
)
from upphandling.domain.indicators.periods import Period
from upphandling.domain.pay import Line
from upphandling.domain.payment import Payment
from upphandling.domain.payment.terms import Basis as PaymentBasis
from upphandling.domain.payment.terms import OfService, Status
from upphandling.domain.pricing import PaidBy

SYSTEM, BUNDLE, AREAS = "staden", "omvardnad", ("norr", "soder")
AGREEMENTS = 30
REQUIREMENTS, CHECKS = 50, 7  # of each requirement and agreement, every second month
DEVIATIONS, INDICATORS, LINES = 200, 5, 12
MONTHS = tuple(date(2025, month, 1) for month in range(1, 13))
TODAY = date(2026, 2, 15)
CLERK, CHIEF = "handlaggare-1", "chef-1"


def lives() -> Iterator[Aggregate]:
    chance = Random(1)
    for number in range(AGREEMENTS):
        yield _followed(number, chance)
        for month in MONTHS:
            yield _paid(number, month)
    for number in range(DEVIATIONS):
        yield _deviating(number, chance)
    for number in range(INDICATORS):
        yield _measured(number, chance)


def moves(customers: Sequence[CustomerChoice]) -> Iterator[Aggregate]:
    for number, customer in enumerate(customers):
        at = _at(date(2025, 1, 10) + timedelta(days=number // 2))
        agreement, provider = the_agreement(number % 7), f"utforare-{number % 7}"
        stamp = _by(CLERK, at)
        customer.choose(stamp, round=None, wishes=(agreement,))
        customer.place(
            stamp,
            agreement=agreement,
            provider=provider,
            basis=Basis.CHOICE,
            reason="Kundens val.",
        )
        customer.take_over(stamp, provider=provider, on=at.date())
        yield customer


def _followed(number: int, chance: Random) -> FollowUp:
    """Seven checks of every requirement: most are made, some late, some missed."""
    schedule = CheckSchedule.model_validate_json(_schedule())
    case = FollowUp.open(
        _by("klockan", _at(date(2025, 1, 1)), Role.SCHEDULER),
        the_agreement(number),
        system=SYSTEM,
        provider=f"utforare-{number}",
        starts_on=date(2025, 1, 1),
    )
    open_: list[tuple[date, str]] = []
    for name in map(the_requirement, range(REQUIREMENTS)):
        case.plan(
            _by("klockan", _at(date(2025, 1, 1)), Role.SCHEDULER),
            requirement=name,
            schedule=schedule,
        )
    for _ in range(CHECKS):
        open_ = sorted(
            (case.when[check].due_on, check) for check in case.latest_check.values()
        )
        for due_on, check in open_:
            _checked(case, check, due_on, schedule, chance)
    return case


def _checked(
    case: FollowUp, check: str, due_on: date, schedule: CheckSchedule, chance: Random
) -> None:
    requirement, latest = case.checks[check].requirement, case.when[check].latest
    if due_on >= TODAY:
        return
    at = _at(latest + timedelta(days=1))
    late = chance.random() < 0.1
    if late:
        case.miss(_by("klockan", at, Role.SCHEDULER), check=check)
    else:
        at = _at(due_on)
    if not late or chance.random() < 0.5:
        case.do(
            _by(CLERK, at),
            check=check,
            found=CheckRecord(
                checker=CLERK,
                done_on=at.date(),
                outcome=Outcome.APPROVED,
                findings=(Finding(requirement=requirement, verdict=Verdict.FULFILLED),),
                evidence=(Evidence(reference="Dnr 1", sha256="a" * 64),),
            ),
        )
    case.plan(
        _by("klockan", at, Role.SCHEDULER), requirement=requirement, schedule=schedule
    )


def _paid(number: int, month: date) -> Payment:
    """A month that one calculates and another approves."""
    lines = tuple(
        Line(
            version=date(2025, 1, 1),
            service=Service.PERSONAL_CARE,
            paid_by=PaidBy.PERFORMED_HOUR,
            band=f"band-{line}",
            area=AREAS[line % 2],
            ore_per_unit=42_000,
            factor="1",
            quantity="100",
            unpaid=line == 0,
            ore=4_200_000 if line else 0,
        )
        for line in range(LINES)
    )
    total = sum(line.ore for line in lines)
    hours = 3_600 * 100 * LINES
    basis = PaymentBasis(
        tariff="taxa",
        versions=(date(2025, 1, 1),),
        batches=(month.month,),
        visits=2_777,
        content="0" * 64,
        services=(
            OfService(
                service=Service.PERSONAL_CARE,
                visits=2_777,
                performed_seconds=hours,
                granted_seconds=hours,
            ),
        ),
        lines=lines,
        vat_ore=0,
        total_ore=total,
        found=(),
    )
    after = _at(month.replace(day=28) + timedelta(days=10))
    case = Payment.calculate_first(
        _by(CLERK, after),
        system=SYSTEM,
        agreement=the_agreement(number),
        provider=f"utforare-{number}",
        month=f"{month:%Y-%m}",
        basis=basis,
    )
    case.approve(_by(CHIEF, after), total_ore=total, acknowledged=())
    assert case.status is Status.APPROVED
    return case


def _deviating(number: int, chance: Random) -> Deviation:
    """A deviation with a plan of two measures, of which one is carried out."""
    day = date(2025, 1, 10) + timedelta(days=chance.randrange(300))
    case = Deviation.report(
        _by(CLERK, _at(day)),
        f"avvikelse-{number}",
        system=SYSTEM,
        agreement=the_agreement(number % AGREEMENTS),
        provider=f"utforare-{number % AGREEMENTS}",
        origin=Origin.COMPLAINT,
        origin_reference=None,
        requirement=the_requirement(number % REQUIREMENTS),
        severity=Severity.SERIOUS,
        description="token",
        discovered_on=day,
    )
    due_on = day + timedelta(days=30)
    measures = tuple(
        Measure(measure=name, what="token", due_on=due_on) for name in ("ett", "tva")
    )
    case.receive_plan(_by(CLERK, _at(day)), received_on=day, measures=measures)
    case.accept_plan(_by(CHIEF, _at(day)), motive="Räcker.")
    after = _by("klockan", _at(due_on + timedelta(days=1)), Role.SCHEDULER)
    case.finish_measure(
        _by(CLERK, _at(due_on)),
        measure="ett",
        done_on=due_on,
        evidence=(Evidence(reference="Dnr 2", sha256="b" * 64),),
    )
    case.call_overdue(after, measure="tva")
    return case


def _measured(number: int, chance: Random) -> Indicator:
    """A value a month for the town and for each agreement."""
    definition = Definition(
        valid_from=date(2025, 1, 1),
        title="Ett nyckeltal",
        formula="Antal genom antal",
        unit=Unit.GRADE,
        population="Alla kunder",
        source="Enkät",
        period=Period.MONTH,
        better=Better.HIGHER,
    )
    case = Indicator.define(
        _by(CHIEF, _at(date(2025, 1, 1))), f"nyckeltal-{number}", definition=definition
    )
    for month in MONTHS:
        last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        for agreement in (None, *map(the_agreement, range(AGREEMENTS))):
            figure = Figure(
                whose=Whose(system=SYSTEM, agreement=agreement),
                first=month,
                last=last,
                value=str(chance.randrange(1, 6)),
                of=100,
            )
            stamp = _by(CLERK, _at(last + timedelta(days=1)))
            case.record_value(stamp, figure=figure, source="Enkät")
    return case


# -- Words ---------------------------------------------------------------------


def the_agreement(number: int) -> str:
    return f"avtal-{number}"


def the_requirement(number: int) -> str:
    return f"krav-{number:02}"


def the_customer(number: int) -> str:
    return f"k-{number:05}"


def _schedule() -> str:
    told = {**SCHEDULE, "valid_from": "2025-01-01"}
    told["every"] = told["first_after"] = {"amount": 2, "unit": "months"}
    return json.dumps(told)


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def _by(person: str, at: datetime, role: Role = Role.CONTRACT_MANAGER) -> Stamp:
    mandate = None if role is Role.SCHEDULER else "delegationsordning 4.2"
    return Stamp(by=person, role=role, at=at, mandate=mandate)
