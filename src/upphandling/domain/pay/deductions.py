"""Deductions: what is withheld of a month's pay, or fined, and what is given back.

Every sanction has an account: what it claims of all months so far, less what the other
months have deducted for it, is for this month to settle. So what there is no room for
goes on to the next month, what rests on nothing any longer comes back, and nothing is
taken twice, in whatever order the months are calculated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from upphandling.domain.base import Value
from upphandling.domain.pay.month import days_of
from upphandling.domain.pricing.rounding import whole_ore

ALL = 100  # percent
A_DAY = timedelta(days=1)


class Withheld(StrEnum):
    """By which kind of sanction money is deducted."""

    WITHHOLDING = "withholding"
    FINE = "fine"


class Claim(NamedTuple):
    """What a sanction claims of what is to be paid from the day it `begins`.

    Either `percent` of each month, by its days until the last of them, or `ore` once.
    One that is `over`, released or withdrawn, claims nothing.
    """

    sanction: str
    kind: Withheld
    decision: str
    clause: str
    begins: date
    until: date | None
    percent: int | None
    ore: int | None
    over: bool

    def of(self, months: Mapping[str, int]) -> int:
        """What it comes to in öre, of the months' pay; each month is rounded once."""
        if self.over:
            return 0
        if self.percent is None:
            return self.ore or 0
        return sum(
            whole_ore(Fraction(pay * self.percent, ALL) * self._part_of(month))
            for month, pay in months.items()
        )

    def _part_of(self, month: str) -> Fraction:
        """How large a part of a month's days it holds for."""
        first, after = days_of(month)
        until = after if self.until is None else min(after, self.until + A_DAY)
        days = max((until - max(first, self.begins)).days, 0)
        return Fraction(days, (after - first).days)


class Deduction(Value):
    """A line for a sanction: `ore` is below zero when deducted, above when given back.

    `claimed_ore` is all that the sanction comes to, `elsewhere_ore` what other months
    have deducted of it, and `carried_ore` what is left for the months to come.
    """

    sanction: str
    kind: Withheld
    decision: str
    clause: str
    percent: int | None
    claimed_ore: int
    elsewhere_ore: int
    ore: int
    carried_ore: int

    @property
    def settles(self) -> tuple[str, int, int]:
        """What it comes to for whoever pays."""
        return self.sanction, self.ore, self.carried_ore


class Settled(NamedTuple):
    """A month that has been approved: its pay before deductions, and those."""

    month: str
    pay: int
    deductions: tuple[Deduction, ...]


def deductions_of(
    month: str, pay: int, claims: Iterable[Claim], others: Sequence[Settled]
) -> tuple[Deduction, ...]:
    """The deductions of a month: never more than its pay and what is given back.

    `pay` is in öre before deductions, VAT included; `others` are the agreement's other
    months. The earliest sanction is settled first.
    """
    months = {month: pay} | {other.month: other.pay for other in others}
    elsewhere = _taken(others)
    _, after = days_of(month)
    begun = sorted(
        (claim for claim in claims if claim.begins < after),
        key=lambda claim: (claim.begins, claim.sanction),
    )
    owed = {
        claim: claim.of(months) - elsewhere.get(claim.sanction, 0) for claim in begun
    }
    room = pay - sum(ore for ore in owed.values() if ore < 0)
    lines = []
    for claim, ore in owed.items():
        settled = min(ore, room)
        room -= max(settled, 0)
        lines.append(_line(claim, ore, settled, elsewhere.get(claim.sanction, 0)))
    return tuple(line for line in lines if line.ore or line.carried_ore)


def deducted(lines: Iterable[Deduction]) -> int:
    """The sum of deductions, in öre; below zero unless more is given back."""
    return sum(line.ore for line in lines)


def deducted_since(
    new: Iterable[Deduction], old: Iterable[Deduction]
) -> tuple[Deduction, ...]:
    """What makes the new deductions of a month of the old; both sum to the new."""
    before = {line.sanction: line for line in old}
    now = {line.sanction: line for line in new}
    ended = [
        line.model_copy(update={"claimed_ore": 0, "ore": 0, "carried_ore": 0})
        for line in before.values()
        if line.sanction not in now
    ]
    changed = [
        line.model_copy(update={"ore": line.ore - before[line.sanction].ore})
        if line.sanction in before
        else line
        for line in (*now.values(), *ended)
    ]
    return tuple(line for line in changed if line.ore)


def _taken(others: Iterable[Settled]) -> Mapping[str, int]:
    """What other months have deducted for each sanction."""
    taken: dict[str, int] = {}
    for other in others:
        for line in other.deductions:
            taken[line.sanction] = taken.get(line.sanction, 0) - line.ore
    return taken


def _line(claim: Claim, owed: int, settled: int, elsewhere: int) -> Deduction:
    return Deduction(
        sanction=claim.sanction,
        kind=claim.kind,
        decision=claim.decision,
        clause=claim.clause,
        percent=claim.percent,
        claimed_ore=owed + elsewhere,
        elsewhere_ore=elsewhere,
        ore=-settled,
        carried_ore=owed - settled,
    )
