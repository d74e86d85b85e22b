"""The chart of checks: what was done of what was to be done, agreement by agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from upphandling.interfaces.charts.drawing import Drawing, shortened
from upphandling.interfaces.charts.scales import Scale

Row = Mapping[str, Any]

WIDTH, LEFT, NAMES, TOLD = 652, 16, 190, 120
HEAD, ROW, FOOT = 88, 26, 14
BAR = 16
ROOM = 14  # for a number within a part
LONGEST = 27  # letters of a name that there is room for
PARTS = (
    ("done", "met", "gjord i tid"),
    ("late", "late", "gjord för sent"),
    ("missed", "missed", "missad"),
    ("ahead", "ahead", "inte gjord än"),
)


def checks_chart(rows: Sequence[Row]) -> str:
    """Checks counted by agreement as SVG: one bar each, in parts.

    A row has `name`, and how many were `done` in time, done `late`, `missed`, and are
    still `ahead`. Each part has its number in it where there is room.
    """
    drawing = Drawing(
        WIDTH, HEAD + max(len(rows), 1) * ROW + FOOT, "Gjorda kontroller", _said(rows)
    )
    _legend(drawing)
    if not rows:
        drawing.text(LEFT, HEAD, "Det finns inget att visa.", "note")
        return drawing.svg()
    most = max(map(_to_do, rows)) or 1
    across = Scale(0, most, LEFT + NAMES, WIDTH - LEFT - TOLD)
    for number, row in enumerate(rows):
        _bar(drawing, row, across, HEAD + number * ROW)
    return drawing.svg()


def _bar(drawing: Drawing, row: Row, across: Scale, top: float) -> None:
    name = row["name"]
    base = top + BAR - 4
    drawing.text(LEFT, base, shortened(name, LONGEST))
    before = 0
    for part, kind, word in PARTS:
        number = row[part]
        if not number:
            continue
        start, end = across.place(before), across.place(before + number)
        hint = f"{name}: {number} {word}"
        drawing.box((start, top), (end - start, BAR), kind, hint)
        if end - start >= ROOM and kind != "late":
            inside = "inside" if kind == "met" else ""
            drawing.text((start + end) / 2, base, str(number), inside, "middle")
        before += number
    drawing.text(across.place(before) + 8, base, _told(row))


def _told(row: Row) -> str:
    return f"{row['done'] + row['late']} av {_to_do(row)}"


def _to_do(row: Row) -> int:
    return sum(row[part] for part, _, _ in PARTS)


def _said(rows: Sequence[Row]) -> str:
    told = "; ".join(
        f"{row['name']}: {_told(row)} gjorda, {row['late']} för sent,"
        f" {row['missed']} missade"
        for row in rows
    )
    return f"Kontroller som skulle göras, i {len(rows)} avtal. {told}"


def _legend(drawing: Drawing) -> None:
    x, y = float(LEFT), 52
    for _, kind, word in PARTS:
        drawing.box((x, y - 11), (28, 12), kind)
        drawing.text(x + 34, y, word, "note")
        x += 34 + 7 * len(word) + 22
