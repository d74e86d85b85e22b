"""The chart of indicators: a line that breaks where the definition was changed."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from tests.given import day
from tests.interfaces.charts.test_charts import SVG, drawn
from upphandling.interfaces.charts import indicators_chart


def value(last: str, told: str | None, **others: Any) -> dict[str, Any]:
    return {
        "indicator": "kontinuitet",
        "title": "Personalkontinuitet",
        "unit": "number",
        "system": "staden",
        "agreement": "avtal-a",
        "name": "Utförare A",
        "area": None,
        "last_on": day(last),
        "version": 1,
        "value": told,
        "series_break": False,
        "suppressed": told is None,
        **others,
    }


def of_class(svg: ET.Element, kind: str) -> list[ET.Element]:
    return [one for one in svg.iter() if one.get("class") == kind]


def texts(svg: ET.Element) -> list[str]:
    return [one.text or "" for one in svg.iter(f"{SVG}text")]


def test_each_value_is_a_dot_and_the_line_goes_through_them():
    svg = drawn(
        indicators_chart(
            [
                value("2026-01-31", "13.5"),
                value("2026-02-28", "12.25"),
                value("2026-03-31", "12"),
            ]
        )
    )

    hints = [one.findtext(f"{SVG}title") for one in svg.iter(f"{SVG}circle")]
    assert [hint for hint in hints if hint] == [
        "2026-01-31: 13,5",
        "2026-02-28: 12,25",
        "2026-03-31: 12",
    ]
    assert len(of_class(svg, "actual")) == 2 + 1  # and the legend's
    assert "Personalkontinuitet" in texts(svg)


def test_the_line_breaks_at_a_new_definition_and_says_which():
    svg = drawn(
        indicators_chart(
            [
                value("2026-01-31", "13.5"),
                value("2026-02-28", "12.25", version=2, series_break=True),
                value("2026-03-31", "12", version=2),
            ]
        )
    )

    assert len(of_class(svg, "actual")) == 1 + 1
    assert len(of_class(svg, "break")) == 1 + 1
    assert "def. 2" in texts(svg)
    description = svg.findtext(f"{SVG}desc") or ""
    assert "1 seriebrott" in description


def test_a_withheld_value_leaves_a_gap_and_a_mark_without_a_height():
    svg = drawn(
        indicators_chart(
            [
                value("2026-01-31", "13.5"),
                value("2026-02-28", None),
                value("2026-03-31", "12"),
            ]
        )
    )

    assert len(of_class(svg, "actual")) == 0 + 1
    assert len(of_class(svg, "withheld")) == 2 + 2
    assert "2026-02-28: visas inte" in [one.text for one in svg.iter(f"{SVG}title")]


def test_only_withheld_values_make_a_chart_too():
    svg = drawn(indicators_chart([value("2026-02-28", None)]))

    assert len(of_class(svg, "withheld")) == 2 + 2


def test_small_values_are_told_with_the_decimals_they_need():
    svg = drawn(
        indicators_chart([value("2026-01-31", "0.0333"), value("2026-02-28", "0.021")])
    )

    told = texts(svg)
    assert "0,021" in told
    assert {"0", "0,01", "0,02", "0,03"} <= set(told)


def test_a_single_value_stands_in_its_month():
    assert "feb 2026" in texts(drawn(indicators_chart([value("2026-02-14", "3")])))


def test_every_group_has_a_panel_with_its_name():
    svg = drawn(
        indicators_chart(
            [
                value("2026-01-31", "1", agreement=None, name=None),
                value("2026-01-31", "2", agreement=None, name=None, area="norr"),
                value("2026-01-31", "3"),
            ]
        )
    )

    assert {"staden", "staden, norr", "Utförare A"} <= set(texts(svg))


def test_several_indicators_are_told_apart():
    other = {"indicator": "nojdhet", "title": "Nöjda kunder", "unit": "percent"}
    svg = drawn(
        indicators_chart(
            [value("2026-01-31", "13"), value("2026-01-31", "88", **other)]
        )
    )

    names = {"Nyckeltal", "Personalkontinuitet: Utförare A", "Nöjda kunder: Utförare A"}
    assert names <= set(texts(svg))


def test_percent_is_told_where_every_value_is_one():
    svg = drawn(indicators_chart([value("2026-01-31", "88", unit="percent")]))

    assert "88 %" in texts(svg)


def test_nothing_to_show_is_told():
    assert "Det finns inget att visa." in texts(drawn(indicators_chart([])))
