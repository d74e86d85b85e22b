"""A case that no command can read, as the one who looks after the machine sees it."""

from __future__ import annotations

import json

import pytest
from eventsourcing.persistence import StoredEvent

from tests.infrastructure.ledger.tampering import tamper
from tests.interfaces.test_send import SYSTEM
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.storage.database import Database

CASE = "choice_system:provkommun"
NAME = f"commands/{CASE}"
PRIVATE = "19850101-1234"
REQUIRE = "choice_system.set_requirement"
REQUIREMENT = {
    "system": "provkommun",
    "requirement": "ledning",
    "text": "Verksamheten har en namngiven ledning.",
}


@pytest.fixture
def poisoned(send, store):
    """What the read models take, and no command: somebody added a field by hand."""
    send("choice_system.establish", data=SYSTEM)
    with Database(store) as database:
        recorder = EventRecorder(database)
        (event,) = recorder.select_events(CASE)
        data = json.dumps({**json.loads(event.state), PRIVATE: PRIVATE}).encode()
        recorder.insert_events([StoredEvent(CASE, 2, event.topic, data)])
    return store


def test_a_refused_command_says_why_and_the_verbs_say_what_to_do(cli, send, poisoned):
    said = send(REQUIRE, data=REQUIREMENT)

    assert said.code == 1
    assert said.json["diagnostics"][0] == {
        "rule": "CaseUnreadable",
        "message": "Ärendet är fruset: en händelse i det går inte att läsa"
        " (se deadletter list och retry).",
        "details": {"case": CASE},
    }
    (row,) = cli("deadletter", "list", "--json").json["data"]
    assert (row["letter"], row["sort"], row["receiver"]) == (NAME, "ärende", "commands")
    shown = cli("deadletter", "show", NAME, "--json").json["data"]
    assert shown["fault"].startswith("UnreadableEvent (event_mapper.py:")
    assert cli("deadletter", "discard", NAME, "--reason", "Nej").code == 1
    assert PRIVATE not in said.err + cli("deadletter", "list").out + str(shown)


def test_status_and_doctor_are_red_and_no_view_is_said_to_have_gaps(
    cli, send, poisoned
):
    send(REQUIRE, data=REQUIREMENT)

    status = cli("status", "--json").json["data"]
    checks = cli("doctor", "--json").json["data"]["checks"]
    listed = cli("case", "list", "--json")

    assert status["status"] == "fail"
    assert [row["case"] for row in status["set_aside"]] == [CASE]
    (red,) = [one for one in checks if one["check"] == "set_aside"]
    assert (red["status"], "deadletter retry" in red["do"]) == ("fail", True)
    assert (listed.code, listed.json["diagnostics"]) == (0, [])


def test_it_is_tried_again_when_the_row_is_mended(cli, send, poisoned):
    send(REQUIRE, data=REQUIREMENT)

    still = cli("deadletter", "retry", NAME)
    with Database(poisoned) as database:
        tamper(database, f"DELETE FROM events WHERE data LIKE '%{PRIVATE}%'")
    again = cli("deadletter", "retry", NAME)

    assert (still.code, "[StillUnreadable]" in still.err) == (1, True)
    assert (again.code, again.out) == (0, "Ärendet går att läsa igen.\n")
    assert cli("deadletter", "list").code == 0
    assert send(REQUIRE, data=REQUIREMENT).code == 0
