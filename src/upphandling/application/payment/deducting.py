"""What the sanctions of an agreement come to in a month, whatever others have deducted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from upphandling.application.commands import Cases
from upphandling.domain.agreement import Agreement, SanctionKind
from upphandling.domain.pay import (
    Claim,
    Deduction,
    Withheld,
    days_of,
    deductions_of,
    months_between,
)
from upphandling.domain.payment import Payment, payment_key

KINDS = {
    SanctionKind.WITHHOLDING: Withheld.WITHHOLDING,
    SanctionKind.FINE: Withheld.FINE,
}


def deducted_from(
    cases: Cases, agreement: Agreement, month: str, pay: int, *, on: date
) -> tuple[Deduction, ...]:
    """The deductions of a month's pay, in öre, as the cases are on a day.

    Own provision has none either, unless they were decided.
    """
    claims = tuple(claims_of(agreement))
    if not claims:
        return ()
    first, _ = days_of(month)
    months = months_between(min(claim.begins for claim in claims), max(first, on))
    others = cases.find_many(
        Payment, [payment_key(agreement.key, one) for one in months if one != month]
    )
    settled = [other.settled for other in others.values() if other.settled is not None]
    return deductions_of(month, pay, claims, settled)


def claims_of(agreement: Agreement) -> Iterator[Claim]:
    """What the agreement's sanctions claim: a fine from the day it was decided."""
    for one in agreement.sanctions.values():
        if one.kind in KINDS:
            rung = agreement.ladder.get(one.kind)
            yield Claim(
                sanction=one.sanction,
                kind=KINDS[one.kind],
                decision=one.decision,
                clause=rung.clause if rung else "",
                begins=one.from_on or one.decided_on,
                until=one.until,
                percent=one.percent,
                ore=one.ore,
                over=one.lifted,
            )
