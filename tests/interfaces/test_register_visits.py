"""`upphandling register visits`: what counts, and nothing that was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.town import Town
from tests.visits_town import imported, visit, withdraw, written

ONE = visit("b-1", "2026-01-15T07:30", "2026-01-15T08:00", aged=True)
TWO = visit("b-2", "2026-01-15T07:00", "2026-01-15T07:00:30", customer="k-2")
OTHER = visit("b-3", "2026-01-15T07:00", "2026-01-15T07:30", agreement="avtal-b")
FEBRUARY = visit("b-4", "2026-02-01T00:00", "2026-02-01T00:30")


@pytest.fixture
def listed(cli, store: str, capsys) -> Iterator[object]:
    with Town(store, "2026-02-03T09:00") as town:
        town.founded()
        imported(town, ONE, TWO, OTHER)
        imported(town, FEBRUARY, month="2026-02")
        withdraw(town, imported(town, ONE._replace(visit="b-9")))
        written(town, [ONE._replace(visit="b-8")])
        capsys.readouterr()

        def call(*more: str, month: str = "2026-01"):
            where = ("--agreement", "avtal-a", "--month", month)
            return cli("register", "visits", *where, *more, "--json")

        yield call


def names(said) -> list[str]:
    return [row["visit"] for row in said.json["data"]]


def test_the_visits_that_count_are_listed_in_order(listed):
    said = listed()

    assert names(said) == ["b-2", "b-1"]
    assert said.json["data"][1] == {
        "batch": 1,
        "line": 2,
        "visit": "b-1",
        "customer": "k-1",
        "agreement": "avtal-a",
        "service": "personal_care",
        "staff": "p-1",
        "starts": "2026-01-15T06:30:00Z",
        "ends": "2026-01-15T07:00:00Z",
        "minutes": 30,
        "registered_after": False,
        "aged": True,
    }
    assert said.json["data"][0]["minutes"] == 0.5
    assert names(listed(month="2026-02")) == ["b-4"]


def test_one_customer_or_one_page_is_asked_for(listed):
    assert names(listed("--customer", "k-2")) == ["b-2"]
    assert names(listed("--limit", "1")) == ["b-2"]
    assert names(listed("--limit", "1", "--offset", "1")) == ["b-1"]


def test_a_month_that_is_none_is_told(listed):
    said = listed(month="januari")

    assert (said.code, said.json["diagnostics"][0]["field"]) == (2, "month")


def test_a_page_is_in_swedish(cli, listed):
    said = cli("register", "visits", "--agreement", "avtal-a", "--month", "2026-01")

    assert "personlig omvårdnad" in said.out
    assert "k-1" in said.out


def test_a_provider_is_not_let_in(listed):
    said = listed("--as", "provider:utforare-avtal-a")

    assert said.json["diagnostics"][0]["rule"] == "NotAllowed"
