"""The charts of a report's page: what its figures say, and in public no more."""

from __future__ import annotations

from datetime import date

from tests.given import day
from tests.interfaces.charts.test_charts import (
    SVG,
    after_legend,
    drawn,
    of_class,
    words,
)
from tests.interfaces.report.conftest import asked, figures_of, report_of
from tests.outline import Outline
from tests.payment_town import adopt, calculate, decide, granted
from tests.reported_town import LARGE, PLAN, SMALL
from tests.town import Town
from upphandling.interfaces.report import page_rows
from upphandling.interfaces.report.page_charts import _months_before, charts_of
from upphandling.interop.report_page import report_page

YEAR = day("2025-04-01")


def charts(town: Town, at: str | None = None, *, public: bool = False):
    with town.house.database.engine.connect() as connection:
        return charts_of(connection, asked(town, at, public=public))


def rows_of(town: Town, ask, *told, at: str | None = None, public: bool = False):
    with town.house.database.engine.connect() as connection:
        return ask(connection, asked(town, at, public=public), *told)


def test_each_section_that_is_drawn_has_its_charts(reported):
    found = charts(reported)

    assert {section: len(drawings) for section, drawings in found.items()} == {
        "timetable": 1,
        "shares": 1,
        "indicators": 1,
        "checks": 1,
        "cost": 1,
    }
    assert set(found) <= {one["section"] for one in report_of(reported)["sections"]}


def test_a_chart_of_checks_says_what_the_figures_say(reported):
    for public in (False, True):
        figures = figures_of(reported, public=public)
        bars = rows_of(reported, page_rows.check_rows, public=public)

        for agreement, bar in zip((LARGE, SMALL), bars, strict=True):
            done = figures[f"checks.done/{agreement}"]["value"]
            missed = figures[f"checks.missed/{agreement}"]["value"]
            assert (bar["done"] + bar["late"], bar["missed"]) == (done, missed)


def test_a_check_is_missed_in_the_chart_on_the_day_after(reported):
    def missed(at: str) -> int:
        return rows_of(reported, page_rows.check_rows, at=at)[1]["missed"]

    assert (missed("2026-02-15"), missed("2026-02-16")) == (0, 2)


def test_a_chart_of_shares_ends_with_the_figures(reported):
    found = rows_of(reported, page_rows.share_rows, YEAR)["shares"]
    last = {
        row["agreement"]: row["percent"]
        for row in found
        if row["on"] == day("2026-03-31") and row["area"] is None
    }

    figures = figures_of(reported)
    assert last == {
        one: float(figures[f"shares.percent/{one}"]["value"]) for one in (LARGE, SMALL)
    }
    assert all(row["of_customers"] for row in found)


def test_a_chart_of_payments_says_what_was_approved_by_the_day(reported):
    def paid(at: str) -> dict[str, int | None]:
        found = rows_of(reported, page_rows.payment_rows, YEAR, at=at)
        return {row["agreement"]: row["paid_ore"] for row in found}

    assert paid("2026-02-01") == {}
    assert paid("2026-02-02") == {LARGE: 374_370}
    assert paid("2026-03-02") == {"": None, LARGE: 374_370, SMALL: None}


def test_a_month_is_drawn_as_approved_from_the_day_it_was(database_url):
    with Town(database_url, "2025-12-01T09:00") as town:
        town.founded().with_agreement(LARGE, starts_on="2025-01-01")
        adopt(town)
        granted(town, "k-1", LARGE)
        town.at("2026-02-02T09:00")
        calculate(town, LARGE)
        town.at("2026-02-10T09:00")
        decide(town, "approve", f"{LARGE}.2026-01", total_ore=0)
        town.house.refresh()

        (before,) = rows_of(town, page_rows.payment_rows, YEAR, at="2026-02-09")
        (after,) = rows_of(town, page_rows.payment_rows, YEAR, at="2026-02-10")

    assert (before["paid_ore"], before["calculated_ore"]) == (None, 0)
    assert after["paid_ore"] == 0


def test_a_value_is_drawn_from_the_day_it_was_known(reported):
    def told(at: str) -> list[object]:
        return rows_of(reported, page_rows.indicator_rows, YEAR, at=at)

    assert told("2026-02-01") == []
    assert len(told("2026-02-02")) == 1


def test_in_public_the_charts_hide_what_the_figures_hide(reported):
    shares = rows_of(reported, page_rows.share_rows, YEAR, public=True)["shares"]
    assert {row["percent"] for row in shares} == {None}

    paid = rows_of(reported, page_rows.payment_rows, YEAR, public=True)
    assert {row["agreement"]: row["paid_ore"] for row in paid} == {LARGE: None}

    (values,) = rows_of(reported, page_rows.indicator_rows, YEAR, public=True)
    assert {row["agreement"]: row["value"] for row in values} == {
        None: "3.5",
        LARGE: None,
        SMALL: None,
    }
    for section in ("shares", "cost"):
        (svg,) = charts(reported, public=True)[section]
        assert "75 %" not in svg
        assert "3,7" not in svg


def test_a_milestone_is_drawn_as_it_stood_on_the_day(reported):
    def told(at: str) -> list[str]:
        (svg,) = charts(reported, at)["timetable"]
        return words(svg)[words(svg).index("Första året är utvärderat") + 1 :]

    assert told("2026-03-01") == []
    assert told("2026-03-02") == ["10 dagar senare"]
    assert told("2026-03-21") == ["missad"]


def test_a_milestone_is_met_from_the_day_it_was(reported):
    def met(at: str) -> int:
        (svg,) = charts(reported, at)["timetable"]
        return len(after_legend(svg, "met"))

    assert (met("2026-01-05"), met("2026-01-12")) == (0, 1)


def test_a_milestone_that_was_given_up_is_drawn_so(database_url):
    with Town(database_url, "2025-12-01T09:00") as town:
        town.founded()
        town.do("plan.draw_up", {**PLAN, "system": "staden"})
        when = {"earliest": "2026-03-01", "latest": "2026-03-31"}
        told = {"milestone": "start", "title": "Avtalen börjar", "when": when}
        town.do("plan.add_milestone", {**PLAN, **told})
        town.at("2026-02-02T09:00")
        why = {"milestone": "start", "reason": "Upphandlingen avbröts."}
        town.do("plan.abandon_milestone", {**PLAN, **why})
        town.house.refresh()
        (before,) = charts(town, "2026-02-01")["timetable"]
        (after,) = charts(town, "2026-02-02")["timetable"]

    assert "övergiven" not in words(before)
    assert "övergiven" in words(after)


def test_the_page_of_the_town_holds_together(reported):
    for public in (False, True):
        found = report_of(reported, public=public)
        told = report_page(found, charts(reported, public=public)).decode()
        identities = [one["id"] for _, one in Outline(told).tags if "id" in one]

        assert len(identities) == len(set(identities))
        for section in found["sections"]:
            assert {one["figure"] for one in section["figures"]} <= set(identities)
        assert told.count("<svg") == 5


def test_more_agreements_than_a_paper_holds_are_drawn_on_several(reported, monkeypatch):
    monkeypatch.setattr("upphandling.interfaces.report.page_charts.PANELS", 1)
    found = charts(reported)["shares"]

    assert [[one.text for one in of_class(svg, "panel")] for svg in found] == [
        ["Utförare A"],
        ["Utförare B"],
    ]
    identities = [one.get("id") for svg in found for one in drawn(svg).iter()]
    named = [one for one in identities if one]
    assert len(named) == len(set(named))


def test_every_chart_is_told_in_words_and_fits_on_paper(reported):
    for drawings in charts(reported).values():
        for svg in drawings:
            root = drawn(svg)
            assert root.findtext(f"{SVG}desc")
            assert int(root.get("width") or 0) <= 680
            assert int(root.get("height") or 0) <= 980


def test_a_year_of_months_ends_with_the_report():
    assert _months_before(date(2026, 3, 31)) == date(2025, 4, 1)
    assert _months_before(date(2026, 12, 31)) == date(2026, 1, 1)
    assert _months_before(date(2026, 1, 12)) == date(2025, 2, 1)
