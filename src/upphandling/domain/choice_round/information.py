"""The information: what customers read of the providers, comparable and neutral."""

from __future__ import annotations

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.choice_round.neutral import in_neutral_order
from upphandling.domain.choice_round.refusals import NotComparable, SeedGoesWithADraw
from upphandling.domain.choice_round.terms import NeutralOrder, Presented
from upphandling.domain.choice_round.window import Window


class Information(Window):
    """A round whose providers are presented to those who choose."""

    information: tuple[Presented, ...] = ()

    # -- Events, in the order they happen ----------------------------------

    class InformationPublished(DomainEvent):
        """Information om utförarna har publicerats (lokal ordning)."""

        TOPIC = "choice_round.information_published"
        order: NeutralOrder
        seed: str | None
        entries: tuple[Presented, ...]

        def apply(self, case: Information) -> None:
            case.information = self.entries

    # -- Commands: refuse, or bring about one event ------------------------

    def publish_information(
        self,
        stamp: Stamp,
        *,
        order: NeutralOrder,
        seed: str | None,
        entries: tuple[Presented, ...],
    ) -> None:
        """The later publication replaces the earlier; both are kept."""
        self._must_be_open(stamp)
        if (order is NeutralOrder.DRAWN) != (seed is not None):
            raise SeedGoesWithADraw(order=order)
        _must_be_comparable(entries)
        self.record(
            self.InformationPublished,
            stamp,
            order=order,
            seed=seed,
            entries=in_neutral_order(entries, order, seed),
        )


def _must_be_comparable(entries: tuple[Presented, ...]) -> None:
    """Refuse what one provider is described by and another is not."""
    every_field = {name for entry in entries for name in entry.facts}
    missing = {
        entry.agreement: sorted(every_field - entry.facts.keys())
        for entry in entries
        if every_field - entry.facts.keys()
    }
    if missing:
        raise NotComparable(missing=missing)
