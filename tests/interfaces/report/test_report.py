"""The quarterly report: each figure as it was on a day, and the events it was counted from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.given import day
from tests.interfaces.report.conftest import asked, figures_of, report_of
from tests.town import Town
from upphandling.domain.errors import Refused
from upphandling.interfaces.report.making import NoSuchFigure, asked_of, the_figure
from upphandling.interfaces.report.quarter import (
    DayNotYet,
    NoSuchQuarter,
    Quarter,
    QuarterNotBegun,
)
from upphandling.interfaces.report.sections import SECTIONS

ALL = 10_000


# -- Every figure rests on something -----------------------------------------------


@pytest.mark.parametrize("public", [False, True], ids=["inside", "public"])
def test_every_figure_names_its_events_or_says_why_there_are_none(reported, public):
    for figure in figures_of(reported, public=public).values():
        assert figure["events"] or figure["note"], figure
        assert len(figure["events"]) == min(figure["events_total"], 10), figure


def test_every_figure_bears_the_name_of_its_section_and_no_other_figure_s(reported):
    found = report_of(reported)
    keys = [
        (section["section"], figure["figure"])
        for section in found["sections"]
        for figure in section["figures"]
    ]

    assert [section["section"] for section in found["sections"]] == list(SECTIONS)
    assert len({key for _, key in keys}) == len(keys)
    assert all(key.startswith(f"{section}.") for section, key in keys)


def test_every_event_that_is_named_is_in_the_log(reported):
    named = {event for f in figures_of(reported).values() for event in f["events"]}
    log = {
        f"{row.stream_id}@{row.version}" for row in reported.house.recorder.records()
    }

    assert {one for one in named if not one.startswith("refusal:")} <= log


@pytest.mark.parametrize(
    "key",
    [
        "timetable.planned",
        "shares.percent/avtal-a",
        "shares.customers/avtal-a",
        "checks.percent",
        "deviations.found",
        "cost.paid",
    ],
)
def test_page_by_page_a_figure_names_all_of_its_events_once(reported, key):
    figure = figures_of(reported)[key]
    pages = [
        the_figure(reported.house, asked(reported), key, 3, offset)["events"]
        for offset in range(0, figure["events_total"] + 3, 3)
    ]
    events = [event for page in pages for event in page]

    assert len(events) == figure["events_total"] == len(set(events))
    assert events[:10] == figure["events"]


def test_a_page_of_events_may_begin_among_the_named_and_end_among_the_others(reported):
    key = "shares.percent/avtal-a"
    (all_,) = [the_figure(reported.house, asked(reported), key, ALL, 0)["events"]]

    for limit, offset in ((1, 0), (2, 1), (4, 1), (3, 2), (5, 4), (9, 20)):
        page = the_figure(reported.house, asked(reported), key, limit, offset)
        assert page["events"] == all_[offset : offset + limit]


def test_a_figure_that_is_not_there_is_refused(reported):
    for key in ("checks.done/avtal-x", "checks", "okand.done", ""):
        with pytest.raises(NoSuchFigure):
            the_figure(reported.house, asked(reported), key, 10, 0)


# -- What the figures say -----------------------------------------------------------


def test_the_figures_are_those_of_the_quarter(reported):
    found = figures_of(reported)

    assert {
        key: found[key]["value"]
        for key in (
            "timetable.met",
            "timetable.missed",
            "timetable.moved",
            "shares.customers/avtal-a",
            "shares.customers/avtal-b/norr",
            "indicators.kontinuitet/avtal-b/2026-01-05",
            "checks.planned",
            "checks.done",
            "checks.missed/avtal-b",
            "checks.failed",
            "checks.percent/avtal-b",
            "deviations.found",
            "deviations.critical",
            "deviations.stopped",
            "cost.paid",
            "cost.waiting",
            "cost.missing",
            "flags.licence",
        )
    } == {
        "timetable.met": 1,
        "timetable.missed": 1,
        "timetable.moved": 1,
        "shares.customers/avtal-a": 6,
        "shares.customers/avtal-b/norr": 2,
        "indicators.kontinuitet/avtal-b/2026-01-05": "3.5",
        "checks.planned": 8,
        "checks.done": 2,
        "checks.missed/avtal-b": 4,
        "checks.failed": 1,
        "checks.percent/avtal-b": "0.0",
        "deviations.found": 2,
        "deviations.critical": 1,
        "deviations.stopped": 1,
        "cost.paid": "3743.70",
        "cost.waiting": 1,
        "cost.missing": 4,
        "flags.licence": 2,
    }


def test_a_share_is_red_outside_its_tolerance_and_rests_on_what_it_is_held_against(
    reported,
):
    share = figures_of(reported)["shares.percent/avtal-a"]

    assert (share["value"], share["target"], share["red"]) == ("75", "50", True)
    assert share["events"][:2] == ["agreement:avtal-a@1", "choice_system:staden@7"]
    assert share["events_total"] == 2 + 6


def test_what_is_counted_adds_up(reported):
    found = figures_of(reported)

    for measure in ("planned", "done", "missed"):
        assert found[f"checks.{measure}"]["value"] == sum(
            found[f"checks.{measure}/{one}"]["value"] for one in ("avtal-a", "avtal-b")
        )
    assert found["deviations.found"]["value"] == sum(
        found[f"deviations.{one}"]["value"] for one in ("minor", "serious", "critical")
    )


# -- As it was known on a day --------------------------------------------------------


def test_a_check_not_done_in_time_is_red_on_the_day_after(reported):
    last_day = figures_of(reported, "2026-02-15")["checks.missed/avtal-b"]
    day_after = figures_of(reported, "2026-02-16")["checks.missed/avtal-b"]

    assert (last_day["value"], last_day["red"]) == (0, False)
    assert (day_after["value"], day_after["red"]) == (2, True)


def test_what_came_later_is_not_told_of_an_earlier_day(reported):
    early = figures_of(reported, "2026-02-01")
    later = figures_of(reported, "2026-02-02")

    assert early["cost.paid"]["value"] is None
    assert later["cost.paid"]["value"] == "3743.70"
    assert early["checks.done"]["value"] == 0
    assert early["deviations.found"]["value"] == 0
    assert early["deviations.stopped"]["value"] == 0


def test_a_milestone_has_the_last_day_it_had(reported):
    key = "timetable.day/tidplan/utvarderat"
    before = figures_of(reported, "2026-03-01")[key]
    after = figures_of(reported, "2026-03-02")[key]
    missed = figures_of(reported, "2026-03-21")[key]

    assert (before["value"], before["red"]) == ("2026-03-10", False)
    assert (after["value"], after["target"]) == ("2026-03-20", "2026-03-10")
    assert missed["red"]


def test_a_running_quarter_is_told_until_the_day(reported):
    found = report_of(reported, "2026-02-10")

    assert (found["to"], found["on"]) == (day("2026-03-31"), day("2026-02-10"))


def test_a_quarter_that_has_not_begun_and_a_day_to_come_are_refused(reported):
    with pytest.raises(QuarterNotBegun):
        asked_of(reported.house, "staden", Quarter.parse("2026-Q3"), None, public=False)
    for on, refused in (("2025-12-31", QuarterNotBegun), ("2026-04-16", DayNotYet)):
        with pytest.raises(refused):
            asked(reported, on)


def test_a_system_where_nothing_has_happened_has_a_report(database_url):
    with Town(database_url, "2026-02-02T09:00") as town:
        town.founded().house.refresh()
        found = figures_of(town)

    assert found
    assert all(figure["note"] for figure in found.values() if not figure["events"])


@contextmanager
def counting(town: Town) -> Iterator[list[str]]:
    """Every query that the read models are asked meanwhile."""
    asked_so_far: list[str] = []
    engine = town.house.database.engine

    def note(_connection, _cursor, statement, *_):
        asked_so_far.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked_so_far
    event.remove(engine, "before_cursor_execute", note)


def test_more_agreements_ask_no_more_queries(sqlite_url):
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        town.founded()
        numbers = []
        for agreements in (("a", "b"), ("c", "d", "e", "f")):
            for agreement in agreements:
                town.with_agreement(agreement, starts_on="2025-01-01")
            town.house.refresh()
            with counting(town) as queries:
                report_of(town)
            numbers.append(len(queries))

    few, many = numbers
    assert few == many > 0


# -- Quarters -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021-Q1", "2021-01-01", "2021-03-31"),
        ("2020-Q2", "2020-04-01", "2020-06-30"),
        ("2020-Q3", "2020-07-01", "2020-09-30"),
        ("2020-Q4", "2020-10-01", "2020-12-31"),
    ],
)
def test_a_quarter_has_three_months(text, first, last):
    assert Quarter.parse(text) == (text, day(first), day(last))


@pytest.mark.parametrize(
    "text", ["", "2021", "2021-Q0", "2021-Q5", "2021-q1", "Q1-2021"]
)
def test_what_is_no_quarter_is_not_read_as_one(text):
    with pytest.raises(NoSuchQuarter):
        Quarter.parse(text)


def test_the_refusals_are_told_in_swedish():
    for refusal in (QuarterNotBegun, DayNotYet, NoSuchFigure):
        assert issubclass(refusal, Refused)
        assert refusal.message().endswith(".")
