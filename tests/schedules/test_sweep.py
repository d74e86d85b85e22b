"""After an outage everything due is carried out, in the order it fell due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import structlog
from pydantic_core import from_json, to_json

from tests.town import role_for
from upphandling.application.catalogue import VERBS
from upphandling.bootstrap import open_house
from upphandling.domain.configuration import SystemConfiguration
from upphandling.domain.errors import (
    MachineCannotDecide,
    NoSuchCase,
    Refused,
    TimeBeforeCase,
)
from upphandling.domain.instants import NotYet
from upphandling.infrastructure.clock import ManualClock
from upphandling.infrastructure.storage.troubles import DatabaseFailed, DatabaseLocked
from upphandling.projections.deadlines import Deadline
from upphandling.schedules import timetable

START = datetime(2019, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def house(sqlite_databases):
    with open_house(sqlite_databases.migrated(), clock=ManualClock(START)) as opened:
        yield opened


def send(house, name, /, **data):
    command = VERBS[name].command.model_validate_json(to_text(data))
    return house.engine.handle(
        command,
        by="handlaggare-1",
        role=role_for(name),
        mandate="delegationsordning 4.2",
    )


def to_text(data):
    return to_json(data)


def announce(house, key: str, last_day: str) -> None:
    lot = {"lot": "hela", "title": "Hela", "areas": ["norr"]}
    criterion = {"criterion": "k", "title": "Kvalitet", "max_points": 10}
    send(
        house,
        "tender.prepare",
        tender=key,
        system="prov",
        title="Hemtjänst",
        lots=[lot],
        criteria=[criterion],
    )
    send(house, "tender.announce", tender=key, last_day=last_day, notice="N")


@pytest.fixture
def three_tenders(house):
    configuration = SystemConfiguration.model_validate_json(
        to_text(
            {
                "system": "prov",
                "name": "Prov",
                "municipality": "Prov",
                "areas": [{"key": "norr", "name": "Norr"}],
                "bundles": [
                    {
                        "key": "omv",
                        "name": "Omvårdnad",
                        "services": ["personal_care"],
                        "regime": "lou",
                    }
                ],
                "default": {"rule": "in_house", "legal_basis": "beslut"},
            }
        )
    )
    send(house, "choice_system.establish", **configuration.model_dump(mode="json"))
    announce(house, "sent", "2019-03-20")
    announce(house, "tidigt", "2019-03-10")
    announce(house, "mitt", "2019-03-15")
    return house


def test_what_fell_due_during_an_outage_is_carried_out_in_due_order(three_tenders):
    house = three_tenders
    house.clock.now = START + timedelta(days=60)

    fallen = house.fall_due(house.clock())

    assert [f.due.case_id for f in fallen] == [
        "tender:tidigt",
        "tender:mitt",
        "tender:sent",
    ]
    closed = [
        (record.stream_id, record.recorded_at, data_of(record)["effective_at"])
        for record in house.recorder.records(topics=["tender.closed"])
    ]
    assert closed[0] == ("tender:tidigt", house.clock(), "2019-03-10T23:00:00Z")


def test_a_deadline_falls_only_once_even_if_the_read_model_is_behind(three_tenders):
    house = three_tenders
    house.clock.now = START + timedelta(days=60)
    due = house.sweep.due(house.clock(), 0)

    for _ in range(2):  # as two services would, with the same old rows
        for one in due:
            house.sweep._carry_out(one)

    topics = [r.topic for r in house.recorder.records(topics=["tender.closed"])]
    assert len(topics) == 3


def test_one_broken_case_does_not_hold_up_the_others(three_tenders, monkeypatch):
    house = three_tenders
    house.clock.now = START + timedelta(days=60)
    whole = dict(timetable.TIMETABLE)
    act = whole[Deadline.TENDER_CLOSES]

    def broken(key: str, part: str):
        if key == "mitt":
            raise ZeroDivisionError
        return act(key, part)

    whole[Deadline.TENDER_CLOSES] = broken
    monkeypatch.setattr(timetable, "TIMETABLE", whole)

    fallen = house.fall_due(house.clock())

    assert [f.due.case_id for f in fallen] == ["tender:tidigt", "tender:sent"]


@pytest.mark.parametrize("refusal", [TimeBeforeCase, NotYet])
def test_what_came_since_does_not_stand_in_the_way_now(
    three_tenders, monkeypatch, refusal
):
    tried = instants_tried(three_tenders, monkeypatch, refusal)

    legal = [due.due_at for due in three_tenders.sweep.due(three_tenders.clock(), 0)]
    assert tried == [at for due_at in legal for at in (due_at, None)]


@pytest.mark.parametrize("refusal", [Refused, NoSuchCase, MachineCannotDecide])
def test_any_other_refusal_is_not_tried_at_now(three_tenders, monkeypatch, refusal):
    tried = instants_tried(three_tenders, monkeypatch, refusal)

    legal = [due.due_at for due in three_tenders.sweep.due(three_tenders.clock(), 0)]
    assert tried == legal


def instants_tried(house, monkeypatch, refusal) -> list[datetime | None]:
    """When the deadlines of three tenders are tried, if a rule says no each time."""
    house.clock.now = START + timedelta(days=60)
    tried = []

    def refused(*_: object, effective_at: datetime | None, **__: object) -> None:
        tried.append(effective_at)
        raise refusal

    monkeypatch.setattr(house.engine, "handle", refused)
    assert house.fall_due(house.clock()) == []
    return tried


def test_what_failed_for_a_moment_falls_at_the_next_sweep(three_tenders, monkeypatch):
    house = three_tenders
    house.clock.now = START + timedelta(days=60)
    handle = house.engine.handle

    def locked(*_: object, **__: object) -> None:
        raise DatabaseLocked

    monkeypatch.setattr(house.engine, "handle", locked)
    assert house.fall_due(house.clock()) == []
    monkeypatch.setattr(house.engine, "handle", handle)

    assert len(house.fall_due(house.clock())) == 3


def test_a_deadline_that_stays_refused_is_an_error_and_stays_in_the_list(
    three_tenders, monkeypatch
):
    house = three_tenders
    house.clock.now = START + timedelta(days=60)
    handle = house.engine.handle

    def refused(*_: object, **__: object) -> None:
        raise TimeBeforeCase

    monkeypatch.setattr(house.engine, "handle", refused)
    told = []
    for _ in range(3):
        with structlog.testing.capture_logs() as lines:
            house.fall_due(house.clock())
        told.append([(one["event"], one["log_level"]) for one in lines])

    assert told == [
        [("deadline_refused", "warning")] * 3,
        [("deadline_stuck", "error")] * 3,
        [],
    ]
    assert len(house.sweep.due(house.clock(), 0)) == 3
    monkeypatch.setattr(house.engine, "handle", handle)
    assert len(house.fall_due(house.clock())) == 3


def test_whoever_leads_no_more_does_nothing_more(three_tenders):
    house = three_tenders
    house.clock.now = START + timedelta(days=60)
    leads = iter([True, False])

    fallen = house.fall_due(house.clock(), lambda: next(leads))

    assert [f.due.case_id for f in fallen] == ["tender:tidigt"]
    assert len(house.fall_due(house.clock())) == 2


def test_a_trouble_of_the_database_ends_the_sweep_so_that_the_order_is_kept(
    three_tenders, monkeypatch
):
    house = three_tenders
    house.clock.now = START + timedelta(days=60)
    handle, troubles = house.engine.handle, [DatabaseFailed(file="disk")]

    def failing_once(*given: object, **told: object) -> object:
        if troubles:
            raise troubles.pop()
        return handle(*given, **told)

    monkeypatch.setattr(house.engine, "handle", failing_once)

    assert house.fall_due(house.clock()) == []
    assert [f.due.case_id for f in house.fall_due(house.clock())] == [
        "tender:tidigt",
        "tender:mitt",
        "tender:sent",
    ]


def data_of(record):
    return from_json(record.data)
