"""`follow-up report`: the quarter from the command line, as text, JSON, CSV and a page."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest

from tests.access.roster_town import grant, kept
from tests.reported_town import QUARTER, lived
from tests.town import Town
from upphandling.domain.base import Role
from upphandling.interop.report_figures import FLAT

REPORT = ("follow-up", "report", "--system", "staden", "--quarter", QUARTER)
THEN = ("--at", "2026-04-15")


@pytest.fixture(scope="module")
def url(sqlite_databases) -> str:
    told: str = sqlite_databases.migrated()
    with Town(told, "2025-12-01T09:00") as town:
        lived(town)
    return told


@pytest.fixture
def report(cli, url, monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABASE", url)
    return lambda *more: cli(*REPORT, *THEN, *more)


def test_the_report_is_read_as_text_and_something_is_red(report):
    said = report()

    assert said.code == 1
    assert said.err == ""
    lines = said.out.splitlines()
    assert lines[0] == (
        "Hemtjänst i staden, 2026-Q1, 2026-01-01 till 2026-03-31,"
        " som det var känt 2026-04-15"
    )
    (missed,) = [line for line in lines if line.endswith("checks.missed/avtal-b")]
    assert " ".join(missed.split()) == (
        "! Missade kontroller Utförare B 4 checks.missed/avtal-b"
    )
    for title in ("Tidplan mot utfall", "Andelar", "Nyckeltal", "Ersättning"):
        assert title in lines


def test_a_running_quarter_says_until_when(cli, report):
    said = cli(*REPORT, "--on", "2026-02-10")

    assert said.out.splitlines()[0].endswith("till och med 2026-02-10")


def test_the_same_as_json_and_as_csv(report):
    said = report("--json")
    found = said.json["data"]
    figures = [one for part in found["sections"] for one in part["figures"]]
    rows = list(csv.DictReader(StringIO(report("--csv").out)))

    assert said.json["status"] == "found"
    assert [row["figure"] for row in rows] == [one["figure"] for one in figures]
    assert tuple(rows[0]) == FLAT
    events = [json.loads(row["events"] or "[]") for row in rows]
    assert events == [one["events"] for one in figures]


def test_one_figure_with_all_its_events_page_by_page(report):
    said = report("--figure", "checks.percent", "--limit", "2", "--offset", "1")
    found = report("--figure", "checks.percent", "--json").json["data"]

    assert said.code == 0
    assert said.out.splitlines()[-1] == f"{found['events_total']} händelser i allt"
    assert [line.strip() for line in said.out.splitlines()[-4:-2]] == found["events"][
        1:3
    ]


def test_a_page_is_written_with_every_figure_on_it(report, tmp_path):
    file = tmp_path / "rapport.html"
    said = report("--html", str(file), "--json")
    page = file.read_text("utf-8")

    assert page.lower().startswith("<!doctype html>")
    assert "checks.missed/avtal-b" in page
    assert said.json == report("--json").json


def test_the_public_report_says_that_it_is(report):
    said = report("--public")

    assert "det som får visas utanför huset" in said.out
    assert "färre än 5" in said.out
    assert report("--public", "--json").json["data"]["public"] is True


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--quarter", "2026-Q5"), "ska vara ett kvartal som 2021-Q1"),
        (("--quarter", "första"), "ska vara ett kvartal som 2021-Q1"),
        (("--figure", "checks.done", "--csv"), "gäller hela rapporten"),
        (("--figure", "checks.done", "--html", "x.html"), "gäller hela rapporten"),
        (("--csv", "--json"), "ange antingen --csv eller --json"),
        (("--on", "i går"), "ska vara ett datum"),
    ],
)
def test_a_call_that_makes_no_sense_is_at_fault(report, flags, said):
    answer = report(*flags)

    assert answer.code == 2
    assert said in answer.err + answer.out


@pytest.mark.parametrize(
    ("flags", "rule"),
    [
        (("--system", "byn"), "NoSuchCase"),
        (("--figure", "checks.okand"), "NoSuchFigure"),
        (("--quarter", "2026-Q3"), "QuarterNotBegun"),
        (("--on", "2099-01-01"), "DayNotYet"),
    ],
)
def test_what_there_is_no_report_of_is_refused(report, flags, rule):
    answer = report(*flags)

    assert answer.code == 1
    assert f"[{rule}]" in answer.err


def test_why_of_a_figure_is_asked_from_outside(cli, report):
    said = cli("why", f"figure:staden/{QUARTER}/checks.missed/avtal-b")

    assert said.code == 0
    assert "Siffran räknas ur detta" in said.out
    assert "Kedjan når fullmäktiges beslut" in said.out


def test_a_provider_is_not_shown_the_report(cli, store):
    with Town(store, "2026-03-02T09:00") as town:
        kept(town.founded())
        grant(town, "leverantor-1", Role.PROVIDER, party="utforare-a")
    said = cli(*REPORT, "--as", "provider:leverantor-1")

    assert said.code == 1
    assert "[NotAllowed]" in said.err
