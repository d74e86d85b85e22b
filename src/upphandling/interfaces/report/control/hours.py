"""Paid against performed against granted: the hours of the months that are approved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Connection

from upphandling.domain.indicators.suppression import Group
from upphandling.domain.payment.terms import payment_key
from upphandling.interfaces.report.cost import WHOLE, small_groups
from upphandling.interfaces.report.figures import Asked, Figure, Unit
from upphandling.interfaces.report.hiding import hidden
from upphandling.interfaces.report.months import Month, months_of, sources_of
from upphandling.interfaces.report.parties import agreement_figure, agreements_of
from upphandling.projections.payments_listed import approved_services_of

SECONDS_AN_HOUR = 3600
PAID, PERFORMED, GRANTED = "paid", "performed", "granted"
NAMES: Mapping[str, str] = {
    PAID: "Betalda timmar",
    PERFORMED: "Utförda timmar",
    GRANTED: "Beviljade timmar",
}
NONE = "ingen månad är godkänd"
THOUSAND = 1_000
"""Granted care is whole seconds for each customer, what is paid for it is exact."""

Seconds = Mapping[str, int]


def hours(connection: Connection, asked: Asked) -> Iterator[Figure]:
    """Of the system and of each agreement.

    Red where more is paid, by over a thousandth, than was performed and was granted.
    """
    parties = agreements_of(connection, asked)
    months = [
        month
        for month in months_of(connection, asked, parties)
        if month.ore is not None
    ]
    seconds = _seconds(connection, asked, months)
    small = small_groups(connection, asked) if asked.public else {}
    for figure in compared(months, seconds):
        why = small.get(WHOLE)
        yield figure if why is None else hidden(figure, why)
    for one in parties:
        mine = [month for month in months if month.agreement == one.agreement]
        why = small.get(Group(one.agreement, None))
        for figure in compared(mine, seconds) if mine else ():
            told = agreement_figure(figure, one)
            yield told if why is None else hidden(told, why)


def _seconds(
    connection: Connection, asked: Asked, months: Iterable[Month]
) -> Mapping[str, Seconds]:
    """By payment: what was paid, performed and granted, in seconds, as it was known."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    keys = [_key(month) for month in months]
    known = connection.execute(approved_services_of(keys, asked.on))
    for row in known.mappings():
        for name in NAMES:
            found[row["payment"]][name] += row[f"{name}_seconds"]
    return found


def compared(
    months: Sequence[Month], seconds: Mapping[str, Seconds]
) -> Iterator[Figure]:
    """What some approved months come to, in seconds by payment."""
    told = [seconds[key] for key in map(_key, months) if key in seconds]
    sums = {name: sum(one[name] for one in told) for name in NAMES}
    most = max(sums[PERFORMED], sums[GRANTED])
    above = THOUSAND * (sums[PAID] - most) > most
    for name, words in NAMES.items():
        yield Figure(
            figure=f"control.hours.{name}",
            name=words,
            value=_hours(sums[name]) if months else None,
            unit=Unit.HOURS,
            red=above and name == PAID,
            note=None if months else NONE,
            sources=sources_of(months),
        )


def _key(month: Month) -> str:
    return payment_key(month.agreement, month.month)


def _hours(seconds: int) -> str:
    """Hours with one decimal, half up."""
    exact = Decimal(seconds) / SECONDS_AN_HOUR
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))
