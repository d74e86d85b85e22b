"""Every deadline that was written down beforehand, asked for on the command line."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

from upphandling.domain.calendar import WEEKDAYS, swedish_calendar
from upphandling.domain.rulebook import book

GOLDEN = Path(__file__).parent.parent / "golden" / "deadlines.csv"
with GOLDEN.open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table))

ASKED = ("rule", "channel", "on", "stated_last_day", "length")
ANSWERED = ("nominal", "last_day", "free_from")


def test_every_row_of_the_golden_table_is_counted_as_it_was_written_down(cli):
    questions = [
        {"from": row["trigger"], **{name: row[name] for name in ASKED if row[name]}}
        for row in ROWS
    ]
    said = cli("deadline", "calc", stdin="\n".join(map(json.dumps, questions)))

    assert said.code == 0
    answers = [json.loads(line) for line in said.out.splitlines()]
    assert len(answers) == len(ROWS)
    assert [
        (row["rule"], row["trigger"], row["source_or_working"], answer)
        for row, answer in zip(ROWS, answers, strict=True)
        if {name: answer[name] for name in ANSWERED}
        != {name: row[name] for name in ANSWERED}
    ] == []


def test_the_golden_table_has_every_feast_as_the_last_day_of_a_standstill():
    feasts = {closed.name for closed in swedish_calendar().entries} - {
        "annandag pingst",  # no feast since 2005
        *WEEKDAYS,
    }
    ends = {
        (closing(row["nominal"]), row["channel"])
        for row in ROWS
        if row["rule"] == "standstill"
    }

    assert len(feasts) == 16
    assert {(feast, channel) for feast in feasts for channel in CHANNELS} <= ends


def test_the_golden_table_is_large_and_spans_the_years_and_the_rules():
    counted = {entry.id for entry in book().entries if entry.counting}
    by_rule = Counter(row["rule"] for row in ROWS)

    assert len(ROWS) >= 400
    assert {int(row["trigger"][:4]) for row in ROWS} == set(range(2017, 2031))
    assert set(by_rule) >= counted - {
        "emergency-takeover",
        "lov-contract-start",
        "continuity-measurement",
    }
    assert sum(1 for row in ROWS if row["stated_last_day"]) >= 15
    assert sum(1 for row in ROWS if row["on"]) >= 8
    assert all(row["source_or_working"] for row in ROWS)


def test_the_golden_table_has_feasts_for_every_way_of_counting():
    for rule in (
        "answers-before-last-day",
        "cancellation-review",
        "legality-appeal",
        "new-grounds",
        "ten-day-period",
    ):
        ends = {closing(row["nominal"]) for row in ROWS if row["rule"] == rule}
        assert len(ends - {None, *WEEKDAYS}) >= 14, rule


CHANNELS = ("electronic", "other")


def closing(day):
    return swedish_calendar().why_closed(date.fromisoformat(day))
