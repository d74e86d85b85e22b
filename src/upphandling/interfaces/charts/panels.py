"""Panels: the same small chart once for each thing that is measured, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain, pairwise

from upphandling.interfaces.charts.drawing import Drawing, Point, shortened, steps
from upphandling.interfaces.charts.scales import Days, Scale, told

COLUMNS, WIDTH, HEIGHT = 3, 310, 190
MARGIN, HEAD, LEGEND = 16, 64, 46
LEFT, RIGHT, TOP, BOTTOM = 42, 54, 30, 26  # within a panel
GAP = 1.0  # on both sides of a bar
FEW = 24  # values that are told apart by their dots
BARS = ("met", "planned")  # drawn as boxes
A_MONTH = timedelta(days=31)
LONGEST = 34  # letters of a name that there is room for
ABOVE = 1.15  # room above the highest value


@dataclass(frozen=True, slots=True)
class Measured:
    """A value on a day; `series` changes where the measure itself was changed.

    None is a value that there is but that is not shown.
    """

    day: date
    value: float | None
    within: bool = True
    series: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """What some days came to, from the first to the last of them.

    None is a value that there is but that is not shown.
    """

    first: date
    last: date
    value: float | None
    kind: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One thing that is measured over time, with what it is to be.

    `aims` and `caps` hold from their day until the next.
    """

    name: str
    measured: Sequence[Measured] = field(default=())
    aims: Sequence[tuple[date, float]] = field(default=())
    caps: Sequence[tuple[date, float]] = field(default=())
    bars: Sequence[Bar] = field(default=())

    def values(self) -> Iterator[float]:
        shown: Iterator[Measured | Bar] = chain(self.measured, self.bars)
        for one in shown:
            if one.value is not None:
                yield one.value
        for _, value in chain(self.aims, self.caps):
            yield value

    def days(self) -> Iterator[date]:
        for one in self.measured:
            yield one.day
        for day, _ in chain(self.aims, self.caps):
            yield day
        for bar in self.bars:
            yield bar.first
            yield bar.last

    def latest(self, unit: str) -> str:
        """The panel's name with what was measured last, to be read aloud."""
        values = [one.value for one in self.measured]
        values.extend(bar.value for bar in self.bars)
        if not values:
            return f"{self.name}: inget"
        last = values[-1]
        return f"{self.name}: {'visas inte' if last is None else told(last, 2) + unit}"


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart of panels says of itself; `unit` follows its numbers."""

    title: str
    description: str
    legend: Sequence[tuple[str, str]]
    unit: str = ""


def panels_chart(
    words: Words,
    panels: Sequence[Panel],
    *,
    columns: int = COLUMNS,
    since: date | None = None,
) -> str:
    """All panels over the same days, each on a scale of its own from 0, as SVG.

    The days begin with what was measured first, or earlier: `since`.
    """
    rows = max(-(-len(panels) // columns), 1)
    latest = "; ".join(panel.latest(words.unit) for panel in panels)
    drawing = Drawing(
        2 * MARGIN + columns * WIDTH,
        HEAD + rows * HEIGHT + MARGIN,
        words.title,
        f"{words.description} Senast: {latest}." if latest else words.description,
    )
    _legend(drawing, words.legend)
    days = [day for panel in panels for day in panel.days()]
    if not days:
        drawing.text(MARGIN, HEAD + TOP, "Det finns inget att visa.", "note")
        return drawing.svg()
    if since is not None:
        days.append(since)
    for number, panel in enumerate(panels):
        row, column = divmod(number, columns)
        x, y = MARGIN + column * WIDTH, HEAD + row * HEIGHT
        across = Days(*_span(days), x + LEFT, x + WIDTH - RIGHT)
        most = max(panel.values(), default=0) * ABOVE or 1
        up = Scale(0, most, y + HEIGHT - BOTTOM, y + TOP)
        _axes(drawing, across, up, words.unit)
        drawing.text(x + LEFT, y + 18, shortened(panel.name, LONGEST), "panel")
        _panel(drawing, panel, across, up, words.unit)
    return drawing.svg()


def _span(days: Sequence[date]) -> tuple[date, date]:
    """The first day and the last; of a single day its month."""
    first, last = min(days), max(days)
    return (first, last) if first < last else (first.replace(day=1), first + A_MONTH)


def _axes(drawing: Drawing, across: Days, up: Scale, unit: str) -> None:
    for value in up.marks(4):
        height = up.place(value)
        drawing.line((across.start, height), (across.end, height), "grid")
        said = told(value, up.decimals) + unit
        drawing.text(across.start - 6, height + 4, said, "note", anchor="end")
    for day, name in across.marks(4):
        place = across.place(day)
        drawing.line((place, up.start), (place, up.start + 4), "axis")
        drawing.text(place, up.start + 17, name, "note", anchor="middle")
    drawing.line((across.start, up.start), (across.end, up.start), "axis")


def _panel(drawing: Drawing, panel: Panel, across: Days, up: Scale, unit: str) -> None:
    for bar in panel.bars:
        _bar(drawing, bar, across, up, unit)
    for stair, kind in ((panel.aims, "aim"), (panel.caps, "cap")):
        points = [(across.place(day), up.place(value)) for day, value in stair]
        drawing.path(steps(points, across.end), kind)
    for before, after in pairwise(panel.measured):
        if before.series != after.series:
            middle = (across.place(before.day) + across.place(after.day)) / 2
            drawing.line((middle, up.start), (middle, up.end), "break")
            drawing.text(middle + 4, up.end + 10, after.series, "note")
        elif before.value is not None and after.value is not None:
            start = _at(before.day, before.value, across, up)
            end = _at(after.day, after.value, across, up)
            drawing.line(start, end, "actual")
    dot = 2.5 if len(panel.measured) <= FEW else 1.5
    place = None
    for one in panel.measured:
        if one.value is None:
            cross(drawing, (across.place(one.day), up.start - 7), one.day)
            continue
        hint = f"{one.day}: {told(one.value, up.decimals + 1)}{unit}"
        kind, radius = ("mark", dot) if one.within else ("outside", 4.0)
        place, last = _at(one.day, one.value, across, up), one.value
        drawing.dot(place, kind, hint, radius)
    if place is not None:
        x, y = place
        drawing.text(x + 7, y + 4, told(last, up.decimals) + unit)


def _bar(drawing: Drawing, bar: Bar, across: Days, up: Scale, unit: str) -> None:
    start, end = across.place(bar.first) + GAP, across.place(bar.last) - GAP
    if bar.value is None:
        cross(drawing, ((start + end) / 2, up.start - 7), bar.first)
        return
    top = min(up.place(bar.value), up.start)
    size = (max(end - start, GAP), max(up.start - top, 0))
    hint = f"{bar.first} till {bar.last}: {told(bar.value)}{unit}"
    drawing.box((start, top), size, bar.kind, hint)


def cross(drawing: Drawing, at: Point, day: date | None = None) -> None:
    """The mark of a value that is not shown."""
    x, y = at
    for turn in (4, -4):
        drawing.line((x - 4, y - turn), (x + 4, y + turn), "withheld")
    if day is not None:
        drawing.dot(at, "unseen", f"{day}: visas inte", radius=7)


def _at(day: date, value: float, across: Days, up: Scale) -> Point:
    return across.place(day), up.place(value)


def _legend(drawing: Drawing, legend: Sequence[tuple[str, str]]) -> None:
    x = float(MARGIN)
    for kind, word in legend:
        if kind in ("mark", "outside"):
            drawing.dot((x + 14, LEGEND - 4), kind, radius=4)
        elif kind in BARS:
            drawing.box((x, LEGEND - 10), (28, 11), kind)
        elif kind == "withheld":
            cross(drawing, (x + 14, LEGEND - 4))
        else:
            drawing.line((x, LEGEND - 4), (x + 28, LEGEND - 4), kind)
        drawing.text(x + 34, LEGEND, word, "note")
        x += 34 + 7 * len(word) + 22
