"""What became different when bids were evaluated again, as when one has fallen."""

from __future__ import annotations

from upphandling.domain.base import Value
from upphandling.domain.evaluation.values import Evaluation, Ranked


class Change(Value):
    """One bid in one lot, before and after; nothing where it was not ranked."""

    lot: str
    bid: str
    rank_before: int | None
    rank_after: int | None
    score_before: float | None
    score_after: float | None
    won_before: bool
    won_after: bool

    @property
    def says(self) -> str:
        """The change in one Swedish line."""
        told = [OUTCOMES[self.won_before, self.won_after]]
        if self.rank_after is None or self.score_after is None:
            told.insert(0, "inte längre med")
        else:
            told[:0] = [
                _told("plats", self.rank_before, self.rank_after),
                _told("jämförelsetal", self.score_before, self.score_after),
            ]
            if self.rank_before is None:
                told.insert(0, "nytt i jämförelsen")
        return f"Del {self.lot}, anbud {self.bid}: {', '.join(told)}."


OUTCOMES = {
    (True, True): "vinner som förut",
    (False, False): "vinner inte, som förut",
    (True, False): "vinner inte längre",
    (False, True): "vinner nu",
}


def difference(before: Evaluation, after: Evaluation) -> tuple[Change, ...]:
    """Each bid in each lot whose rank, score or win is another than before.

    In the order of the lots, and in each by rank before; new bids last.
    """
    was, now = _by_bid(before), _by_bid(after)
    won, wins = _winners(before), _winners(after)
    lots = list(dict.fromkeys(lot for lot, _ in (*was, *now)))
    changes = [
        Change(
            lot=lot,
            bid=bid,
            rank_before=was[lot, bid].rank if (lot, bid) in was else None,
            rank_after=now[lot, bid].rank if (lot, bid) in now else None,
            score_before=was[lot, bid].score if (lot, bid) in was else None,
            score_after=now[lot, bid].score if (lot, bid) in now else None,
            won_before=(lot, bid) in won,
            won_after=(lot, bid) in wins,
        )
        for lot, bid in sorted(
            {*was, *now},
            key=lambda key: (
                lots.index(key[0]),
                key not in was,
                was[key].rank if key in was else now[key].rank,
                key[1],
            ),
        )
    ]
    return tuple(one for one in changes if _differs(one))


def _differs(change: Change) -> bool:
    return (change.rank_before, change.score_before, change.won_before) != (
        change.rank_after,
        change.score_after,
        change.won_after,
    )


def _by_bid(evaluation: Evaluation) -> dict[tuple[str, str], Ranked]:
    return {(row.lot, row.bid): row for row in evaluation.ranking}


def _winners(evaluation: Evaluation) -> set[tuple[str, str]]:
    return {(won.lot, won.bid) for won in evaluation.winners}


def _told(what: str, before: float | None, after: float) -> str:
    if before is None or before == after:
        return f"{what} {after:.10g}"
    return f"{what} {before:.10g} → {after:.10g}"
