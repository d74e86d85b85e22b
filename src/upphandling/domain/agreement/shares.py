"""The shares: what a provider is guaranteed of all customers, and may have at most."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.agreement.capacity import Ceilings, in_order, places_in
from upphandling.domain.agreement.refusals import (
    ShareOutOfBounds,
    StepsOutOfOrder,
)
from upphandling.domain.agreement.terms import ShareStep
from upphandling.domain.allocation.refusals import SharesUnderLov
from upphandling.domain.base import Decision, Stamp
from upphandling.domain.configuration import Regime
from upphandling.domain.instants import local_date

WHOLE = 100


class Shares(Ceilings):
    """An agreement with a guaranteed share, that may grow step by step.

    `shares` are steps by area (None: the whole system). `guaranteed` is what came with
    changed places; it holds where no step has begun.
    """

    shares: dict[str | None, tuple[ShareStep, ...]] = field(default_factory=dict)
    guaranteed: tuple[ShareStep, ...] = ()

    # -- Events, in the order they happen ----------------------------------

    class PlacesChanged(Decision):
        """Antalet platser i avtalet har ändrats (lokal ordning)."""

        TOPIC = "agreement.places_changed"
        places: dict[str, int]
        share_percent: float
        reason: str

        def apply(self, case: Shares) -> None:
            today = local_date(self.effective_at)
            case.ceiling = {**case.ceiling, **self.places}
            for area in self.places:
                steps = case.capacity.pop(places_in(area), ())
                ahead = tuple(step for step in steps if step.from_on > today)
                case.capacity |= {places_in(area): ahead} if ahead else {}
            step = ShareStep(from_on=today, minimum_percent=self.share_percent)
            case.guaranteed = (*case.guaranteed, step)

    class SharesAgreed(Decision):
        """Garanterade andelar, och tak för dem, har bestämts (lokal ordning)."""

        TOPIC = "agreement.shares_agreed"
        steps: tuple[ShareStep, ...]
        legal_basis: str
        reason: str

        def apply(self, case: Shares) -> None:
            for area in dict.fromkeys(step.area for step in self.steps):
                new = [step for step in self.steps if step.area == area]
                case.shares[area] = in_order(case.shares.get(area, ()), new)

    # -- Commands: refuse, or bring about one event ------------------------

    def change_places(
        self, stamp: Stamp, *, places: dict[str, int], share_percent: float, reason: str
    ) -> None:
        """The ceilings of places, from now on, and the share of the whole system."""
        self._must_be_alive()
        if share_percent:
            self._must_be_dividable()
        for area in places:
            self._must_serve(area)
        self.decide(
            self.PlacesChanged,
            stamp,
            places=places,
            share_percent=share_percent,
            reason=reason,
        )

    def agree_shares(
        self,
        stamp: Stamp,
        *,
        steps: tuple[ShareStep, ...],
        legal_basis: str,
        reason: str,
    ) -> None:
        """From its first new day on, an area's earlier steps no longer hold."""
        self._must_be_alive()
        self._must_be_dividable()
        last: dict[str | None, date] = {}
        for step in steps:
            if step.area is not None:
                self._must_serve(step.area)
            _must_be_a_share(step)
            if step.area in last and step.from_on <= last[step.area]:
                raise StepsOutOfOrder(area=step.area, from_on=step.from_on)
            last[step.area] = step.from_on
        self.decide(
            self.SharesAgreed,
            stamp,
            steps=steps,
            legal_basis=legal_basis,
            reason=reason,
        )

    # -- Rules -------------------------------------------------------------

    def share_on(self, day: date, area: str | None = None) -> ShareStep | None:
        """The share that holds on a day, in an area or (None) in the whole system.

        The terms, and changed places, guarantee a share of the whole system.
        """
        begun = [step for step in self.shares.get(area, ()) if step.from_on <= day]
        if not begun and area is None:
            begun = [step for step in self._guarantees() if step.from_on <= day]
        return begun[-1] if begun else None

    def _must_be_dividable(self) -> None:
        """To fill shares among LOV providers is a selection.

        Konkurrensverket, ställningstagande 2019:2.
        """
        if self.agreed.regime is Regime.LOV:
            raise SharesUnderLov(agreement=self.key)

    def _guarantees(self) -> tuple[ShareStep, ...]:
        agreed = self.agreed
        if not agreed.share_percent:
            return self.guaranteed
        first = ShareStep(
            from_on=agreed.starts_on, minimum_percent=agreed.share_percent
        )
        return (first, *self.guaranteed)


def _must_be_a_share(step: ShareStep) -> None:
    cap = WHOLE if step.cap_percent is None else step.cap_percent
    if not 0 <= step.minimum_percent <= cap <= WHOLE:
        raise ShareOutOfBounds(
            from_on=step.from_on,
            minimum_percent=step.minimum_percent,
            cap_percent=step.cap_percent,
        )
