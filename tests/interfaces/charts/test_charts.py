"""Charts show what the rows say, are the same each time, and can be read aloud."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.given import day
from upphandling.domain.plan import Progress
from upphandling.interfaces.charts import shares_chart, timetable_chart
from upphandling.interfaces.charts.drawing import NAMESPACE, STYLE, steps
from upphandling.interfaces.charts.scales import Days, Scale, told

SVG = f"{{{NAMESPACE}}}"


def share(when: str, percent: float, **others: Any) -> dict[str, Any]:
    return {
        "on": day(when),
        "system": "staden",
        "bundle": "omvardnad",
        "agreement": "avtal-a",
        "name": "Utförare A",
        "area": None,
        "unit": "customers",
        "percent": percent,
        "hours_percent": percent + 1,
        "target_percent": 10.0,
        "cap_percent": None,
        "within_tolerance": abs(percent - 10) <= 1,
        **others,
    }


def over_time(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"from": day("2026-01-01"), "to": day("2026-12-31"), "shares": rows}


def milestone(title: str, first: str, last: str, **others: Any) -> dict[str, Any]:
    planned = {"planned_earliest": day(first), "planned_latest": day(last)}
    return {
        "title": title,
        **planned,
        "latest": planned["planned_latest"],
        "met_on": None,
        "status": Progress.PLANNED,
        **others,
    }


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314


def words(svg: str) -> list[str]:
    return [text.text or "" for text in drawn(svg).iter(f"{SVG}text")]


def of_class(svg: str, kind: str) -> list[ET.Element]:
    return [one for one in drawn(svg).iter() if one.get("class") == kind]


def after_legend(svg: str, kind: str) -> list[ET.Element]:
    """What is drawn in a way, but for the one that stands in the legend."""
    return of_class(svg, kind)[1:]


BOTH = [
    shares_chart(over_time(share("2026-01-31", 9.5))),
    timetable_chart({"milestones": [milestone("Annons", "2026-01-01", "2026-02-01")]}),
]


@pytest.mark.parametrize("svg", BOTH, ids=["shares", "timetable"])
def test_a_chart_has_a_title_and_a_description_that_it_names(svg):
    root = drawn(svg)
    names = {one.get("id"): one for one in root}

    assert root.get("role") == "img"
    told_by = [names[name] for name in (root.get("aria-labelledby") or "").split()]
    assert [one.tag for one in told_by] == [f"{SVG}title", f"{SVG}desc"]
    assert all(one.text for one in told_by)


@pytest.mark.parametrize(
    "svg", [shares_chart(over_time()), timetable_chart({"milestones": []})]
)
def test_where_there_is_nothing_the_chart_says_so(svg):
    assert "Det finns inget att visa." in words(svg)


def test_names_cannot_break_out_of_the_chart():
    evil = '</text><script>f("x")</script>&'
    svg = shares_chart(over_time(share("2026-01-31", 9.5, name=evil)))

    assert evil in words(svg)
    assert "<script" not in svg


def test_each_agreement_has_a_panel_and_each_measured_day_a_dot():
    rows = [
        share("2026-01-31", 9.5),
        share("2026-02-28", 12.5),
        share("2026-01-31", 50, agreement="avtal-b", name="Utförare B"),
        share("2026-01-31", 3, area="norr"),  # an area is no panel of its own
    ]
    svg = shares_chart(over_time(*rows))

    panels = [one.text for one in of_class(svg, "panel")]
    assert panels == ["Utförare A", "Utförare B"]
    assert [one[0].text for one in of_class(svg, "mark")] == ["2026-01-31: 9,5 %"]
    outside = [one[0].text for one in after_legend(svg, "outside")]
    assert outside == ["2026-02-28: 12,5 %", "2026-01-31: 50 %"]


def test_a_share_of_hours_is_drawn_in_hours():
    svg = shares_chart(over_time(share("2026-01-31", 9.5, unit="hours")))

    assert [one[0].text for one in of_class(svg, "mark")] == ["2026-01-31: 10,5 %"]


def test_more_is_higher_up():
    rows = [share(f"2026-0{month}-28", month) for month in range(1, 6)]
    dots = after_legend(shares_chart(over_time(*rows)), "outside")
    heights = [float(dot.get("cy") or 0) for dot in dots]

    assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ({}, None),
        ({"met_on": day("2026-03-15"), "status": Progress.MET}, "i tid"),
        ({"met_on": day("2026-03-31"), "status": Progress.MET}, "i tid"),
        ({"met_on": day("2026-04-01"), "status": Progress.MET}, "1 dag senare"),
        ({"met_on": day("2026-02-26"), "status": Progress.MET}, "3 dagar tidigare"),
        ({"latest": day("2026-05-31")}, "61 dagar senare"),
        ({"status": Progress.MISSED}, "missad"),
        ({"status": Progress.ABANDONED}, "övergiven"),
    ],
)
def test_a_milestone_says_how_it_went(outcome, said):
    row = milestone("Annonsen", "2026-03-01", "2026-03-31", **outcome)
    svg = timetable_chart({"milestones": [row]})

    after = words(svg)[words(svg).index("Annonsen") + 1 :]
    assert after == ([said] if said else [])
    assert len(after_legend(svg, "met")) == (row["met_on"] is not None)
    assert bool(after_legend(svg, "lost")[1:]) == (said in ("missad", "övergiven"))
    assert bool(after_legend(svg, "slip")[1:]) == ("dag" in (said or ""))


def test_things_are_told_apart_without_colour():
    ways = {
        line.split()[0]: {
            part.split(":")[0].strip(): part.split(":")[1].strip()
            for part in line[line.index("{") + 1 : line.rindex("}")].split(";")
        }
        for line in STYLE.splitlines()
        if line.startswith(".") and line.endswith("}")
    }
    drawn_as = {
        kind: (ways[kind].get("stroke-width"), ways[kind].get("stroke-dasharray"))
        for kind in (".actual", ".aim", ".cap", ".break")
    }
    assert len(set(drawn_as.values())) == len(drawn_as)


def test_several_charts_can_stand_on_one_page():
    identities = [
        one.get("id")
        for svg in (
            *BOTH,
            shares_chart(over_time()),
            timetable_chart({"milestones": []}),
        )
        for one in drawn(svg).iter()
        if one.get("id")
    ]

    assert len(identities) == len(set(identities))


def test_what_is_hatched_finds_its_hatching():
    svg = BOTH[1]
    (pattern,) = [
        one.get("id")
        for one in drawn(svg).iter(f"{SVG}pattern")
        if (one.get("id") or "").startswith("hatched")
    ]

    boxes = of_class(svg, "planned")
    assert boxes
    assert {box.get("fill") for box in boxes} == {f"url(#{pattern})"}


def test_a_share_that_is_not_shown_is_a_mark_and_told_in_the_legend():
    hidden = share("2026-02-28", 9.5) | {"percent": None, "within_tolerance": None}
    svg = shares_chart(over_time(share("2026-01-31", 9.5), hidden))

    assert len(of_class(svg, "withheld")) == 2 + 2
    assert "visas inte" in words(svg)
    assert "visas inte" not in words(BOTH[0])


def test_names_are_shortened_where_there_is_no_room():
    long = "Omsorg och trygghet i hela Mellansverige"
    svg = shares_chart(over_time(share("2026-01-31", 9.5, name=long)))

    assert "Omsorg och trygghet i hela Mellan…" in words(svg)
    assert long in (drawn(svg).findtext(f"{SVG}desc") or "")


def test_on_paper_there_are_fewer_panels_beside_each_other():
    rows = over_time(
        *(share("2026-01-31", 9.5, agreement=f"avtal-{one}") for one in "abcd")
    )

    wide, narrow = drawn(shares_chart(rows)), drawn(shares_chart(rows, columns=2))
    assert int(narrow.get("width") or 0) < 680 < int(wide.get("width") or 0)
    assert narrow.get("height") == wide.get("height")  # two rows of two, or of three


def test_the_same_rows_make_the_same_bytes():
    rows = over_time(share("2026-01-31", 9.5), share("2026-02-28", 9.5))

    assert shares_chart(rows) == shares_chart(rows)


@given(
    low=st.floats(0, 1e6),
    width=st.floats(0.01, 1e6),
    most=st.integers(2, 9),
)
def test_marks_are_even_and_within_the_scale(low, width, most):
    marks = list(Scale(low, low + width, 0, 100).marks(most))

    assert len(marks) <= most + 1
    assert all(low - 1e-6 <= mark <= low + width + 1e-6 for mark in marks)
    apart = [after - before for before, after in pairwise(marks)]
    assert all(abs(one - apart[0]) < 1e-6 * max(1, low) for one in apart)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 20_000))
def test_days_are_marked_at_the_first_of_months(first, lasts):
    last = date.fromordinal(first.toordinal() + lasts)
    marks = list(Days(first, last, 0, 100).marks())

    assert all(mark.day == 1 and first <= mark <= last for mark, _ in marks)
    assert not marks or str(marks[0][0].year) in marks[0][1]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (5.0, "5"),
        (9.94, "9,9"),
        (100, "100"),
        (-3.25, "\u22123,2"),
        (5000, "5000"),
        (12345, "12\u00a0345"),
    ],
)
def test_numbers_are_told_in_swedish(value, text):
    assert told(value) == text


def test_a_value_holds_until_the_next():
    assert steps([(0, 5), (10, 7)], 20) == [(0, 5), (10, 5), (10, 7), (20, 7)]
    assert steps([], 20) == []
