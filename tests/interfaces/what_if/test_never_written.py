"""Never written: the log has the same bytes after a counterfactual as before it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.interfaces.what_if.courses import ask, signed
from tests.town import Town
from upphandling.infrastructure.storage.database import Database
from upphandling.interfaces.what_if import replaying
from upphandling.projections.base import READ_MODELS

AWARD = "award:tilldelning"
CHANGE = "rule.standstill.length=20"
LOG = ("events", "commands", "refusals")


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-02T09:00") as town:
        signed(town)
        yield town


def everything(url: str) -> dict[str, Any]:
    """The bytes of the file, or every row of every table; and the last positions."""
    with Database(url) as database, database.reading() as cursor:
        found: dict[str, Any] = {}
        for table in (*LOG, "projections", *READ_MODELS.tables):
            cursor.execute(f"SELECT * FROM {table}")
            rows = sorted(map(repr, cursor.fetchall()))
            found[table] = (len(rows), sha256("\n".join(rows).encode()).hexdigest())
        cursor.execute("SELECT max(position) FROM events")
        found["last"] = cursor.fetchone()[0]
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        for part in (file, file.with_name(f"{file.name}-wal")):
            found[part.name] = sha256(part.read_bytes()).hexdigest()
    return found


def test_an_answer_leaves_the_log_and_the_read_models_as_they_were(town):
    before = everything(town.url)

    found = ask(town, AWARD, CHANGE)

    assert found["refused"]
    assert everything(town.url) == before


def test_so_does_one_that_breaks_half_way(town, monkeypatch):
    def breaks(self, act):
        if act.receipt.command == "agreement.sign":
            raise MemoryError
        return ask_as_before(self, act)

    ask_as_before = replaying.Replay._ask
    monkeypatch.setattr(replaying.Replay, "_ask", breaks)
    before = everything(town.url)

    with pytest.raises(MemoryError):
        ask(town, AWARD, CHANGE)

    assert everything(town.url) == before


def test_so_does_one_that_is_refused(town):
    before = everything(town.url)

    with pytest.raises(Exception, match="Ärendet finns inte"):
        ask(town, "award:okand", CHANGE)

    assert everything(town.url) == before


def test_the_bytes_of_a_file_that_nobody_has_open_are_the_same(sqlite_url):
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        signed(town)
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    before = sha256(file.read_bytes()).hexdigest()

    ask(town, AWARD, CHANGE)

    assert sha256(file.read_bytes()).hexdigest() == before


def test_the_rulebook_is_the_printed_one_again_afterwards(town):
    ask(town, AWARD, CHANGE)

    again = ask(town, AWARD, "rule.standstill.length.other=40")

    assert again["changes"][0]["recorded"] == "10 dagar / 15 dagar"
