"""`upphandling register visits`: what counts, and nothing that was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.town import Town
from tests.visits_town import imported, plan, visit, withdraw, written
from upphandling.domain.base import Role
from upphandling.infrastructure import logs

ONE = visit("b-1", "2026-01-15T07:30", "2026-01-15T08:00", aged=True)
TWO = visit("b-2", "2026-01-15T07:00", "2026-01-15T07:00:30", customer="k-2")
OTHER = visit("b-3", "2026-01-15T07:00", "2026-01-15T07:30", agreement="avtal-b")
FEBRUARY = visit("b-4", "2026-02-01T00:00", "2026-02-01T00:30")


@pytest.fixture
def listed(cli, store: str) -> Iterator[object]:
    logs.configure("error", "console")
    with Town(store, "2026-02-03T09:00") as town:
        town.founded()
        imported(town, ONE, TWO, OTHER)
        imported(town, FEBRUARY, month="2026-02")
        withdraw(town, imported(town, ONE._replace(visit="b-9")))
        written(town, [ONE._replace(visit="b-8")])

        def call(*more: str, month: str = "2026-01"):
            where = ("--agreement", "avtal-a", "--month", month)
            return cli("register", "visits", *where, *more, "--json")

        call.town = town
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


def test_plans_are_listed_apart_with_when_each_was_performed(listed, cli):
    plans = [
        plan("b-1", "2026-01-15T07:15", "2026-01-15T08:00"),
        plan("b-4", "2026-01-31T23:50", "2026-02-01T00:20"),
        plan("b-9", "2026-01-20T07:00", "2026-01-20T07:45"),
    ]
    imported(listed.town, *plans)
    imported(
        listed.town,
        plan("b-7", "2026-02-20T07:00", "2026-02-20T07:45"),
        month="2026-02",
    )

    said = listed("--planned")

    assert names(said) == ["b-1", "b-9", "b-4"]
    assert [row["began"] for row in said.json["data"]] == [
        "2026-01-15T06:30:00Z",
        None,
        "2026-01-31T23:00:00Z",
    ]
    assert names(listed()) == ["b-2", "b-1"]
    where = ("--agreement", "avtal-a", "--month", "2026-01")
    shown = cli("register", "visits", *where, "--planned")
    assert "Planerade besök" in shown.out


def batches(cli, *more: str) -> list[tuple[int, str, str, int]]:
    said = cli("register", "batches", "--system", "staden", *more, "--json")
    told = ("batch", "kind", "status", "rows")
    return [tuple(row[name] for name in told) for row in said.json["data"]]


def test_every_file_is_listed_with_what_became_of_it(listed, cli):
    imported(
        listed.town,
        ONE._replace(visit="b-5", staff="p-5"),
        plan("b-1", "2026-01-15T07:15", "2026-01-15T08:00"),
    )
    january = [
        (1, "performed", "counted", 3),
        (3, "performed", "withdrawn", 1),
        (5, "performed", "counted", 1),
        (5, "planned", "counted", 1),
    ]

    assert batches(cli) == [(2, "performed", "counted", 1), *january]
    assert batches(cli, "--month", "2026-01") == january
    assert batches(cli, "--limit", "1", "--offset", "1") == january[:1]
    shown = cli("register", "batches", "--system", "staden")
    assert "återtaget" in shown.out
    assert "planerade" in shown.out


def test_a_month_that_is_destroyed_is_told_and_not_shown_as_empty(listed, cli):
    town = listed.town
    town.with_agreement("avtal-a", starts_on="2026-02-03")
    term = {
        "document_class": "visits",
        "keep_years": 0,
        "counted_from": "månadens utgång",
        "legal_basis": "dokumenthanteringsplan",
        "reference": "plan 2026",
        "from_day": "2026-02-03",
    }
    town.do("retention.adopt", term, role=Role.ARCHIVIST)
    decision = {"visit_month": "staden.2026-01", "document": "d-1", "reason": "Frist"}
    town.do("visit_month.destroy", decision, role=Role.ARCHIVIST)

    for more in ((), ("--planned",)):
        assert listed(*more).json["diagnostics"][0]["rule"] == "VisitsDestroyed"
    assert names(listed(month="2026-02")) == ["b-4"]
    assert {row[2] for row in batches(cli, "--month", "2026-01")} == {"destroyed"}
