"""Who loses a race: reads on from where they were, stands in line, and wins in the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from random import Random

import pytest

from tests.contention.quarter import BUNDLE, START, found, send
from tests.contention.test_interleaved import DAYS, STEPS, run
from tests.infrastructure.event_log.receipts import a_receipt, an_event
from tests.town import Town
from tests.vault_key import the_keys
from upphandling.application.engine import Engine
from upphandling.bootstrap import open_house
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import evolve
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.event_log.writing_postgresql import PATIENT
from upphandling.infrastructure.storage.database import Database

READ_AT_MOST = 5  # events of the agreement, of more than fifty


def test_what_happens_to_a_twin_does_not_show_in_the_case():
    chance, mapper, looked_at = Random(1), EventMapper(), 0
    for _ in range(20):
        log = run([chance.randbytes(6 + STEPS) for _ in range(DAYS)], clients=3)
        for stream, rows in log.streams.items():
            if not stream.startswith("agreement:"):
                continue
            events = [mapper.to_domain_event(row) for row in rows]
            case = evolve(None, events[:1])
            for event in events[1:]:
                before, twin = deepcopy(vars(case)), case.twin()
                evolve(twin, [event])
                assert vars(case) == before
                evolve(case, [event])
                assert vars(twin) == vars(case)
                looked_at += 1
    assert looked_at > 200


def test_whoever_loses_a_race_reads_only_what_is_new(sqlite_url, monkeypatch):
    with Town(sqlite_url, START) as town:
        quarter = found(town.house.engine, "kvarteret")
        for _ in range(50):
            ask = {"agreement": quarter.agreement("a"), "share_percent": 1.0}
            changed = {**ask, "places": {"norr": 1}, "reason": "Ny överenskommelse."}
            town.do("agreement.change_places", changed)
        with open_house(town.url, clock=town.clock, keys=the_keys()) as other:
            read = losing_once(town.house.engine, other.engine, quarter, monkeypatch)

    assert 0 < read <= READ_AT_MOST


def losing_once(engine: Engine, other: Engine, quarter, monkeypatch) -> int:
    """How many events of the agreement are read when another one was first."""
    where = {"agreement": quarter.agreement("a"), "basis": "reassigned"}
    place = {"bundle": BUNDLE, **where, "reason": "Val."}
    mine, theirs = ({**place, "customer": quarter.person(who)} for who in (1, 2))
    ask = "customer_choice.place"
    engine.session().fetch(Agreement, quarter.agreement("a"))
    write, select, read = (
        engine.recorder.insert_events,
        engine.recorder.select_events,
        [],
    )

    def overtaken(*args, **kwargs):
        monkeypatch.setattr(engine.recorder, "insert_events", write)
        assert send(other, (ask, theirs)) == "done"
        return write(*args, **kwargs)

    def counted(originator_id, **asked):
        rows = select(originator_id, **asked)
        read.extend(row for row in rows if originator_id.endswith("-a"))
        return rows

    monkeypatch.setattr(engine.recorder, "insert_events", overtaken)
    monkeypatch.setattr(engine.recorder, "select_events", counted)
    assert send(engine, (ask, mine)) == "NoRoom"
    return len(read)


@pytest.fixture
def stores(postgresql_url):
    with Database(postgresql_url) as one, Database(postgresql_url) as other:
        yield EventRecorder(one), EventRecorder(other)


def test_whoever_has_lost_too_often_is_alone_with_the_log(stores):
    mine, other = stores
    with ThreadPoolExecutor(1) as pool:
        with mine.in_line(PATIENT):
            late = pool.submit(write, other, "c-2")
            with pytest.raises(TimeoutError):
                late.result(0.2)
            assert write(mine, "c-1") == [1]
        assert late.result(5) == [2]


def test_whoever_has_lost_waits_for_others_who_have_and_for_nobody_else(stores):
    mine, other = stores

    def in_line() -> list[int] | None:
        with other.in_line(1):
            return write(other, "c-3")

    with ThreadPoolExecutor(1) as pool:
        with mine.in_line(1):
            assert write(other, "c-1") == [1]
            late = pool.submit(in_line)
            with pytest.raises(TimeoutError):
                late.result(0.2)
            assert write(mine, "c-2") == [2]
        assert late.result(5) == [3]


@pytest.mark.parametrize("losses", [1, PATIENT])
def test_whoever_fails_at_the_head_of_the_line_leaves_it(stores, losses):
    mine, other = stores

    with pytest.raises(ZeroDivisionError), mine.in_line(losses):
        raise ZeroDivisionError

    with other.in_line(losses):
        assert write(other, "c-1") == [1]


def write(store: EventRecorder, command_id: str) -> list[int] | None:
    event = an_event(f"tender:{command_id}", 1)
    return store.insert_events([event], receipt=a_receipt(command_id))
