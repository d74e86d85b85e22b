"""Whom an agreement answered for in a month, where, and what they had been granted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from upphandling.application.commands import Cases
from upphandling.domain.agreement import Agreement
from upphandling.domain.configuration import Service
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.instants import ONE_DAY, start_of
from upphandling.domain.pay import GrantedCare, granted_seconds

NOWHERE = ""
"""The area of a visit with somebody of whom no area is known: no factor applies."""


class Answered(NamedTuple):
    """Days on which an agreement, or nobody, answered for somebody in an area.

    The last is not included; `starts` and `ends` are the same in seconds since 1970.
    """

    from_day: date
    until: date
    starts: int
    ends: int
    agreement: str | None
    area: str


@dataclass(frozen=True, slots=True)
class Served:
    """The customers of an agreement in a month, and those whom it visited."""

    agreement: Agreement
    answered: dict[str, tuple[Answered, ...]]
    areas: dict[str, str]
    cared: tuple[GrantedCare, ...]
    granted: dict[tuple[str, Service], int]

    @classmethod
    def of(
        cls,
        cases: Cases,
        agreement: Agreement,
        visited: Iterable[str],
        days: tuple[date, date],
    ) -> Served:
        """Of all who ever had a place there, and of those who were visited."""
        people = sorted({*agreement.served, *visited})
        bundle = agreement.agreed.bundle
        customers = cases.find_many(Customer, people)
        choices = cases.find_many(
            CustomerChoice, [choice_key(one, bundle) for one in people]
        )
        answered = {
            choice.customer: tuple(_answered(choice, days))
            for choice in choices.values()
        }
        areas = {key: customer.area for key, customer in customers.items()}
        cared: list[GrantedCare] = []
        granted: dict[tuple[str, Service], int] = {}
        for key, customer in customers.items():
            theirs = _of(agreement, answered.get(key, ()))
            for care in _granted(customer, bundle, days):
                granted.setdefault((key, care.service), 0)
                cared += _shared(care, theirs)
        return cls(
            agreement,
            answered,
            areas,
            tuple(cared),
            granted | granted_seconds(cared),
        )

    def at(self, customer: str, instant: int) -> tuple[str | None, str]:
        """Which agreement answered for somebody at an instant, and in which area."""
        for one in self.answered.get(customer, ()):
            if one.starts <= instant < one.ends:
                return one.agreement, one.area
        return None, self.areas.get(customer, NOWHERE)


def _answered(choice: CustomerChoice, days: tuple[date, date]) -> Iterator[Answered]:
    """The parts of a month in which the same answered for a customer in the same area."""
    first, after = days
    for begins, (agreement, area) in sorted(choice.held.items()):
        lasts = (choice.periods[begins], choice.ended_on)
        until = min([after, *(last + ONE_DAY for last in lasts if last is not None)])
        since = max(begins, first)
        if since < until:
            yield Answered(
                since, until, _second(since), _second(until), agreement, area
            )


def _of(agreement: Agreement, answered: Iterable[Answered]) -> Sequence[Answered]:
    """Those that are the agreement's own, on the days of the agreement."""
    starts = agreement.agreed.starts_on
    last = agreement.ends_on
    own = []
    for one in answered:
        since = max(one.from_day, starts)
        until = one.until if last is None else min(one.until, last + ONE_DAY)
        if one.agreement == agreement.key and since < until:
            own.append(one._replace(from_day=since, until=until))
    return own


def _granted(
    customer: Customer, bundle: str, days: tuple[date, date]
) -> Iterator[GrantedCare]:
    """What somebody was granted of a bundle in a month, whoever gave it."""
    first, after = days
    for decision in customer.decisions.values():
        lasts = (decision.valid_to, customer.died_on)
        until = min([after, *(last + ONE_DAY for last in lasts if last is not None)])
        since = max(decision.valid_from, first)
        for service in decision.services:
            if service.bundle == bundle and since < until:
                yield GrantedCare(
                    customer.key,
                    service.service,
                    service.time_of_day,
                    service.day_kind,
                    NOWHERE,
                    service.minutes_per_week,
                    since,
                    until,
                )


def _shared(care: GrantedCare, answered: Iterable[Answered]) -> Iterator[GrantedCare]:
    """The care on the days on which the agreement answered, in the area of those days."""
    for one in answered:
        since, until = max(care.from_day, one.from_day), min(care.until, one.until)
        if since < until:
            yield replace(care, area=one.area, from_day=since, until=until)


def _second(day: date) -> int:
    return int(start_of(day).timestamp())
