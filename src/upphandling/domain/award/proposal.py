"""Proposal of an award: the bids compared, and lots drawn where they are equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import date, datetime
from typing import Any, ClassVar, Self

from upphandling.domain.award.comparison import Comparison
from upphandling.domain.award.refusals import (
    AwardInWrongStage,
    NoTieToDraw,
    TooFewWitnesses,
)
from upphandling.domain.award.terms import Status
from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.errors import WITHHELD
from upphandling.domain.evaluation import Bid, Draw, Evaluation, Lot, Ranked, draw


class Proposal(Aggregate):
    """An award that has been proposed.

    `comparison` is missing only where the ranking was kept without its grounds.
    """

    SECRETS: ClassVar[tuple[str, ...]] = ("bids", "ranked", "comparison", "evaluation")

    tender: str = ""
    system: str = ""
    status: Status = Status.PROPOSED
    begun_on: date | None = None
    proposed_by: str = ""
    lots: dict[str, Lot] = field(default_factory=dict)
    bids: dict[str, Bid] = field(default_factory=dict)
    ranked: set[tuple[str, str]] = field(default_factory=set)
    comparison: Comparison | None = None
    evaluation: Evaluation | None = None
    decided_at: datetime | None = None

    # -- Events, in the order they happen ----------------------------------

    class Proposed(DomainEvent):
        """En rangordning av anbuden har räknats fram som förslag (LOU 19 kap. 9 §)."""

        TOPIC = "award.proposed"
        SECRET = True
        tender: str
        system: str
        begun_on: date
        lots: tuple[Lot, ...]
        bids: tuple[Bid, ...]
        ranking: tuple[Ranked, ...]

        def apply(self, case: Proposal) -> None:
            case.tender = self.tender
            case.system = self.system
            case.begun_on = self.begun_on
            case.proposed_by = self.by
            case.lots = {lot.lot: lot for lot in self.lots}
            case.bids = {bid.bid: bid for bid in self.bids}
            case.ranked = {(row.lot, row.bid) for row in self.ranking}

    class Evaluated(DomainEvent):
        """Anbuden har jämförts så som dokumenten anger (LOU 19 kap. 9 §)."""

        TOPIC = "award.evaluated"
        SECRET = True
        comparison: Comparison
        evaluation: Evaluation

        def apply(self, case: Proposal) -> None:
            case.comparison = self.comparison
            case.evaluation = self.evaluation
            case.ranked = {(row.lot, row.bid) for row in self.evaluation.ranking}

    class TieDrawn(Decision):
        """Lika anbud har lottats inför vittnen (lokal ordning)."""

        TOPIC = "award.tie_drawn"
        SECRET = True
        draw: Draw
        seed_published: str
        witnesses: tuple[str, ...]

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def propose(
        cls,
        stamp: Stamp,
        key: str,
        *,
        tender: str,
        system: str,
        begun_on: date,
        bids: Sequence[Bid],
        comparison: Comparison,
    ) -> Self:
        """Compare the bids that stand; `bids` are all that came in."""
        evaluation = comparison.evaluation()
        award = cls.begin(
            cls.Proposed,
            stamp,
            key,
            tender=tender,
            system=system,
            begun_on=begun_on,
            lots=comparison.lots,
            bids=tuple(bids),
            ranking=evaluation.ranking,
        )
        award.record(cls.Evaluated, stamp, comparison=comparison, evaluation=evaluation)
        return award

    def draw_lots(
        self,
        stamp: Stamp,
        *,
        lot: str,
        seed: str,
        seed_published: str,
        witnesses: tuple[str, ...],
    ) -> None:
        """Put the equal bids of a lot in order by a text that was published before."""
        self._must_be(Status.PROPOSED)
        if len(set(witnesses)) < 2:  # noqa: PLR2004
            raise TooFewWitnesses(witnesses=sorted(set(witnesses)))
        ties = self.evaluation.ties if self.evaluation else ()
        tied = [tie.bids for tie in ties if tie.lot == lot]
        if self.comparison is None or not tied:
            raise NoTieToDraw(lot=lot)
        drawn = draw(lot, tied[0], seed)
        self.decide(
            self.TieDrawn,
            stamp,
            draw=drawn,
            seed_published=seed_published,
            witnesses=witnesses,
        )
        comparison = self.comparison.with_draws(drawn)
        self.record(
            self.Evaluated,
            stamp,
            comparison=comparison,
            evaluation=comparison.evaluation(),
        )

    # -- Rules -------------------------------------------------------------

    @property
    def sealed(self) -> bool:
        """Whether absolute secrecy holds; once decided it never comes back."""
        return self.status is Status.PROPOSED and self.decided_at is None

    def portrait(self) -> dict[str, Any]:
        """The state; nothing about bids before the decision."""
        state = super().portrait()
        if self.sealed:
            state.update(dict.fromkeys(self.SECRETS, WITHHELD))
        return state

    def _must_be(self, *required: Status) -> None:
        if self.status not in required:
            raise AwardInWrongStage(status=self.status, required=" | ".join(required))
