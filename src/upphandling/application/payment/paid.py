"""The rule that what an approved month was counted from stays as it was."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.application.commands import Cases
from upphandling.domain.payment import Payment, payment_key


def must_not_be_paid(cases: Cases, agreements: Iterable[str], month: str) -> None:
    """Refuse other visits of a month that is approved for any of the agreements.

    Where a correction of the month has been opened, they may change. Nor is the month
    approved in the very moment that they do.
    """
    keys = [payment_key(agreement, month) for agreement in agreements]
    for payment in cases.rest_on(Payment, keys).values():
        payment.must_not_be_paid()
