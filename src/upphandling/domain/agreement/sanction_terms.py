"""The words and values of sanctions: the rungs that were agreed, and what was taken."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, TypedDict

from pydantic import Field

from upphandling.domain.agreement.refusals import (
    AmountNotAgreed,
    RungLimitWrong,
    SanctionTooLarge,
)
from upphandling.domain.base import Value
from upphandling.domain.lengths import Length, Unit

A_YEAR = Length(12, Unit.MONTHS)


class SanctionKind(StrEnum):
    """The rungs of the ladder, the mildest first."""

    WARNING = "warning"
    WITHHOLDING = "withholding"
    FINE = "fine"
    STOP = "stop_of_new_customers"
    RESCISSION = "rescission"


WholePercent = Annotated[int, Field(ge=1, le=100)]
Ore = Annotated[int, Field(ge=1, le=10**14)]


MAXIMA = {"percent": "max_percent", "ore": "max_ore"}
LIMITS = {
    SanctionKind.WITHHOLDING: {"max_percent", "max_ore"},
    SanctionKind.FINE: {"max_ore"},
}
"""What a rung that costs money is limited by."""


class Rung(Value):
    """A sanction that the agreement allows, by which clause, and how large at most.

    `max_percent` is of what is to be paid, `max_ore` a sum in öre.
    """

    kind: SanctionKind
    clause: str
    max_percent: WholePercent | None = None
    max_ore: Ore | None = None

    def must_have_a_limit(self) -> None:
        """Refuse a rung that costs money without a limit, or a limit on any other."""
        given = {name for name in MAXIMA.values() if getattr(self, name) is not None}
        allowed = LIMITS.get(self.kind, set())
        if not given <= allowed or (allowed and not given):
            raise RungLimitWrong(kind=self.kind, limits=sorted(given))

    def must_allow(
        self, unit: str, wanted: int | None, before: Iterable[int | None] = ()
    ) -> None:
        """Refuse more in a unit than what was agreed, with what is taken before it."""
        if wanted is None:
            return
        most = getattr(self, MAXIMA[unit])
        if most is None:
            raise AmountNotAgreed(unit=unit)
        already = sum(amount or 0 for amount in before)
        if already + wanted > most:
            raise SanctionTooLarge(unit=unit, wanted=wanted, already=already, most=most)


class Grounds(TypedDict):
    """What every sanction is decided with: its key, the deviation it rests on, and why."""

    sanction: str
    deviation: str
    motive: str


class Sanction(Value):
    """A sanction as it was decided; `decision` is its event, as `case@version`.

    A withholding is of `percent` or `ore` of what is to be paid from a day, until a
    last day or, where that is None, until it is released. `lifted` once somebody has
    ended it, on the day `over_on`; `withdrawn` where it should never have been decided.
    """

    sanction: str
    kind: SanctionKind
    deviation: str
    decided_on: date
    decision: str
    percent: WholePercent | None = None
    ore: Ore | None = None
    from_on: date | None = None
    until: date | None = None
    lifted: bool = False
    over_on: date | None = None
    withdrawn: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether it goes on day by day, and has not ended by the day."""
        going_on = (SanctionKind.WITHHOLDING, SanctionKind.STOP)
        over = self.lifted or (self.until is not None and self.until < day)
        return self.kind in going_on and not over

    def meets(self, first: date, last: date | None) -> bool:
        """Whether its days have any in common with others, the last of which may be open."""
        begins = self.from_on or self.decided_on
        return (last is None or begins <= last) and (
            self.until is None or first <= self.until
        )
