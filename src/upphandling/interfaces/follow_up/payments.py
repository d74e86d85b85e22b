"""Payments: how far each month has come, what it comes to, and what is deducted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from upphandling.bootstrap import House
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.pay import Deduction, Line, deducted, hours_in
from upphandling.domain.payment import Basis, Payment, Status
from upphandling.interfaces.follow_up.reading import Row, rows, without
from upphandling.projections.payments_listed import listed, parts_of, services_of

SECONDS_AN_HOUR = 3600
OF_TIME = ("paid", "performed", "granted")


def the_payments(
    house: House,
    asked: Mapping[str, str | None],
    limit: int,
    offset: int,
    *,
    approved: bool = False,
) -> list[Row]:
    """One row a month and agreement, with `services` and the `parts` that were approved.

    `asked` may tell `system`, `month` and `agreement`. `paid_ore` is what has been
    approved in all. The rest is of the latest calculation, or with `approved` of what
    was approved, and of no other months.
    """
    with house.database.engine.connect() as connection:
        page = rows(connection, listed(dict(asked), limit, offset, approved=approved))
        keys = [row["payment"] for row in page]
        parts = _by_payment(rows(connection, parts_of(keys)))
        services = _by_payment(rows(connection, services_of(keys, approved=approved)))
    hidden = {"status": Status.APPROVED.value} if approved else {}
    return [
        {
            **row,
            **hidden,
            "services": [_hours_of(one) for one in services[row["payment"]]],
            "parts": parts[row["payment"]],
        }
        for row in page
    ]


def the_lines(
    house: House, key: str, correction: int | None, *, approved: bool = False
) -> list[Row]:
    """The lines of the latest calculation, or of what was approved by its number.

    With `approved` the latest is what was approved last; it must have been.
    """
    payment = the_payment(house, key, approved=approved)
    if correction is not None:
        part = payment.part(correction)
        return _lines(part.lines, part.vat_ore, payment.deducted_in(correction))
    basis, deductions = latest(payment, approved=approved)
    return [] if basis is None else _lines(basis.lines, basis.vat_ore, deductions)


def the_payment(house: House, key: str, *, approved: bool) -> Payment:
    """The payment; with `approved` there is none before it has been approved."""
    payment = house.engine.session().fetch(Payment, key)
    if approved and payment.standing is None:
        raise NoSuchCase(case=Payment.case_id(key))
    return payment


def latest(
    payment: Payment, *, approved: bool
) -> tuple[Basis | None, tuple[Deduction, ...]]:
    """What was calculated last, or approved last, and what is deducted of it."""
    if approved:
        return payment.standing, payment.standing_deductions
    return payment.calculated, payment.deductions


def _lines(
    lines: Sequence[Line], vat_ore: int, deductions: Sequence[Deduction]
) -> list[Row]:
    """Every line, VAT, the deductions if there are any, and the sum."""
    numbered = [
        {"line": number, **line.model_dump(), "hours": _hours(hours_in(line))}
        for number, line in enumerate(lines, start=1)
    ]
    withheld = [{"line": "deduction", **one.model_dump()} for one in deductions]
    total = sum(line.ore for line in lines) + vat_ore + deducted(deductions)
    return [*numbered, _sum("vat", vat_ore), *withheld, _sum("total", total)]


def _by_payment(told: Iterable[Row]) -> Mapping[str, list[Row]]:
    found = defaultdict(list)
    for row in told:
        found[row["payment"]].append(without(row, "payment"))
    return found


def _hours_of(row: Row) -> Row:
    """Hours paid, performed and granted, in place of seconds."""
    kept = without(row, *(f"{what}_seconds" for what in OF_TIME))
    seconds = {
        f"{what}_hours": Fraction(row[f"{what}_seconds"], SECONDS_AN_HOUR)
        for what in OF_TIME
    }
    return {**kept, **{name: _hours(exact) for name, exact in seconds.items()}}


def _sum(what: str, ore: int) -> Row:
    return {"line": what, "ore": ore}


def _hours(exact: Fraction) -> float:
    return round(float(exact), 2)
