"""The search for the lowest division of the lots among combinations.

Depth first over the lots in the order of settlement, each left alone or taken by a
combination. What remains can never cost less than it would without a cap, which is
counted once for each set of lots and cuts off all that cannot be lowest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from upphandling.domain.errors import Refused
from upphandling.domain.evaluation.caps import Contest, Settlement, settle
from upphandling.domain.evaluation.values import Combination, Lot

MOST_DIVISIONS = 20_000
"""How many divisions are settled before the search is given up (some seconds)."""


class TooManyCombinations(Refused):
    """Anbuden på flera delar tillsammans är för många för att alla ska kunna prövas."""


@dataclass(frozen=True, slots=True)
class Priced:
    """A combination with its comparison sum, in the units of the scores."""

    combination: Combination
    units: int


@dataclass(frozen=True, slots=True)
class Division:
    """The combinations that are chosen, and what then becomes of the other lots."""

    chosen: tuple[Combination, ...]
    settlement: Settlement

    def claims(self, lot: str) -> set[str]:
        """The bids that win the lot, or are tied for it."""
        tied = [tie.bids for tie in self.settlement.ties if tie.lot == lot]
        return {won.bid for won in self.settlement.winners if won.lot == lot}.union(
            *tied
        )

    def shared_with(self, other: Division) -> Division:
        """What is the same in both."""
        one, two = self.settlement, other.settlement
        return Division(
            tuple(c for c in self.chosen if c in other.chosen),
            Settlement(
                winners=[won for won in one.winners if won in two.winners],
                moved=[moved for moved in one.moved if moved in two.moved],
                ties=[tie for tie in one.ties if tie in two.ties],
            ),
        )


class Search:
    """One search; lots are bits in a mask, in the order of settlement."""

    def __init__(self, contest: Contest, priced: Sequence[Priced]) -> None:
        self.contest = contest
        self.lots = contest.in_order()
        self.units = {
            lot: {one.bid: one.key[0] for one in scored}
            for lot, scored in contest.scored.items()
        }
        sums = [one.units for one in priced]
        sums += [units for by_bid in self.units.values() for units in by_bid.values()]
        self.empty = 1 + 2 * sum(map(abs, sums))  # dearer than anything filled
        self.alone = [self._alone(lot) for lot in self.lots]
        self.offers = self._by_first_lot(priced)
        self.least: dict[int, int] = {0: 0}
        self.settled = 0
        self.best: tuple[int, int] | None = None
        self.found: list[Division] = []
        self.undecided: list[tuple[tuple[int, int], Settlement]] = []

    def lowest(self) -> list[Division]:
        """All divisions with the lowest sum and, of those, the fewest combinations.

        As many places as can be are filled. Where a sum that may be the lowest
        depends on a tie that has not been drawn, the only answer is that tie.
        Refuses with `TooManyCombinations`.
        """
        self._divide((1 << len(self.lots)) - 1, 0, ())
        for least, settlement in self.undecided:
            if self.best is None or least <= self.best:
                return [self._open(settlement)]
        return self.found

    def _divide(self, left: int, spent: int, chosen: tuple[Priced, ...]) -> None:
        cost = spent + self._least(left), len(chosen)
        if self.best is not None and cost > self.best:
            return
        if left == 0:
            self._weigh(chosen, cost)
            return
        first = _first_bit(left)
        self._divide(left & ~(1 << first), spent + self.alone[first], chosen)
        for mask, one in self.offers[first]:
            if mask & left == mask and self._may_hold((*chosen, one)):
                self._divide(left & ~mask, spent + one.units, (*chosen, one))

    def _weigh(self, chosen: tuple[Priced, ...], least: tuple[int, int]) -> None:
        self.settled += 1
        if self.settled > MOST_DIVISIONS:
            raise TooManyCombinations(most=MOST_DIVISIONS)
        together = tuple(one.combination for one in chosen)
        taken = {lot: one.bid for one in together for lot in one.lots}
        settlement = settle(self.contest, taken)
        if settlement.waiting:
            self.undecided.append((least, settlement))
            return
        apart = [lot for lot in self.lots if lot.lot not in taken]
        cost = (
            sum(one.units for one in chosen)
            + sum(self._paid(settlement, lot) for lot in apart),
            len(chosen),
        )
        if self.best is None or cost < self.best:
            self.best, self.found = cost, []
        if cost == self.best:
            self.found.append(Division(together, settlement))

    def _open(self, settlement: Settlement) -> Division:
        tied = {tie.lot for tie in settlement.ties}
        waiting = [lot.lot for lot in self.lots if lot.lot not in tied]
        return Division((), Settlement(ties=settlement.ties, waiting=waiting))

    def _least(self, left: int) -> int:
        """What the lots that are left cost at least."""
        if left not in self.least:
            first = _first_bit(left)
            self.least[left] = min(
                [
                    self.alone[first] + self._least(left & ~(1 << first)),
                    *(
                        one.units + self._least(left & ~mask)
                        for mask, one in self.offers[first]
                        if mask & left == mask
                    ),
                ]
            )
        return self.least[left]

    def _alone(self, lot: Lot) -> int:
        """What separate bids on a lot cost, when nobody holds too many."""
        lowest = sorted(self.units[lot.lot].values())[: lot.winners]
        return sum(lowest) + self.empty * (lot.winners - len(lowest))

    def _paid(self, settlement: Settlement, lot: Lot) -> int:
        """What they cost as settled; tied bids cost the same whoever is drawn."""
        units = self.units[lot.lot]
        paid = [units[won.bid] for won in settlement.winners if won.lot == lot.lot]
        left = lot.winners - len(paid)
        for tie in settlement.ties:
            if tie.lot == lot.lot:
                return sum(paid) + units[tie.bids[0]] * left
        return sum(paid) + self.empty * left

    def _may_hold(self, chosen: Sequence[Priced]) -> bool:
        """Whether no bidder holds too many lots by combinations alone."""
        cap, bidders = self.contest.cap, self.contest.bidders
        held: Counter[str] = Counter()
        for one in chosen:
            held[bidders[one.combination.bid]] += len(one.combination.lots)
        return cap is None or max(held.values()) <= cap.max_lots

    def _by_first_lot(
        self, priced: Sequence[Priced]
    ) -> defaultdict[int, list[tuple[int, Priced]]]:
        """The combinations as masks, by the first of their lots."""
        number = {lot.lot: place for place, lot in enumerate(self.lots)}
        offers = defaultdict(list)
        for one in sorted(priced, key=_order):
            mask = sum(1 << number[lot] for lot in one.combination.lots)
            offers[_first_bit(mask)].append((mask, one))
        return offers


def _order(one: Priced) -> tuple[str, tuple[str, ...]]:
    return one.combination.bid, one.combination.lots


def _first_bit(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
