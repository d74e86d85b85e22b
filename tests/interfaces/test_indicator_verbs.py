"""Indicators from outside: a file read whole or not at all, a series in every form."""

from __future__ import annotations

import csv as csv_module
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.access.roster_town import grant, kept
from tests.indicator_town import define
from tests.town import Town
from upphandling.domain.base import Role
from upphandling.interfaces.charts.drawing import NAMESPACE

SVG = f"{{{NAMESPACE}}}"
WHO = ("--by", "handlaggare-1", "--role", "contract_manager")
HEADER = "nyckeltal;system;avtal;område;från;till;värde;antal;källa"
MARCH = "nojdhet;staden;{};;2026-03-01;2026-03-31;{};{};Enkät"
APRIL = "nojdhet;staden;{};;2026-04-01;2026-04-30;{};{};Enkät"
ROWS = (
    MARCH.format("", "88", 63),
    MARCH.format("avtal-a", "90,5", 40),
    MARCH.format("avtal-b", "85", 20),
    MARCH.format("avtal-c", "66,6", 3),
    APRIL.format("avtal-a", "71", 41),
)
SATISFIED: dict[str, Any] = {
    "title": "Nöjda kunder",
    "formula": "Andel nöjda av dem som har svarat",
    "unit": "percent",
    "period": "month",
    "better": "higher",
    "source": "Kundundersökningen",
}


@pytest.fixture
def town(store: str, capsys) -> Iterator[Town]:
    """Three agreements, and an indicator that is defined anew from April."""
    with Town(store, "2026-05-18T09:00") as town:
        town.founded()
        for letter in "abc":
            name = f"Utförare {letter.upper()}"
            told = {"name": name, "starts_on": "2026-01-01"}
            town.with_agreement(f"avtal-{letter}", **told)
        define(town, "nojdhet", **SATISFIED)
        define(town, "nojdhet", **SATISFIED, valid_from="2026-04-01")
        capsys.readouterr()
        yield town


@pytest.fixture
def load(cli, town, tmp_path: Path):
    def call(*rows: str, more: tuple[str, ...] = ()):
        file = tmp_path / "varden.csv"
        file.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
        return cli("import", "indicators", str(file), *WHO, *more, "--json")

    return call


@pytest.fixture
def follow_up(cli, load):
    """A series of March and April, and the verb that asks about it."""
    assert load(*ROWS).code == 0

    def call(*args: str):
        return cli("follow-up", "indicators", *args)

    return call


def test_values_are_carried_in_from_csv_and_json(cli, load, town):
    said = load(*ROWS)
    row = {
        "nyckeltal": "nojdhet",
        "system": "staden",
        "från": "2026-04-01",
        "till": "2026-04-30",
        "värde": 80,
        "antal": 60,
        "källa": "Enkät",
    }
    told = cli("import", "indicators", "-", *WHO, stdin=json.dumps([row]))

    assert (said.code, said.json["data"]) == (0, {"events": 5, "dry_run": False})
    assert told.code == 0
    assert len(town.case("indicator:nojdhet").values) == 6


def test_one_bad_row_and_nothing_is_carried_in(load, town):
    before = len(town.log())
    said = load(*ROWS, MARCH.format("avtal-x", "1", 9), "x;;;;;;;;")
    refused = load(
        *ROWS,
        MARCH.format("avtal-x", "1", 9),
        MARCH.format("avtal-a", "1", 9).replace("nojdhet", "okant"),
        MARCH.format("avtal-a", "1", 9).replace("-31", "-30").replace("-01;", "-08;"),
        ROWS[0].replace("2026-03", "2090-03"),
        ROWS[0].replace("staden", "landet"),
        ROWS[0].replace("2026-03", "2025-03"),
        MARCH.format("", "1", 9).replace(";;2026", ";oster;2026", 1),
    )

    assert (said.code, len(said.json["diagnostics"])) == (2, 6)
    assert refused.code == 1
    assert [
        (told["line"], told["field"], told["rule"])
        for told in refused.json["diagnostics"]
    ] == [
        (7, "avtal", "NoSuchCase"),
        (8, "nyckeltal", "NoSuchCase"),
        (9, "från", "NotAPeriod"),
        (10, "till", "PeriodNotOver"),
        (11, "system", "NoSuchCase"),
        (12, "från", "NotYetDefined"),
        (13, "område", "UnknownPart"),
    ]
    assert len(town.log()) == before


def test_a_value_is_not_carried_in_twice(load):
    assert load(*ROWS).code == 0
    said = load(ROWS[0])

    assert (said.code, said.json["diagnostics"][0]["rule"]) == (1, "ValueExists")


def test_a_dry_run_keeps_nothing(load, town):
    before = len(town.log())

    assert load(*ROWS, more=("--dry-run",)).json["data"]["events"] == 5
    assert len(town.log()) == before


def test_a_series_is_told_with_its_break(follow_up):
    said = follow_up()
    rows = follow_up("--agreement", "avtal-a", "--json").json["data"]

    assert said.code == 0
    assert "← seriebrott" in said.out
    assert "66,6 %" in said.out
    assert [(row["value"], row["series_break"]) for row in rows] == [
        ("90.5", False),
        ("71", True),
    ]


def test_a_correction_is_marked_and_the_old_value_stays(follow_up, town):
    told = {"indicator": "nojdhet", "system": "staden", "agreement": "avtal-a"}
    days = {"first": "2026-03-01", "last": "2026-03-31"}
    value = {"value": "91", "of": 40, "source": "Enkät", "reason": "Fel fil"}
    town.do("indicator.correct", told | days | value, role=Role.CONTRACT_MANAGER)

    assert "91 % (rättat)" in follow_up().out
    (row, _) = follow_up("--agreement", "avtal-a", "--json").json["data"]
    assert [one["value"] for one in row["earlier"]] == ["90.5"]


def test_a_page_of_a_series_is_told(follow_up):
    rows = follow_up("--json").json["data"]
    page = follow_up("--json", "--limit", "2", "--offset", "1").json["data"]

    assert page == rows[1:3]


def test_what_is_public_does_not_tell_of_few(follow_up):
    said = follow_up("--public")
    rows = follow_up("--public", "--json").json["data"]

    assert "färre än 5" in said.out
    assert "visas inte" in said.out
    assert "66,6" not in said.out
    assert [(row["agreement"], row["value"]) for row in rows if row["suppressed"]] == [
        ("avtal-b", None),
        ("avtal-c", None),
    ]


def test_a_provider_reads_its_own_as_it_is_shown_outside(follow_up, town):
    kept(town)
    grant(town, "person-c", Role.PROVIDER, party="utforare-avtal-c")
    mine = ("--as", "provider:person-c", "--json")

    (row,) = follow_up("--agreement", "avtal-c", *mine).json["data"]
    assert (row["value"], row["suppressed"]) == (None, True)
    for others in ((), ("--agreement", "avtal-a")):
        assert follow_up(*others, *mine).json["diagnostics"][0]["rule"] == "NotAllowed"


def test_csv_leaves_the_house(follow_up):
    rows = list(csv_module.DictReader(StringIO(follow_up("--csv").out)))

    assert [row["suppressed"] for row in rows] == [
        "false",
        "false",
        "false",
        "true",
        "true",
    ]
    assert [row["value"] for row in rows] == ["88", "90.5", "71", "", ""]
    assert follow_up("--csv", "--json").code == 2


def test_a_chart_leaves_the_house_and_is_drawn_of_the_same_rows(follow_up, tmp_path):
    file = tmp_path / "nyckeltal.svg"
    said = follow_up("--svg", str(file), "--json")
    drawn = ET.parse(file).getroot()  # noqa: S314

    assert said.json["data"] == follow_up("--public", "--json").json["data"]
    assert drawn.get("role") == "img"
    assert "66,6" not in file.read_text()
    assert len([p for p in drawn.iter(f"{SVG}path") if p.get("class") == "break"]) == 2


@pytest.mark.parametrize(
    ("call", "code", "words"),
    [
        (("--indicator", "inget"), 1, "Ärendet finns inte"),
        (("--system", "inget"), 1, "Ärendet finns inte"),
        (("--agreement", "inget"), 1, "Ärendet finns inte"),
        (("--from", "snart"), 2, "ska vara ett datum"),
        (("--from", "2026-03-02", "--to", "2026-03-01"), 2, "ligger före --from"),
        (("--svg", "/finns/inte/x.svg"), 2, "Filen kan inte läsas eller skrivas"),
    ],
)
def test_what_cannot_be_answered_is_told(follow_up, call, code, words):
    said = follow_up(*call)

    assert said.code == code
    assert words in said.err
