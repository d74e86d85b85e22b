"""The responsibility: one provider takes over from another, on the same day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice.places import Places
from upphandling.domain.customer_choice.refusals import (
    NoticeRunning,
    NotPlaced,
    TakenOverTooEarly,
)
from upphandling.domain.instants import must_have_come


@dataclass(frozen=True, slots=True)
class Move:
    """From which agreement and provider a customer came, to whom, and on what ground."""

    agreement: str | None
    left: str | None
    to: str
    basis: Basis | None


class Responsibility(Places):
    """A customer for whom one provider at a time is responsible.

    `moves` are the takeovers, each by the first day of the new provider.
    """

    moves: dict[date, Move] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class TakenOver(DomainEvent):
        """En utförare har tagit över ansvaret för kunden (lokal ordning)."""

        TOPIC = "customer_choice.taken_over"
        system: str
        bundle: str
        agreement: str
        provider: str
        area: str
        minutes: int
        on: date
        before: str | None
        before_since: date | None

        def apply(self, case: Responsibility) -> None:
            case.moves[self.on] = Move(
                self.before, case.provider, self.provider, case.placed_basis
            )
            case.in_hands_of(self.agreement, self.provider, self.on)
            case.no_longer_placed()
            case.earliest_on = None

    class FellBack(DomainEvent):
        """Ansvaret har övergått till den som träder in när avtalet upphör (lokal ordning)."""

        TOPIC = "customer_choice.fell_back"
        system: str
        bundle: str
        agreement: str
        provider: str
        area: str
        minutes: int
        on: date
        before: str | None
        before_since: date | None
        reason: str

        def apply(self, case: Responsibility) -> None:
            case.in_hands_of(self.agreement, self.provider, self.on)
            if case.placed_at == self.agreement:
                case.no_longer_placed()
            case.earliest_on = None

    # -- Commands: refuse, or bring about one event ------------------------

    def take_over(self, stamp: Stamp, *, provider: str, on: date) -> None:
        """The provider with whom the customer has a place takes over on a day."""
        self._must_have_care()
        if self.placed_at is None:
            raise NotPlaced(customer=self.customer)
        must_have_come(on, stamp.at)
        if self.unchanged_since is not None and on < self.unchanged_since:
            raise TakenOverTooEarly(on=on, since=self.unchanged_since)
        self._must_have_waited(on)
        self.record(
            self.TakenOver, stamp, **self._passing_to(self.placed_at, provider, on)
        )

    def fall_back(
        self, stamp: Stamp, *, agreement: str, provider: str, on: date, reason: str
    ) -> None:
        """Responsible from a day on, at the earliest when something last changed.

        Nothing but the end of care stands in the way: somebody must be responsible.
        """
        self._must_have_care()
        first_day = max(on, self.unchanged_since or on)
        self.record(
            self.FellBack,
            stamp,
            **self._passing_to(agreement, provider, first_day),
            reason=reason,
        )

    # -- Rules -------------------------------------------------------------

    def portrait(self) -> dict[str, Any]:
        """The state as a reader may see it, but for how it came to be so."""
        return {
            name: told for name, told in super().portrait().items() if name != "moves"
        }

    def chose_away(self, agreement: str, on: date) -> bool:
        """Whether another provider than the agreement's began on a day, as chosen.

        A takeover that the end of care came before never was.
        """
        move = self.moves.get(on)
        if move is None or move.agreement != agreement:
            return False
        last = self.last_day(on)
        began = last is None or last >= on
        return began and move.basis is Basis.CHOICE and move.left != move.to

    def last_day(self, first: date) -> date | None:
        """The last day of the period that began on a day; None where it goes on."""
        lasts = (self.periods[first], self.ended_on)
        return min((last for last in lasts if last is not None), default=None)

    def in_hands_of(self, agreement: str, provider: str, on: date) -> None:
        """One is responsible, and no other, from a day on."""
        self.agreement = agreement
        self.provider = provider
        self.since = on
        self.unchanged_from(on)

    def _passing_to(
        self, agreement: str, provider: str, on: date
    ) -> dict[str, str | int | date | None]:
        return {
            "system": self.system,
            "bundle": self.bundle,
            "agreement": agreement,
            "provider": provider,
            "area": self.area,
            "minutes": self.minutes,
            "on": on,
            "before": self.agreement,
            "before_since": self.unchanged_since,
        }

    def _must_have_waited(self, on: date) -> None:
        """Notice runs for whoever chose to leave, not for whoever had to."""
        if (
            self.placed_basis is Basis.CHOICE
            and self.earliest_on is not None
            and on < self.earliest_on
        ):
            raise NoticeRunning(on=on, earliest_on=self.earliest_on)
