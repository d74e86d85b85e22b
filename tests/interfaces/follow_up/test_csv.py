"""`--csv` of the follow-up: the rows of the JSON, column by column, for another program."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.journeys import Journey, once

SYSTEM = ("--system", "orebro")
VERBS = {
    ("shares", "--at", "2020-04-15"): None,
    ("shares", "--from", "2020-01-01", "--to", "2020-04-15"): "shares",
    ("shares", "--forecast", "--on", "2020-04-15"): "forecasts",
    ("compensation", "--at", "2020-04-15"): None,
    ("flags", "--on", "2020-04-15"): None,
}


@pytest.fixture(scope="module")
def orebro(tmp_path_factory) -> Journey:
    return once("orebro-planned", tmp_path_factory)


@pytest.fixture
def ask(orebro, cli, monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABASE", orebro.url)
    return lambda verb, *form: cli("follow-up", *verb, *SYSTEM, *form)


def plain(value: object) -> str:
    """As it is written in a cell."""
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_csv_has_every_column_and_row_of_the_json(ask, verb):
    data = ask(verb, "--json").json["data"]
    rows = data if VERBS[verb] is None else data[VERBS[verb]]

    told = list(csv.DictReader(io.StringIO(ask(verb, "--csv").out)))

    assert rows
    assert set(told[0]) == set(rows[0])
    assert told == [{name: plain(row[name]) for name in told[0]} for row in rows]


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_no_answer_has_two_forms(ask, verb):
    said = ask(verb, "--csv", "--json")

    assert said.code == 2
    assert "ange antingen --csv eller --json" in said.out
