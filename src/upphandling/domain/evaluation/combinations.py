"""Combinations: whether bids on several lots together beat bids on each alone.

Every way to divide the lots among combinations and separate bids is weighed by
its sum of comparison prices, caps included; the search leaves out only what
cannot be lowest. An equal sum leaves the lots apart: a combination has to be lower.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from upphandling.domain.errors import WITHHELD, Refused
from upphandling.domain.evaluation.caps import Contest
from upphandling.domain.evaluation.method import Method
from upphandling.domain.evaluation.scoring import comparison_price
from upphandling.domain.evaluation.search import Division, Priced, Search
from upphandling.domain.evaluation.values import Bid, Combination, Lot, Tie


class CombinationsNotAllowed(Refused):
    """Dokumenten tillåter inte anbud på flera delar tillsammans."""


class CombinationOutsideBid(Refused):
    """Ett anbud på flera delar tillsammans omfattar en del som anbudet inte gäller."""


class CombinationOverSharedLot(Refused):
    """En del med flera vinnare kan inte ingå i ett anbud på flera delar tillsammans."""


def must_be_combinable(
    method: Method,
    lots: Sequence[Lot],
    bids: Sequence[Bid],
    combinations: Sequence[Combination],
) -> None:
    """Refuse combinations that the documents or their own bids have no room for."""
    if combinations and not method.combinations:
        raise CombinationsNotAllowed(model=method.model)
    own = {bid.bid: bid.lots for bid in bids}
    places = {lot.lot: lot.winners for lot in lots}
    for one in combinations:
        for lot in one.lots:
            if lot not in own[one.bid] or lot not in places:
                raise CombinationOutsideBid(lot=lot, bid=WITHHELD)
            if places[lot] > 1:
                raise CombinationOverSharedLot(lot=lot, bid=WITHHELD)


def price_together(
    method: Method, combination: Combination, deducted: Fraction
) -> Priced:
    """The price less the deduction of the bid, once for each lot."""
    off = deducted * len(combination.lots)
    return Priced(combination, comparison_price(method, combination.price_ore, off))


def divide(contest: Contest, priced: Sequence[Priced]) -> Division:
    """The lowest division of the lots; what only a draw can tell apart stays open."""
    divisions = Search(contest, priced).lowest()
    for lot in contest.in_order():
        while disputed := _disputed(divisions, lot.lot):
            first = _first(contest, lot.lot, disputed)
            if first is None:
                return _agreed(contest, divisions, Tie(lot=lot.lot, bids=disputed))
            divisions = [one for one in divisions if first in one.claims(lot.lot)]
    return divisions[0]


def _disputed(divisions: Sequence[Division], lot: str) -> tuple[str, ...]:
    """The bids that have the lot in some of the divisions, but not in all."""
    claims = [division.claims(lot) for division in divisions]
    in_some = {bid for claim in claims for bid in claim}
    return tuple(
        sorted(bid for bid in in_some if not all(bid in claim for claim in claims))
    )


def _first(contest: Contest, lot: str, disputed: tuple[str, ...]) -> str | None:
    if len(disputed) == 1:
        return disputed[0]
    order = contest.drawn.order(lot, disputed)
    return order[0] if order else None


def _agreed(contest: Contest, divisions: Sequence[Division], tie: Tie) -> Division:
    """What holds in every division, with the tie that tells them apart."""
    agreed = divisions[0]
    for other in divisions[1:]:
        agreed = agreed.shared_with(other)
    settled = {lot.lot for lot in contest.lots if not _disputed(divisions, lot.lot)}
    waiting = [lot.lot for lot in contest.in_order() if lot.lot not in settled]
    waiting.remove(tie.lot)
    agreed.settlement.ties.append(tie)
    agreed.settlement.waiting.extend(waiting)
    return agreed
