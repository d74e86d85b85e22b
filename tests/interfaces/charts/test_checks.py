"""The chart of checks: one bar an agreement, each part told apart without colour."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tests.interfaces.charts.test_charts import SVG, drawn, of_class, words
from upphandling.interfaces.charts import checks_chart


def row(name: str, done: int, late: int, missed: int, ahead: int) -> dict[str, Any]:
    return {"name": name, "done": done, "late": late, "missed": missed, "ahead": ahead}


A, B = row("Utförare A", 3, 1, 2, 0), row("Utförare B", 4, 0, 0, 6)


def test_what_was_done_is_told_of_what_was_to_be_done():
    told = words(checks_chart([A, B]))

    assert told[told.index("Utförare A") :] == [
        *("Utförare A", "3", "2", "4 av 6"),
        *("Utförare B", "4", "6", "4 av 10"),
    ]


def test_each_part_has_its_own_look_and_its_own_words():
    svg = checks_chart([A, B])

    hints = {
        box.get("class"): box.findtext(f"{SVG}title")
        for kind in ("met", "late", "missed", "ahead")
        for box in of_class(svg, kind)
        if box.findtext(f"{SVG}title")
    }
    assert hints == {
        "met": "Utförare B: 4 gjord i tid",
        "late": "Utförare A: 1 gjord för sent",
        "missed": "Utförare A: 2 missad",
        "ahead": "Utförare B: 6 inte gjord än",
    }
    assert all("hatched" in (box.get("fill") or "") for box in of_class(svg, "planned"))
    assert all("striped" in (box.get("fill") or "") for box in of_class(svg, "late"))


def test_the_parts_stand_end_to_end_and_as_long_as_they_are_many():
    boxes = [
        box
        for kind in ("met", "late", "missed")
        for box in of_class(checks_chart([A]), kind)
        if box.findtext(f"{SVG}title")
    ]
    places = [(float(box.get("x") or 0), float(box.get("width") or 0)) for box in boxes]

    assert all(
        abs(x + wide - after) < 0.11 for (x, wide), (after, _) in pairwise(places)
    )
    done, late, missed = (wide for _, wide in places)
    assert abs(done - 3 * late) < 0.4
    assert abs(missed - 2 * late) < 0.4


def test_it_can_be_read_aloud():
    told = drawn(checks_chart([A])).findtext(f"{SVG}desc")

    assert told == (
        "Kontroller som skulle göras, i 1 avtal."
        " Utförare A: 4 av 6 gjorda, 1 för sent, 2 missade"
    )


def test_an_agreement_without_checks_and_none_at_all_are_told():
    assert "0 av 0" in words(checks_chart([row("Utförare A", 0, 0, 0, 0)]))
    assert "Det finns inget att visa." in words(checks_chart([]))
