"""What agreements' customers, complaints and checks come to, and which were counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from upphandling.application.commands import Cases
from upphandling.application.indicator.figures import Asked, figure_of
from upphandling.domain.agreement import Agreement
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.deviation import Deviation, Origin
from upphandling.domain.errors import Refused
from upphandling.domain.follow_up import FollowUp
from upphandling.domain.follow_up.terms import Progress
from upphandling.domain.indicators.customers import (
    Stay,
    checks_done,
    customers_of,
    of_customers,
    rechoice_out,
)
from upphandling.domain.indicators.definition import ComputedBy, Definition, Figure
from upphandling.domain.indicators.measuring import Measurement
from upphandling.domain.instants import ONE_DAY

NEVER_TO_BE_MADE = (Progress.CANCELLED, Progress.LAPSED)


class NotPerArea(Refused):
    """Klagomål och kontroller gäller ett avtal och räknas inte per område."""


class Counted(NamedTuple):
    """A figure, the agreements it is about, and the deviations that were counted."""

    figure: Figure
    agreements: tuple[str, ...]
    deviations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Customers:
    """The customers of agreements within some days, and what is told of them."""

    cases: Cases
    asked: Asked
    stays: Mapping[str, Sequence[Stay]]

    @classmethod
    def within(cls, cases: Cases, asked: Asked) -> Customers:
        """Whom each agreement answered for, on any of the days."""
        stays = {
            agreement.key: [
                stay
                for stay in _stays(cases, agreement, asked.whose.area)
                if stay.within(asked.first, asked.last)
            ]
            for agreement in _agreements(cases, asked)
        }
        return cls(cases, asked, stays)

    @property
    def served(self) -> tuple[str, ...]:
        """The agreements that had somebody to answer for."""
        return tuple(key for key, stays in self.stays.items() if stays)

    def rechoice_out(self) -> Measurement | None:
        return rechoice_out(self._all(), self.asked.last)

    def complaints(self) -> tuple[str, ...]:
        """The deviations that somebody complained of, discovered within the days."""
        self._must_be_of_whole_agreements()
        return tuple(
            key
            for key, deviation in self.cases.all_of(Deviation).items()
            if deviation.origin is Origin.COMPLAINT
            and deviation.agreement in self.stays
            and self._has(deviation.discovered_on)
        )

    def complaints_per_100(self) -> Measurement | None:
        return of_customers(len(self.complaints()), customers_of(self._all()))

    def checks_done(self) -> Measurement | None:
        """Of the announced checks whose last day is one of these.

        What is to be made unannounced is told to nobody before it has been made, and a
        share of it would tell.
        """
        self._must_be_of_whole_agreements()
        due = [
            follow_up.progress[key]
            for follow_up in self.cases.find_many(FollowUp, [*self.stays]).values()
            for key, check in follow_up.checks.items()
            if check.schedule.announced
            and follow_up.progress[key] not in NEVER_TO_BE_MADE
            and self._has(follow_up.when[key].latest)
        ]
        done = sum(progress is Progress.DONE for progress in due)
        return checks_done(done, len(due), customers_of(self._all()))

    def _all(self) -> Iterator[Stay]:
        for stays in self.stays.values():
            yield from stays

    def _has(self, day: date | None) -> bool:
        return day is not None and self.asked.first <= day <= self.asked.last

    def _must_be_of_whole_agreements(self) -> None:
        if self.asked.whose.area is not None:
            raise NotPerArea(area=self.asked.whose.area)


def counted(cases: Cases, definition: Definition, asked: Asked) -> Counted:
    """The value by a definition that counts customers; refuses with `NobodyCounted`."""
    customers = Customers.within(cases, asked)
    deviations: tuple[str, ...] = ()
    match definition.computed_by:
        case ComputedBy.RECHOICE_OUT:
            found = customers.rechoice_out()
        case ComputedBy.COMPLAINTS_PER_100:
            deviations = customers.complaints()
            found = customers.complaints_per_100()
        case _:
            found = customers.checks_done()
    return Counted(figure_of(asked, definition, found), customers.served, deviations)


def _agreements(cases: Cases, asked: Asked) -> list[Agreement]:
    """The agreement that is asked about, or every one of the system."""
    if asked.whose.agreement is not None:
        return [cases.fetch(Agreement, asked.whose.agreement)]
    return [
        agreement
        for agreement in cases.all_of(Agreement).values()
        if agreement.agreed.system == asked.whose.system
    ]


def _stays(cases: Cases, agreement: Agreement, area: str | None) -> Iterator[Stay]:
    """When the agreement answered for each who ever had a place there."""
    bundle = agreement.agreed.bundle
    keys = [choice_key(customer, bundle) for customer in sorted(agreement.served)]
    for choice in cases.find_many(CustomerChoice, keys).values():
        for first, (held_by, held_in) in choice.held.items():
            if held_by == agreement.key and area in (None, held_in):
                yield _stay(agreement, choice, first)


def _stay(agreement: Agreement, choice: CustomerChoice, first: date) -> Stay:
    """One period of a customer, until the agreement's last day at the latest."""
    lasts = (choice.last_day(first), agreement.ends_on)
    last = min((one for one in lasts if one is not None), default=None)
    away = (
        last is not None
        and agreement.could_go_on(last)
        and choice.chose_away(agreement.key, last + ONE_DAY)
    )
    return Stay(choice.customer, first, last, away)
