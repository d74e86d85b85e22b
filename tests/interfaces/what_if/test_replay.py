"""The replay is to be believed: with nothing changed it is the log, to the last byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent

from tests.given import local
from tests.interfaces.inside import ask as ask_inside
from tests.interfaces.what_if.courses import announced, ask, row_of, signed
from tests.journeys import once
from tests.town import Town
from upphandling.infrastructure.clock import ManualClock
from upphandling.infrastructure.event_log.kept_history import kept_history
from upphandling.infrastructure.storage.database import Database
from upphandling.interfaces.what_if.awaited import awaited
from upphandling.interfaces.what_if.memory import house_in_memory
from upphandling.interfaces.what_if.refusals import (
    NoCommandBehind,
    OldCommandUnreadable,
)
from upphandling.interfaces.what_if.replaying import Replay
from upphandling.interfaces.what_if.timeline import Course

Happened = list[tuple[Any, ...]]


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-02T09:00") as town:
        yield town


def replayed(url: str) -> tuple[Course, Happened, Happened, Replay]:
    """A log, and what comes of the same commands in another house."""
    with Database(url) as database:
        course = Course(kept_history(database))
    clock = ManualClock(course.acts[0].at)
    with house_in_memory([], clock) as house:
        replay = Replay(house, clock, awaited(course))
        replay.play(course.acts, course.end)
        again = list(house.recorder.records())
    return course, _plain(course.records), _plain(again), replay


def _plain(records: Any) -> Happened:
    return [
        (r.position, r.stream_id, r.version, r.topic, r.recorded_at, r.data)
        for r in records
    ]


@pytest.mark.parametrize("name", ["soderhamn", "borlange", "botkyrka-planned"])
def test_an_example_replayed_unchanged_is_the_same_log(name, tmp_path_factory):
    course, recorded, again, replay = replayed(once(name, tmp_path_factory).url)

    assert again == recorded
    refused = [(deed.receipt.command_id, deed.rule) for deed in course.deeds.values()]
    assert [
        (one.act.receipt.command_id, one.refused.rule()) for one in replay.refusals
    ] == [(command, rule) for command, rule in refused if rule is not None]


def test_what_fell_late_falls_late_again(town):
    """The service stood still for a week, and a bid that came then was too late."""
    announced(town)
    town.at("2026-04-08T09:00")
    town.do("choice_system.set_requirement", REQUIREMENT)

    _, recorded, again, _ = replayed(town.url)

    assert again == recorded


def test_what_nobody_let_fall_does_not_fall_by_itself_in_the_replay(town):
    """Commands are sent for months with no service running."""
    announced(town)
    town.clock.now = local("2026-06-01T09:00")
    town.do("choice_system.set_requirement", REQUIREMENT)

    _, recorded, again, _ = replayed(town.url)

    assert again == recorded
    assert "tender.closed" not in [row[3] for row in recorded]


def test_what_a_change_sets_falls_on_its_own_day_though_no_service_ran(town):
    """The milestone that nobody noted as missed is noted, when it has another last day."""
    town.founded()
    town.do("plan.draw_up", {"plan": "tidplan", "system": "staden"})
    when = {"earliest": "2026-03-01", "latest": "2026-03-31"}
    milestone = {"milestone": "krav", "title": "Kraven är klara", "when": when}
    town.do("plan.add_milestone", {"plan": "tidplan", **milestone})
    town.clock.now = local("2026-06-01T09:00")
    town.do("choice_system.set_requirement", REQUIREMENT)

    found = ask(town, PLAN, f"set.{PLAN}@2.when.latest=2026-03-20")

    missed = row_of(found["fell"], event="plan.milestone_missed")
    assert missed["recorded"] is None
    assert missed["counterfactual"] == "2026-03-21T00:00:00+01:00"


def test_an_earlier_day_falls_when_it_comes_and_not_when_the_recorded_one_did(town):
    signed(town)

    found = ask(
        town,
        TENDER,
        f"set.{TENDER}@2.last_day=2026-03-20",
        f"date.{TENDER}@9=2026-03-25",
    )

    assert "tender.open_bids" not in [row["command"] for row in found["refused"]]


def test_what_is_recorded_long_after_it_happened_is_so_again(town):
    signed(town)
    town.at("2026-06-01T09:00")
    town.do(
        "choice_system.set_requirement",
        REQUIREMENT,
        at=town.clock.now.replace(day=1, month=5),
    )

    _, recorded, again, _ = replayed(town.url)

    assert again == recorded


def test_what_another_policy_let_in_is_not_judged_again(town, monkeypatch):
    monkeypatch.setattr("upphandling.application.engine.policy_version", lambda: "0")
    signed(town)
    monkeypatch.undo()
    monkeypatch.setattr(
        "upphandling.interfaces.what_if.replaying.must_be_allowed", deny_all
    )

    _, recorded, again, _ = replayed(town.url)

    assert again == recorded


def test_an_event_by_no_command_stands_as_it_is_and_cannot_be_left_out(town):
    announced(town)
    said = StoredEvent(TENDER, 4, "tender.cancelled", CANCELLED)
    town.house.recorder.insert_events([said])

    _, recorded, again, _ = replayed(town.url)

    assert [row[1:4] + row[5:] for row in again] == [
        row[1:4] + row[5:] for row in recorded
    ]
    with pytest.raises(NoCommandBehind):
        ask(town, TENDER, f"without={TENDER}@4")


@pytest.mark.parametrize("verdict", ["done", "refused"])
def test_a_command_that_nobody_understands_any_more_stops_what_it_led_to(
    sqlite_url, verdict
):
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        signed(town)
        kept = ask_inside(sqlite_url, f"SELECT * FROM commands WHERE {FIRST}")[0]
        put_in(sqlite_url, "commands", "gammal", "tender.gammal", *kept[2:9], verdict)
        if verdict == "refused":
            refusal = ("gammal", "Nekad", "Nekad.", "{}", b"", 0)
            put_in(sqlite_url, "refusals", 1, *refusal)

        if verdict == "refused":
            assert ask(town, AWARD, CHANGE)["refused"]
        else:
            with pytest.raises(OldCommandUnreadable):
                ask(town, AWARD, CHANGE)


def put_in(url: str, table: str, *row: Any) -> None:
    """Write a row past every door; columns that are not told are empty."""
    columns = ask_inside(url, f"SELECT count(*) FROM pragma_table_info('{table}')")
    values = [*row, *[None] * (columns[0][0] - len(row))]
    written = ", ".join(
        "NULL" if one is None else "x''" if one == b"" else repr(one) for one in values
    )
    ask_inside(url, f"INSERT INTO {table} VALUES ({written})")


def deny_all(*_: object) -> None:
    message = "judged again"
    raise AssertionError(message)


TENDER, AWARD = "tender:hemtjanst", "award:tilldelning"
PLAN = "plan:tidplan"
CHANGE = "rule.standstill.length=20"
FIRST = "command = 'award.notify'"
CANCELLED = json.dumps(
    {
        "effective_at": "2026-03-02T08:00:00Z",
        "by": "handlaggare-1",
        "role": "procurement_officer",
        "mandate": "§ 1",
        "because": None,
        "reason_code": "other",
        "reasons": "Pengarna räcker inte.",
        "decision": None,
        "bids": 0,
        "qualified": 0,
    }
).encode()
REQUIREMENT = {
    "system": "staden",
    "requirement": "sprak",
    "text": "Personalen talar svenska.",
}
