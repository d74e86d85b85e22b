"""Whatever is in a file, and whatever breaks off: what counts is whole, or nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.town import Town
from tests.visit_files import NOW, cared_for, carried, counted, row
from upphandling.application.refusals import LedgerBroken
from upphandling.domain.errors import NoSuchCase, Refused
from upphandling.domain.visit_month import AnotherImportCameFirst
from upphandling.infrastructure.visits import pending
from upphandling.interfaces.visit_import import Faults, carrying

MONTH = "visit_month:staden.2026-03"
GOOD = [row("b-1", "07:30", "08:00"), row("b-2", "08:00", "08:30")]


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, NOW) as town:
        yield cared_for(town)


def rows_of(town: Town) -> int:
    with town.house.database.engine.connect() as connection:
        sql = "SELECT count(*) FROM visits"
        return connection.exec_driver_sql(sql).scalar_one()


KINDS = st.lists(
    st.sampled_from(
        ["good", "good", "end", "customer", "month", "twice", "overlap", "short"]
    ),
    min_size=1,
    max_size=12,
)


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(kinds=KINDS, each=st.integers(1, 4))
def test_exactly_the_good_rows_are_kept_or_none(town, monkeypatch, kinds, each):
    monkeypatch.setattr(carrying, "AT_A_TIME", each)
    rows, good, bad = mixed(kinds)
    for withdrawn in withdrawn_all(town):
        assert withdrawn

    faults = Faults()
    strict = carried(town, rows, faults=faults)

    assert strict.rows == (0 if bad else len(good))
    assert {fault.row for fault in faults.first} == bad
    assert faults.rows == len(bad)
    if not bad:
        assert counted(town) == good
        return
    kept = rows_of(town)
    lenient = carried(town, rows, keep_good=True)
    assert (lenient.rows, lenient.refused) == (len(good), len(bad))
    assert rows_of(town) - kept == len(good)
    if good:
        assert counted(town) == good


def mixed(kinds: list[str]) -> tuple[list[str], set[str], set[int]]:
    """Rows of all kinds, the visits that are good, and the lines that are not."""
    rows: list[str] = []
    good: set[str] = set()
    bad: set[int] = set()
    for number, kind in enumerate(kinds):
        name, staff = f"b-{number}", f"p-{number}"
        right = row(name, "07:30", "08:00", staff)
        line = len(rows) + 2
        if kind in ("good", "twice"):
            good.add(name)
        else:
            bad.add(line)
        match kind:
            case "good":
                rows.append(right)
            case "end":
                rows.append(row(name, "07:30", "07:30", staff))
            case "customer":
                rows.append(right.replace("k-1", "k-9"))
            case "month":
                rows.append(right.replace("-03-", "-02-"))
            case "twice":
                rows += [right, right]
                bad.add(line + 1)
            case "overlap":
                rows += [right, row(f"{name}x", "07:59", "08:10", staff)]
                bad.add(line + 1)
            case "short":
                rows.append(f"{name};k-1")
    return rows, good, bad


def withdrawn_all(town: Town) -> Iterator[int]:
    """Take back what an earlier example let count."""
    try:
        month = town.case(MONTH)
    except NoSuchCase:
        return
    for batch in month.counted:
        told = {
            "visit_month": "staden.2026-03",
            "batch": batch,
            "reason": "Nytt försök",
        }
        town.do("visit_month.withdraw", told)
        yield batch


def test_what_breaks_off_before_the_event_leaves_nothing(town, monkeypatch):
    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(carrying, "checked", broken)
    with pytest.raises(KeyboardInterrupt):
        carried(town, GOOD)

    assert rows_of(town) == 0
    monkeypatch.undo()
    assert carried(town, GOOD).rows == 2


def test_nothing_is_written_beside_a_log_that_is_broken(town):
    town.house.engine.read_only = "rad 3"

    with pytest.raises(LedgerBroken):
        carried(town, GOOD)

    assert rows_of(town) == 0


KILLED = """
import os, sys
from tests.town import Town
from tests.visit_files import NOW, carried
from upphandling.interfaces.visit_import import carrying
from tests.interfaces.visit_import.test_carrying import GOOD
carrying.checked = lambda *_: os._exit(9)
carried(Town(sys.argv[1], NOW), GOOD)
"""


def test_a_process_that_is_killed_before_the_event_leaves_nothing_that_counts(
    town, monkeypatch
):
    ended = subprocess.run([sys.executable, "-c", KILLED, town.url], check=False)

    assert ended.returncode == 9
    assert rows_of(town) == 2
    with pytest.raises(NoSuchCase):
        town.case(MONTH)
    assert carried(town, GOOD).rows == 2
    assert (counted(town), rows_of(town)) == ({"b-1", "b-2"}, 4)
    monkeypatch.setattr(pending, "LEFT_BEHIND", -pending.LEFT_BEHIND)
    assert carried(town, GOOD).skipped == 2
    assert rows_of(town) == 2


def test_rows_stay_where_the_event_came_through_but_not_the_answer(town, monkeypatch):
    sent = carrying._send

    def lost(house, asked, command):
        sent(house, asked, command)
        raise ConnectionError

    monkeypatch.setattr(carrying, "_send", lost)
    with pytest.raises(ConnectionError):
        carried(town, GOOD)

    assert counted(town) == {"b-1", "b-2"}


def test_of_two_imports_at_once_one_counts(town, monkeypatch):
    checked, both = carrying.checked, Barrier(2)
    outcome: dict[int, object] = {}

    def together(*given):
        found = checked(*given)
        both.wait(30)
        return found

    def run(number: int) -> None:
        with Town(town.url, NOW) as other:
            try:
                outcome[number] = carried(other, [row(f"b-{number}", "07:30", "08:00")])
            except Refused as refused:
                outcome[number] = refused

    monkeypatch.setattr(carrying, "checked", together)
    threads = [Thread(target=run, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    refused = [number for number, one in outcome.items() if isinstance(one, Refused)]
    (winner,) = {1, 2} - set(refused)
    assert type(outcome[refused[0]]) is AnotherImportCameFirst
    assert (counted(town), rows_of(town)) == ({f"b-{winner}"}, 1)
