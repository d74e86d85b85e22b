"""Settlement: who wins each lot, when a bidder may not win more than so many.

Lots are settled in the order that the documents state. A lot whose tie has not
been drawn leaves open what its bidders hold; a later lot that depends on it
waits, and one that does not is settled all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby

from upphandling.domain.evaluation.lottery import Drawn
from upphandling.domain.evaluation.method import LotCap
from upphandling.domain.evaluation.scoring import Scored
from upphandling.domain.evaluation.values import Lot, Moved, Tie, Won


@dataclass(frozen=True, kw_only=True, slots=True)
class Contest:
    """All that decides who wins: `scored` is best first, `bidders` by bid."""

    lots: Sequence[Lot]
    scored: Mapping[str, Sequence[Scored]]
    bidders: Mapping[str, str]
    drawn: Drawn
    cap: LotCap | None

    def in_order(self) -> list[Lot]:
        """The lots in the order in which they are settled."""
        order = self.cap.order if self.cap else [lot.lot for lot in self.lots]
        return sorted(self.lots, key=lambda lot: order.index(lot.lot))


@dataclass(kw_only=True, slots=True)
class Settlement:
    """What is settled, and what must be drawn first."""

    winners: list[Won] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Holdings:
    """Which lots each bidder holds for certain, and which it may come to hold."""

    most: int | None
    certain: defaultdict[str, set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )
    possible: defaultdict[str, set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )

    def take(self, bidder: str, lot: str) -> None:
        self.certain[bidder].add(lot)
        self.possible[bidder].add(lot)

    def may_take(self, bidder: str, lot: str) -> None:
        self.possible[bidder].add(lot)

    def is_full(self, bidder: str, lot: str) -> bool:
        return self._reached(self.certain[bidder] - {lot})

    def may_be_full(self, bidder: str, lot: str) -> bool:
        return self._reached(self.possible[bidder] - {lot})

    def _reached(self, lots: set[str]) -> bool:
        return self.most is not None and len(lots) >= self.most


def settle(contest: Contest, taken: Mapping[str, str] | None = None) -> Settlement:
    """Settle every lot but those `taken` by a combination (bid by lot)."""
    settlement = Settlement()
    holdings = Holdings(contest.cap.max_lots if contest.cap else None)
    taken = taken or {}
    for key, bid in taken.items():
        holdings.take(contest.bidders[bid], key)
        settlement.winners.append(Won(lot=key, bid=bid, place=1))
    for lot in contest.in_order():
        if lot.lot not in taken:
            _settle_lot(contest, lot, holdings, settlement)
    return settlement


def _settle_lot(
    contest: Contest, lot: Lot, holdings: Holdings, settlement: Settlement
) -> None:
    """Ask the bids from the top, tied ones together, until the places are filled."""
    key, bidders = lot.lot, contest.bidders
    groups = [
        [one.bid for one in group]
        for _, group in groupby(contest.scored[key], key=lambda one: one.key)
    ]
    asked: list[str] = []
    winners: list[str] = []
    for number, tied in enumerate(groups):
        left = lot.winners - len(winners)
        if left == 0:
            break
        free = [bid for bid in tied if not holdings.is_full(bidders[bid], key)]
        asked += [bid for bid in tied if bid not in free]
        if any(holdings.may_be_full(bidders[bid], key) for bid in free):
            settlement.waiting.append(key)
            _leave_open(contest, holdings, key, chain(*groups[number:]))
            break
        drawn = contest.drawn.order(key, free) if len(free) > left else None
        if len(free) > left and drawn is None:
            settlement.ties.append(Tie(lot=key, bids=tuple(free)))
            _leave_open(contest, holdings, key, free)
            break
        place = len(winners) + 1
        for above, bid in enumerate((drawn or free)[:left]):
            holdings.take(bidders[bid], key)
            won = Won(lot=key, bid=bid, place=place + above if drawn else place)
            settlement.winners.append(won)
            winners.append(bid)
            asked.append(bid)
    settlement.moved += _moved(lot, asked, set(winners), holdings.most)


def _leave_open(
    contest: Contest, holdings: Holdings, lot: str, bids: Iterable[str]
) -> None:
    for bid in bids:
        holdings.may_take(contest.bidders[bid], lot)


def _moved(
    lot: Lot, asked: Sequence[str], winners: set[str], most: int | None
) -> list[Moved]:
    """Every bid that was passed on the way from a place to who got it in the end."""
    reason = f"Anbudsgivaren har redan vunnit så många delar den får ({most})."
    rows: list[Moved] = []
    below = iter(asked[lot.winners :])
    for first in asked[: lot.winners]:
        passed: list[str] = []
        bid: str | None = first
        while bid is not None and bid not in winners:
            passed.append(bid)
            bid = next(below, None)
        rows += [Moved(lot=lot.lot, passed=p, to=bid, reason=reason) for p in passed]
    return rows
