"""The hand-over: what is checked off for each customer before the takeover."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.parts import must_be_known, must_be_new
from upphandling.domain.transition.postponing import Postponing
from upphandling.domain.transition.refusals import AlreadyHandedOver, HandoverMissing
from upphandling.domain.transition.terms import HandoverItem


class Handover(Postponing):
    """A transition with a list of what is handed over for every customer."""

    items: dict[str, str] = field(default_factory=dict)
    handover_required: bool = False
    handed_over: dict[str, set[str]] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class HandoverItemsSet(DomainEvent):
        """Det har bestämts vad som ska överlämnas för varje kund (lokal ordning)."""

        TOPIC = "transition.handover_items_set"
        items: tuple[HandoverItem, ...]
        handover_required: bool

        def apply(self, case: Handover) -> None:
            case.items |= {item.item: item.text for item in self.items}
            case.handover_required = self.handover_required

    class HandedOver(DomainEvent):
        """En punkt har överlämnats för en kund (lokal ordning)."""

        TOPIC = "transition.handed_over"
        wave: str
        customer: str
        item: str

        def apply(self, case: Handover) -> None:
            case.handed_over.setdefault(self.customer, set()).add(self.item)

    class HandoverWaived(Decision):
        """Övertagandet sker fast överlämningen inte är klar (lokal ordning)."""

        TOPIC = "transition.handover_waived"
        wave: str
        customers: tuple[str, ...]
        reason: str

    # -- Commands: refuse, or bring about one event ------------------------

    def set_handover_items(
        self,
        stamp: Stamp,
        *,
        items: tuple[HandoverItem, ...],
        handover_required: bool,
    ) -> None:
        """Add items to the list; the last word on whether they are required holds."""
        self._must_be_under_way()
        for item in items:
            must_be_new(item.item, self.items)
        self.record(
            self.HandoverItemsSet,
            stamp,
            items=items,
            handover_required=handover_required,
        )

    def hand_over(self, stamp: Stamp, *, customer: str, item: str) -> None:
        self._must_be_under_way()
        must_be_known(item, self.items)
        wave = self.wave_of(customer)
        if item in self.handed_over.get(customer, ()):
            raise AlreadyHandedOver(customer=customer, item=item)
        self.record(self.HandedOver, stamp, wave=wave, customer=customer, item=item)

    # -- Rules -------------------------------------------------------------

    def missing(self, customer: str) -> list[str]:
        """The items not yet checked off for a customer."""
        return sorted(self.items.keys() - self.handed_over.get(customer, set()))

    def _must_be_handed_over(
        self, stamp: Stamp, wave: str, customers: Iterable[str], despite: str | None
    ) -> None:
        """Refuse a takeover with something missing, or keep the reason for it."""
        lacking = [customer for customer in customers if self.missing(customer)]
        if not self.handover_required or not lacking:
            return
        if despite is None:
            raise HandoverMissing(
                wave=wave, missing={one: self.missing(one) for one in lacking}
            )
        self.decide(
            self.HandoverWaived,
            stamp,
            wave=wave,
            customers=tuple(lacking),
            reason=despite,
        )
