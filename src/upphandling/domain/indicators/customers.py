"""What is told of providers' customers: who chose another, complaints, checks made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from upphandling.domain.indicators.measuring import Measurement


@dataclass(frozen=True, slots=True)
class Stay:
    """Days on which a provider answered for a customer, both included; None goes on.

    `chose_away` says that it ended because the customer chose another provider, and
    could have stayed.
    """

    customer: str
    first: date
    last: date | None
    chose_away: bool

    def within(self, first: date, last: date) -> bool:
        """Whether any of its days is one of these."""
        ends = last if self.last is None else min(self.last, last)
        return max(self.first, first) <= ends


def customers_of(stays: Iterable[Stay]) -> int:
    """How many persons they are."""
    return len({stay.customer for stay in stays})


def rechoice_out(stays: Iterable[Stay], last: date) -> Measurement | None:
    """How many of the customers of a period had chosen away by its last day.

    The stays are those within the period. Whoever has left two providers has left once;
    None where there was nobody.
    """
    had = list(stays)
    left = {one.customer for one in had if one.chose_away and _over(one, last)}
    return of_customers(len(left), customers_of(had))


def of_customers(found: int, customers: int) -> Measurement | None:
    """How much was found for each customer; None where there was nobody."""
    return Measurement(found, customers, customers) if customers else None


def checks_done(done: int, due: int, customers: int) -> Measurement | None:
    """How many checks of those that were due had been made; None where none was due."""
    return Measurement(done, due, customers) if due else None


def _over(stay: Stay, last: date) -> bool:
    return stay.last is not None and stay.last <= last
