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
    order, won = _ranked(events)
    if order:
        headings = ("Del", "Plats", "Anbud", "Resultat", "Skäl")
        rows = [
            [plain(row[name]) for name in ("lot", "rank", "bid", "score", "motive")]
            for row in order
        ]
        if not won:
            yield _table((3, 1, 2, 2, 5), headings, rows)
            return
        marks = ["vald" if _of(row) in won else "inte vald" for row in order]
        marked = [[*row, mark] for row, mark in zip(rows, marks, strict=True)]
        yield _table((3, 1, 2, 2, 5, 2), (*headings, "Utfall"), marked)


def not_awarded(events: Sequence[Told]) -> Iterator[Row]:
    """Once it is decided who has won: the bids that have not, by lot, and why."""
    order, won = _ranked(events)
    if not won:
        return
    failed = {
        event.data["bid"]: event.data["assessment"]
        for event in events
        if event.topic == Tender.BidAssessed.TOPIC
    }
    rows = [
        ["hela anbudet", plain(bid), plain(assessment)]
        for bid, assessment in failed.items()
        if assessment["failed"]
    ]
    rows += [
        [
            plain(row["lot"]),
            plain(row["bid"]),
            f"Plats {row['rank']}: {plain(row['motive'])}",
        ]
        for row in order
        if _of(row) not in won
    ]
    if rows:
        yield _table((3, 2, 7), ("Del", "Anbud", "Skäl"), rows)


def _ranked(events: Sequence[Told]) -> tuple[list[Row], set[tuple[str, str]]]:
    """The ranking as it last was, and the lots and bids that have won."""
    order: list[Row] = []
    won: set[tuple[str, str]] = set()
    for event in events:
        if event.topic == Award.Proposed.TOPIC:
            order = event.data["ranking"] or order
        elif event.topic in (Award.Evaluated.TOPIC, Award.Reevaluated.TOPIC):
            order, won = event.data["evaluation"]["ranking"], set()
        elif event.topic == Award.Decided.TOPIC:
            won = {_of(winner) for winner in event.data["winners"]}
    return order, won


def _of(row: Row) -> tuple[str, str]:
    return row["lot"], row["bid"]


def _table(
    widths: Sequence[int], headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> Row:
    return {
        "widths": list(widths),
        "headings": list(headings),
        "rows": [list(row) for row in rows],
    }
