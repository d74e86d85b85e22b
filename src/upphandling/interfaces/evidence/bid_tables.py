"""The bids side by side: who, which lots, the points, and the order they came in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from upphandling.domain.award import Award
from upphandling.domain.tender import Tender
from upphandling.interfaces.evidence.told import Told, plain
from upphandling.interfaces.local_time import spoken

Row = dict[str, Any]


def bids(events: Sequence[Told]) -> Iterator[Row]:
    """Every bid as it last was, with when it came in."""
    came: dict[str, list[str]] = {}
    for event in events:
        if event.topic in (Tender.BidReceived.TOPIC, Tender.BidReplaced.TOPIC):
            bid = event.data["bid"]
            came[bid["bid"]] = [
                bid["bid"],
                plain(bid["name"]),
                plain(bid["bidder"]),
                plain(bid["lots"]),
                spoken(event.data["effective_at"]),
            ]
    if came:
        headings = ("Anbud", "Namn", "Anbudsgivare", "Delar", "Inkom")
        yield _table((2, 3, 3, 3, 3), headings, list(came.values()))


def points(events: Sequence[Told]) -> Iterator[Row]:
    """The points of every bid on every criterion, with the motive; the last holds."""
    given: dict[tuple[str, str], list[str]] = {}
    for event in events:
        if event.topic == Tender.BidScored.TOPIC:
            told = event.data
            cells = [told["bid"], told["criterion"]]
            cells += [plain(told["points"]), plain(told["motive"])]
            given[told["bid"], told["criterion"]] = cells
    if given:
        headings = ("Anbud", "Kriterium", "Poäng", "Motivering")
        yield _table((2, 2, 1, 5), headings, [given[key] for key in sorted(given)])


def ranking(events: Sequence[Told]) -> Iterator[Row]:
    """The order the bids came in, by lot, as last evaluated; winners are marked."""
    order: list[Row] = []
    won: set[tuple[str, str]] = set()
    for event in events:
        if event.topic == Award.Proposed.TOPIC:
            order = event.data["ranking"] or order
        elif event.topic in (Award.Evaluated.TOPIC, Award.Reevaluated.TOPIC):
            order, won = event.data["evaluation"]["ranking"], set()
        elif event.topic == Award.Decided.TOPIC:
            won = {(one["lot"], one["bid"]) for one in event.data["winners"]}
    if order:
        headings = ("Del", "Plats", "Anbud", "Resultat", "Skäl", "")
        rows = [
            [
                plain(row["lot"]),
                plain(row["rank"]),
                plain(row["bid"]),
                plain(row["score"]),
                plain(row["motive"]),
                "vald" if (row["lot"], row["bid"]) in won else "inte vald",
            ]
            for row in order
        ]
        yield _table((2, 1, 2, 2, 5, 2), headings, rows if won else _undecided(rows))


def _undecided(rows: list[list[str]]) -> list[list[str]]:
    return [[*row[:-1], ""] for row in rows]


def _table(
    widths: Sequence[int], headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> Row:
    return {
        "widths": list(widths),
        "headings": list(headings),
        "rows": [list(row) for row in rows],
    }
