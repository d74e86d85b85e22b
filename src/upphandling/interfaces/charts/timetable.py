"""The chart of a timetable (Gantt): each milestone's plan, slips and outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from upphandling.domain.plan import Progress
from upphandling.interfaces.charts.drawing import Drawing, Point, shortened
from upphandling.interfaces.charts.scales import Days

Row = Mapping[str, Any]

LEFT, HEAD, ROW, FOOT = 16, 76, 26, 34
NARROW = 5.0
LOST = {Progress.MISSED: "missad", Progress.ABANDONED: "övergiven"}
AROUND = timedelta(days=20)  # at both ends
A_MARK = 58  # for the name of a month
AFTER = 100  # for words after the last day


@dataclass(frozen=True, slots=True)
class Room:
    """How wide it is, and how much of that its names have; `letters` is their most."""

    width: int
    names: int
    letters: int


WIDE = Room(960, 300, 44)
ON_PAPER = Room(652, 210, 30)


def timetable_chart(
    timetable: Row, plan: str | None = None, *, room: Room = WIDE
) -> str:
    """The milestones of a timetable (`the_timetable`) as SVG, one row each.

    Hatched is what was first planned, a line with an arrow how far it slipped, a full
    diamond the day it was met, and a cross what was missed or abandoned.
    """
    milestones: Sequence[Row] = timetable["milestones"]
    title = "Tidplan mot utfall" + (f", {plan}" if plan else "")
    drawing = Drawing(
        room.width,
        HEAD + max(len(milestones), 1) * ROW + FOOT,
        title,
        _described(milestones),
    )
    _legend(drawing)
    if not milestones:
        drawing.text(LEFT, HEAD, "Det finns inget att visa.", "note")
        return drawing.svg()
    days = [day for row in milestones for day in _days(row)]
    across = Days(
        min(days) - AROUND,
        max(days) + AROUND,
        LEFT + room.names,
        room.width - LEFT - AFTER,
    )
    bottom = HEAD + len(milestones) * ROW
    for day, name in across.marks(int(across.end - across.start) // A_MARK):
        place = across.place(day)
        drawing.line((place, HEAD - 6), (place, bottom), "grid")
        drawing.text(place, bottom + 18, name, "note", anchor="middle")
    for number, row in enumerate(milestones):
        name = shortened(row["title"], room.letters)
        _milestone(drawing, row, name, across, HEAD + number * ROW)
    return drawing.svg()


def _milestone(drawing: Drawing, row: Row, name: str, across: Days, top: float) -> None:
    middle = top + ROW / 2
    drawing.text(LEFT, middle + 4, name)
    start = across.place(row["planned_earliest"])
    end = max(across.place(row["planned_latest"]), start + NARROW)
    planned = f"planerat {row['planned_earliest']} till {row['planned_latest']}"
    drawing.box((start, middle - 6), (end - start, 12), "planned", planned)
    lost = LOST.get(row["status"])
    outcome = across.place(row["met_on"] or row["latest"])
    if _days_off(row):
        _arrow(drawing, (end if outcome > end else start, middle), outcome)
    if row["met_on"] is not None:
        _diamond(drawing, outcome, middle)
    elif lost:
        _cross(drawing, outcome, middle)
    told = lost or _told(row)
    if told:
        drawing.text(max(outcome, end) + 11, middle + 4, told, "note")


def _arrow(drawing: Drawing, start: Point, tip: float) -> None:
    x, y = start
    turn = 5 if tip > x else -5
    drawing.line(start, (tip, y), "slip")
    drawing.path([(tip - turn, y - 4), (tip, y), (tip - turn, y + 4)], "slip")


def _diamond(drawing: Drawing, x: float, y: float) -> None:
    corners = [(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)]
    drawing.path(corners, "met", closed=True)


def _cross(drawing: Drawing, x: float, y: float) -> None:
    for turn in (5, -5):
        drawing.line((x - 5, y - turn), (x + 5, y + turn), "lost")


def _days_off(row: Row) -> int:
    """Days after the plan's last day, or (below 0) before its first; 0 within it."""
    outcome = row["met_on"] or row["latest"]
    after: int = (outcome - row["planned_latest"]).days
    before: int = (outcome - row["planned_earliest"]).days
    if row["met_on"] is None:
        return after
    return max(after, 0) or min(before, 0)


def _told(row: Row) -> str:
    off = _days_off(row)
    if not off:
        return "i tid" if row["met_on"] else ""
    days = f"{abs(off)} {'dag' if abs(off) == 1 else 'dagar'}"
    return f"{days} {'senare' if off > 0 else 'tidigare'}"


def _days(row: Row) -> Iterator[date]:
    for name in ("planned_earliest", "planned_latest", "latest", "met_on"):
        if row[name] is not None:
            yield row[name]


def _described(milestones: Iterable[Row]) -> str:
    told = [
        f"{row['title']}: {LOST.get(row['status']) or _told(row) or 'väntar'}"
        for row in milestones
    ]
    return f"{len(told)} milstolpar. " + "; ".join(told) + "."


def _legend(drawing: Drawing) -> None:
    y = 46
    drawing.box((LEFT, y - 10), (28, 12), "planned")
    drawing.text(LEFT + 34, y, "först planerat", "note")
    x = LEFT + 150
    _diamond(drawing, x, y - 4)
    drawing.text(x + 14, y, "nådd", "note")
    x += 80
    _cross(drawing, x, y - 4)
    drawing.text(x + 14, y, "missad eller övergiven", "note")
    x += 180
    _arrow(drawing, (x, y - 4), x + 24)
    drawing.text(x + 32, y, "förskjutning", "note")
