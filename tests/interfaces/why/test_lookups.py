"""A chain reads by index alone: neither database walks through the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.interfaces.why.conftest import ask
from tests.town import Town
from upphandling.domain.errors import Refused
from upphandling.infrastructure.storage.query import Query
from upphandling.interfaces.why import reading

K1 = {"customer": "k-1", "bundle": "omvardnad"}
QUESTIONS = ("k-1", "agreement:a", "refusal:1", "choice_system:staden@1")


@pytest.fixture
def busy(town: Town) -> Town:
    """A customer among some, and a refusal."""
    town.with_agreement("a", starts_on="2026-01-01")
    town.with_agreement("b", starts_on="2026-01-01", places={"norr": 9})
    town.registered([f"k-{number}" for number in range(1, 60)], agreement="a")
    town.do("customer_choice.choose_and_place", {**K1, "wishes": ["b"]})
    town.do("customer_choice.take_over", {**K1, "on": "2026-02-02"})
    with pytest.raises(Refused):
        town.do("customer_choice.take_over", {**K1, "on": "2026-02-02"})
    return town


@contextmanager
def asked_of(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Every query of the chain, as the database got it."""
    queries: list[Any] = []
    rows = Query.rows

    def noted(self, database):
        where = f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""
        queries.append((self.select + where + self.order, list(self.parameters)))
        return rows(self, database)

    monkeypatch.setattr(Query, "rows", noted)
    yield queries
    monkeypatch.setattr(Query, "rows", rows)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_query_of_a_chain_finds_its_rows_by_an_index(busy, monkeypatch, question):
    with asked_of(busy, monkeypatch) as queries:
        ask(busy, question)

    told = [plan(busy, sql, parameters) for sql, parameters in queries]
    assert told
    for steps, (sql, _) in zip(told, queries, strict=True):
        if "max(position)" not in sql:
            assert "SCAN" not in steps, (sql, steps)
            assert "Seq Scan" not in steps, (sql, steps)


def plan(town: Town, sql: str, parameters: list[Any]) -> str:
    """How the database means to find the rows; small tables are taken for large."""
    database = town.house.database
    lite = database.dialect == "sqlite"
    explain = "EXPLAIN QUERY PLAN " if lite else "EXPLAIN "
    with database.reading() as cursor:
        if not lite:
            cursor.execute("SET enable_seqscan = off")
        cursor.execute(database.native(explain + sql), parameters)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_a_long_agreement_is_not_read_from_its_beginning(busy, monkeypatch):
    with asked_of(busy, monkeypatch) as queries:
        ask(busy, "k-1")

    whole = [
        parameters
        for sql, parameters in queries
        if "stream_id = ?" in sql and "version" not in sql.split("WHERE")[1]
    ]
    assert not [p for p in whole if str(p[0]).startswith("agreement:")]


def test_a_very_long_event_is_told_by_its_first_fields_and_its_seed(monkeypatch):
    monkeypatch.setattr(reading, "LONG", 60)
    text = '{"effective_at":"2026-02-02T08:00:00Z","rule":"random","placements":['
    text += ",".join(['{"customer":"k-1"}'] * 20) + '],"seed":"Frö 1","stages":[1,2]}'

    said = reading._read(text)

    assert said["rule"] == "random"
    assert said["seed"] == "Frö 1"
    assert "stages" not in said


def test_what_the_read_models_have_not_seen_is_not_told(busy):
    busy.house.refresh()
    busy.do("customer_choice.inform", {**K1, "about": "B", "channel": "brev"})

    log = reading.Log.of(busy.house)

    case = "customer_choice:k-1/omvardnad"
    assert log.named(f"{case}@{len(busy.log(case))}") is None
    assert log.named(f"{case}@1") is not None
