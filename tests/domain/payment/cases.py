"""Payments at each stage: calculated, approved, being corrected, corrected."""

from __future__ import annotations

from typing import Any

from tests.given import day, person
from tests.given import given as after
from upphandling.domain.base import Role, Stamp
from upphandling.domain.configuration import Service
from upphandling.domain.pay import Control, Line
from upphandling.domain.payment import Acknowledged, Basis, Found, Payment
from upphandling.domain.pricing import PaidBy

AT = "2026-02-03T09:00"
KEY = "avtal-a.2026-01"
CALCULATOR = person(AT, Role.CONTRACT_MANAGER)
LATE = Found(control=Control.REGISTERED_AFTER, number=3, seconds=5_400)
REASON = Acknowledged(
    control=Control.REGISTERED_AFTER, reason="Avbrott i planeringssystemet"
)


def chief(at: str = AT) -> Stamp:
    """Somebody else than who calculates."""
    stamp = person(at, Role.DECISION_MAKER)
    return Stamp(by="chef-1", role=stamp.role, at=stamp.at, mandate=stamp.mandate)


def line(hours: str, ore: int, band: str = "dag") -> Line:
    return Line(
        version=day("2026-01-01"),
        service=Service.PERSONAL_CARE,
        paid_by=PaidBy.PERFORMED_HOUR,
        band=band,
        area="norr",
        ore_per_unit=42_000,
        factor="1",
        quantity=hours,
        unpaid=False,
        ore=ore,
    )


def basis(*lines: Line, vat_ore: int = 0, found: tuple[Found, ...] = ()) -> Basis:
    told = lines or (line("2", 84_000),)
    return Basis(
        tariff="taxa",
        versions=(day("2026-01-01"),),
        batches=(1,),
        visits=1,
        content="0" * 64,
        services=(),
        lines=told,
        vat_ore=vat_ore,
        total_ore=sum(one.ore for one in told) + vat_ore,
        found=found,
    )


def calculated(counted: Basis | None = None, at: str = AT) -> Payment:
    return Payment.calculate_first(
        person(at, Role.CONTRACT_MANAGER),
        system="staden",
        agreement="avtal-a",
        provider="utforare-a",
        month="2026-01",
        basis=counted or basis(),
    )


def approve(payment: Payment, **told: Any) -> None:
    total = payment.calculated.total_ore if payment.calculated else 0
    payment.approve(chief(), **{"total_ore": total, "acknowledged": (), **told})


def approved(counted: Basis | None = None) -> Payment:
    payment = calculated(counted)
    approve(payment)
    return after(payment)


def correcting(counted: Basis | None = None) -> Payment:
    payment = approved(counted)
    payment.open_correction(chief(), cause="Fel taxa")
    return after(payment)


def corrected(*counted: Basis) -> Payment:
    """Each one after another, all of them approved."""
    payment = approved(counted[0])
    for one in counted[1:]:
        payment.open_correction(chief(), cause="Fel taxa")
        payment.correct(CALCULATOR, basis=one)
        assert payment.pending is not None
        payment.approve_correction(
            chief(), total_ore=payment.pending.total_ore, acknowledged=()
        )
    return after(payment)
