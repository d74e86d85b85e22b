"""`audit verify` of a log that newer code has written to: not judged, and not broken."""

from __future__ import annotations

import pytest
from eventsourcing.persistence import StoredEvent

from tests.infrastructure.ledger.tampering import tamper
from tests.interfaces.test_send import SYSTEM
from tests.town import Town
from upphandling.infrastructure import logs
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.storage.database import Database

TOMORROWS = StoredEvent("plan:a", 1, "plan.of_tomorrow", b"{}")


@pytest.fixture
def newer(send, store):
    """A log with an event that this version does not know."""
    send("choice_system.establish", data=SYSTEM)
    with Database(store) as database:
        EventRecorder(database).insert_events([TOMORROWS])
    return store


def test_it_cannot_be_judged_here_and_nothing_is_locked(cli, send, newer):
    said = cli("audit", "verify")
    told = cli("audit", "verify", "--json")

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(
        "Loggen har händelser av en typ som den här versionen inte känner:"
        " händelse 2 (plan:a): okänd händelsetyp plan.of_tomorrow."
        " Den går inte att granska här: uppgradera programmet"
    )
    assert (told.code, told.json["status"], told.json["data"]) == (2, "error", None)
    assert told.json["diagnostics"][0]["rule"] == "LogOfLaterVersion"
    assert send("choice_system.establish", data={**SYSTEM, "system": "b"}).code == 0


def test_a_fault_in_the_same_log_is_told_first_and_locks_it(cli, send, newer):
    with Database(newer) as database:
        tamper(database, "UPDATE events SET data = '{}' WHERE position = 1")

    said = cli("audit", "verify")
    told = cli("audit", "verify", "--json").json["data"]

    assert said.code == 1
    first, verdict, unjudged = said.out.splitlines()
    assert first.startswith("händelse 1 (choice_system:")
    assert verdict == "Loggen är inte vad den var: 1 fel."
    assert "plan.of_tomorrow" in unjudged
    assert [one["kind"] for one in told["faults"]] == ["leaf"]
    assert [one["where"] for one in told["unjudged"]] == ["händelse 2 (plan:a)"]


def test_a_file_that_proves_nothing_is_found_and_nobody_calls_the_log_whole(
    cli, newer, keys, tmp_path
):
    (tmp_path / "fil").write_text("nonsens\n", encoding="utf-8")

    said = cli("audit", "verify", "--witness", f"{tmp_path}/fil")

    assert (said.code, "Loggen stämmer" in said.out) == (1, False)
    assert "uppgradera programmet" in said.out


def test_of_a_sealed_tender_not_even_the_place_is_told(cli, store):
    logs.configure("critical", "json")
    with Town(store, "2026-03-02T09:00") as town:
        town.founded().announced("hemtjanst", "2026-04-01")
        version = town.case("tender:hemtjanst").version + 1
        secret = StoredEvent(
            "tender:hemtjanst", version, "tender.bid_of_tomorrow", b"{}"
        )
        town.house.recorder.insert_events([secret])

    said = cli("audit", "verify")

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(
        "Loggen har händelser av en typ som den här versionen inte känner:"
        " en händelsetyp är okänd, var visas inte medan anbud är hemliga. Den går"
    )


def test_a_witness_says_the_same(cli, newer, sealed, tmp_path):
    cli("audit", "checkpoint")

    said = cli("witness", "verify", "--dir", f"{tmp_path}/witness", "--database", newer)

    assert (said.code, "[LogOfLaterVersion]" in said.err) == (2, True)


def test_a_backup_of_it_is_whole_and_its_log_not_judged(cli, newer, tmp_path):
    assert cli("backup", "create", f"{tmp_path}/kopia").code == 0

    said = cli("backup", "verify", f"{tmp_path}/kopia")
    told = cli("backup", "verify", f"{tmp_path}/kopia", "--json").json["data"]

    assert said.code == 1
    assert "uppgradera programmet" in said.out
    assert (told["whole"], told["faults"], told["unjudged"]) == (False, [], True)
