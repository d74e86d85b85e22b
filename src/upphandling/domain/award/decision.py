"""Decision of an award: a person decides, and says why if not as evaluated."""

from __future__ import annotations

from collections.abc import Sequence

from upphandling.domain.award.proposal import Proposal
from upphandling.domain.award.refusals import (
    DepartureUnexplained,
    NotAmongRanked,
    SamePersonProposed,
    TieNotSettled,
    TooManyWinners,
)
from upphandling.domain.award.terms import Status, Winner
from upphandling.domain.base import Decision, Stamp
from upphandling.domain.errors import WITHHELD


class Deciding(Proposal):
    """An award that a person decides on."""

    winners: tuple[Winner, ...] = ()

    # -- Events, in the order they happen ----------------------------------

    class Decided(Decision):
        """Tilldelningsbeslut har fattats (LOU 19 kap. 19 §)."""

        TOPIC = "award.decided"
        winners: tuple[Winner, ...]
        motive: str

        def apply(self, case: Deciding) -> None:
            case.status = Status.DECIDED
            case.decided_at = self.effective_at
            case.winners = self.winners

    class DepartedFromProposal(Decision):
        """Beslutet har andra vinnare än utvärderingen gav (LOU 19 kap. 22 §)."""

        TOPIC = "award.departed_from_proposal"
        proposed: tuple[Winner, ...]
        winners: tuple[Winner, ...]
        reasons: str

    # -- Commands: refuse, or bring about one event ------------------------

    def make(
        self,
        stamp: Stamp,
        *,
        winners: tuple[Winner, ...],
        motive: str,
        departs_because: str | None = None,
    ) -> None:
        """Decide who wins; `departs_because` where that is not as proposed."""
        self._must_be(Status.PROPOSED)
        if stamp.by == self.proposed_by:
            raise SamePersonProposed(proposed_by=self.proposed_by)
        self._must_have_room_for(winners)
        self._must_have_drawn_ties()
        departed = self._lots_departed_in(winners)
        if departed and departs_because is None:
            raise DepartureUnexplained(lots=departed)
        self.decide(self.Decided, stamp, winners=winners, motive=motive)
        if departed:
            self.decide(
                self.DepartedFromProposal,
                stamp,
                proposed=self._proposed_winners(),
                winners=winners,
                reasons=departs_because,
            )

    # -- Rules -------------------------------------------------------------

    def _must_have_room_for(self, winners: Sequence[Winner]) -> None:
        for winner in winners:
            if (winner.lot, winner.bid) not in self.ranked:
                raise NotAmongRanked(lot=winner.lot, bid=WITHHELD)
        for lot in self.lots.values():
            count_of = len({w.bid for w in winners if w.lot == lot.lot})
            if count_of > lot.winners:
                raise TooManyWinners(lot=lot.lot, winners=lot.winners)

    def _must_have_drawn_ties(self) -> None:
        for tie in self.evaluation.ties if self.evaluation else ():
            raise TieNotSettled(lot=tie.lot)

    def _proposed_winners(self) -> tuple[Winner, ...]:
        won = self.evaluation.winners if self.evaluation else ()
        return tuple(Winner(lot=one.lot, bid=one.bid) for one in won)

    def _lots_departed_in(self, winners: Sequence[Winner]) -> list[str]:
        """The lots with others than proposed; none where no evaluation was kept."""
        if self.evaluation is None:
            return []
        decided = {(one.lot, one.bid) for one in winners}
        proposed = {(one.lot, one.bid) for one in self._proposed_winners()}
        return sorted({lot for lot, _ in decided ^ proposed})
