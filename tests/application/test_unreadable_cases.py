"""A case that commands cannot read is frozen by whoever meets it first, and told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from structlog.testing import capture_logs

from tests.infrastructure.ledger.tampering import tamper
from tests.town import MANDATE, Town, command
from upphandling.application.refusals import CaseSetAside, CaseUnreadable
from upphandling.bootstrap import House, open_house
from upphandling.domain.base import Role
from upphandling.domain.errors import WITHHELD
from upphandling.domain.tender import Tender
from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.read_side.set_aside import listed
from upphandling.infrastructure.storage.troubles import DatabaseUnreachable
from upphandling.interfaces.outbox.dead_letters import StillUnreadable, retry
from upphandling.interfaces.vitals.checks import of_pulse
from upphandling.interfaces.vitals.pulse import taken
from upphandling.projections.catalogue import PROJECTIONS

PRIVATE = "19850101-1234"
TENDER = "tender:hemtjanst"
CANCEL = {
    "tender": "hemtjanst",
    "reason_code": "chan-need",
    "reasons": "Behovet har ändrats.",
}
FALLEN = ["tender.answers_limit_passed", "tender.closed"]
NAME = f"commands/{TENDER}"
LATER_VERSION = (
    "INSERT INTO instances (instance, host, pid, version, started_at, seen_at, leads)"
    " VALUES ('ny', 'dator-2', 1, '999.0', ?, ?, ?)"
)


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-03-02T09:00") as town:
        yield town.founded().announced("hemtjanst", "2026-04-01")


def poisoned(town: Town, case: str = TENDER, topic: str | None = None) -> Town:
    """An event came that says more than it should: read models take it, no case does."""
    recorder = town.house.recorder
    last = list(recorder.select_events(case))[-1]
    data = json.dumps({**json.loads(last.state), PRIVATE: PRIVATE})
    version = last.originator_version + 1
    event = StoredEvent(case, version, topic or last.topic, data.encode())
    recorder.insert_events([event])
    return town


def mended(town: Town) -> None:
    """Somebody has mended the row, or taken it away."""
    fields = f"%{PRIVATE}%"
    tamper(town.house.database, f"DELETE FROM events WHERE data LIKE '{fields}'")


def aside(house: House) -> list[tuple[str, str]]:
    return [(one.projection, one.case) for one in listed(house.database)]


def red(house: House) -> list[str]:
    return [one.name for one in of_pulse(taken(house)) if one.status == "fail"]


def rehearsed(house: House) -> None:
    """Somebody asks what would come of calling the tender off."""
    house.engine.rehearse(
        command("tender.cancel", CANCEL),
        by="handlaggare-1",
        role=Role.PROCUREMENT_OFFICER,
        mandate=MANDATE,
    )


def told(logs: Any) -> list[Any]:
    return [line for line in logs if line["event"] == "event_set_aside"]


def test_the_command_that_meets_it_first_freezes_the_case(town):
    poisoned(town)

    with capture_logs() as logs, pytest.raises(CaseUnreadable) as frozen:
        town.do("tender.cancel", CANCEL)

    assert frozen.value.details == {"case": TENDER}
    assert "deadletter list" in frozen.value.message()
    assert aside(town.house) == [("commands", TENDER)]
    assert "set_aside" in red(town.house)
    (line,) = told(logs)
    assert (line["log_level"], line["case"]) == ("error", TENDER)
    assert PRIVATE not in f"{logs} {listed(town.house.database)}"


def test_the_projector_that_passes_it_freezes_the_case(town):
    poisoned(town)

    with capture_logs() as logs:
        town.house.tick()
        town.house.tick()

    assert aside(town.house) == [("commands", TENDER)]
    assert "set_aside" in red(town.house)
    assert len(told(logs)) == 1
    with capture_logs() as logs, pytest.raises(CaseUnreadable):
        town.do("tender.cancel", CANCEL)
    assert [line["event"] for line in logs] == ["case_is_frozen"]


def test_the_clock_that_meets_it_first_goes_on_with_the_other_cases(town):
    poisoned(town.announced("annan", "2026-04-01"))

    with capture_logs() as logs:
        assert town.at("2026-04-02T09:00") == FALLEN

    assert aside(town.house) == [("commands", TENDER)]
    assert ("deadline_refused", "CaseUnreadable") in [
        (line["event"], line.get("rule")) for line in logs
    ]


def test_a_rehearsal_that_meets_it_first_freezes_the_case(town):
    poisoned(town)

    with pytest.raises(CaseUnreadable):
        rehearsed(town.house)

    assert aside(town.house) == [("commands", TENDER)]


def test_it_is_no_answer_to_the_command_which_may_be_sent_again(town):
    poisoned(town)
    for _ in range(2):
        with pytest.raises(CaseUnreadable):
            town.do("tender.cancel", CANCEL, command_id="a-1")

    assert list(town.house.recorder.refusals()) == []
    mended(town)
    retry(town.house, NAME)

    assert town.do("tender.cancel", CANCEL, command_id="a-1").events


def test_a_case_that_another_one_needs_is_the_one_that_is_frozen(town):
    poisoned(town, "choice_system:staden")

    with pytest.raises(CaseUnreadable) as frozen:
        town.announced("annan", "2026-04-01")

    assert frozen.value.details == {"case": "choice_system:staden"}
    assert aside(town.house) == [("commands", "choice_system:staden")]
    assert town.at("2026-04-02T09:00") == FALLEN  # which asks nothing of the system


def test_it_is_free_when_it_can_be_read_again_and_not_before(town):
    poisoned(town)
    town.house.tick()

    with pytest.raises(StillUnreadable):
        retry(town.house, NAME)
    assert aside(town.house) == [("commands", TENDER)]

    mended(town)
    retry(town.house, NAME)
    assert (aside(town.house), "set_aside" in red(town.house)) == ([], False)
    assert town.do("tender.cancel", CANCEL).events


def test_what_this_program_carries_out_wrongly_is_set_aside_as_well(town, monkeypatch):
    with monkeypatch.context() as broken, open_house(town.url) as other:
        broken.setattr(Tender.Announced, "apply", break_down)
        with pytest.raises(CaseUnreadable):
            rehearsed(other)
        (found,) = listed(other.database)
        assert found.topic == "tender.announced"
        assert found.fault.startswith("ZeroDivisionError (test_unreadable_cases.py:")

    retry(town.house, NAME)  # with a program that is whole
    assert aside(town.house) == []


@pytest.mark.parametrize("trouble", [DatabaseUnreachable, ZeroDivisionError])
def test_a_trouble_that_is_nobodys_event_freezes_nothing(town, monkeypatch, trouble):
    def break_off(*_: Any, **__: Any) -> None:
        raise trouble

    with open_house(town.url, clock=town.clock) as other:
        rehearsed(other)
        monkeypatch.setattr(other.engine.repository, "get", break_off)
        with pytest.raises(trouble):
            rehearsed(other)

    assert aside(town.house) == []


def test_what_a_later_version_that_runs_may_read_is_left_to_it(town):
    poisoned(town)
    now = utc_text(town.house.database.now())
    with town.house.database.writing() as cursor:
        native = town.house.database.native
        cursor.execute(native(LATER_VERSION), (now, now, True))

    with capture_logs() as logs, pytest.raises(CaseUnreadable):
        town.do("tender.cancel", CANCEL)

    assert (aside(town.house), told(logs)) == ([], [])


def test_two_instances_that_meet_it_set_it_aside_once(town):
    with open_house(town.url, clock=town.clock) as other, capture_logs() as logs:
        poisoned(town)
        for house in (town.house, other):
            house.engine.barriers.set_aside()  # which they know for a second
        for house in (town.house, other):
            with pytest.raises(CaseSetAside):
                rehearsed(house)
            house.tick()

    assert aside(town.house) == [("commands", TENDER)]
    assert len(told(logs)) == 1


def test_of_a_bid_not_even_that_it_came_is_told(town):
    secret = next(event for event in Tender.EVENTS if event.SECRET)
    poisoned(town, topic=secret.TOPIC)

    with capture_logs() as logs:
        town.house.tick()

    (line,) = told(logs)
    (found,) = listed(town.house.database)
    assert {line["topic"], line["fault"], found.topic, found.fault} == {WITHHELD}


def test_what_a_read_model_set_aside_is_not_told_twice(town):
    event = StoredEvent(TENDER, 99, "tender.announced", b"no JSON")
    town.house.recorder.insert_events([event])

    town.house.tick()

    assert aside(town.house)
    assert ("commands", TENDER) not in aside(town.house)


def test_no_read_model_has_the_name_that_stands_for_the_case_itself():
    assert "commands" not in PROJECTIONS


def test_a_log_that_is_broken_is_only_read(town):
    poisoned(town)
    town.house.engine.read_only = "en rad saknas"

    with pytest.raises(Exception, match="kan inte läsas"):
        rehearsed(town.house)

    assert aside(town.house) == []


def break_down(*_: Any) -> None:
    raise ZeroDivisionError
