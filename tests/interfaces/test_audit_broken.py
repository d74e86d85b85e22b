"""The verbs of the ledger when its log is broken, told from the outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import sleep

import pytest

from tests.infrastructure.ledger.tampering import tamper
from tests.interfaces.inside import ask, ask_one
from tests.interfaces.processes import running
from tests.interfaces.test_send import SYSTEM
from tests.interfaces.test_service import announce, wait_until
from upphandling.infrastructure.storage.database import Database


def test_a_broken_log_is_told_and_locked_until_somebody_has_looked(
    cli, send, store, sealed, tmp_path
):
    send("choice_system.establish", data=SYSTEM)
    cli("audit", "checkpoint")
    with Database(store) as database:
        tamper(database, "UPDATE events SET data = replace(data, 'Norr', 'Nord')")

    found = cli("audit", "verify")
    assert found.code == 1
    assert found.out.startswith("händelse 1 (choice_system:")
    assert found.out.splitlines()[-1] == "Loggen är inte vad den var: 4 fel."

    refused = send("choice_system.establish", data={**SYSTEM, "system": "annat"})
    assert refused.code == 1
    assert refused.json["diagnostics"][0]["rule"] == "LedgerBroken"
    listed = cli("events", "list", "--json")
    assert listed.json["diagnostics"][0]["rule"] == "LedgerBroken"
    missed = cli("case", "show", "tender:finns-inte", "--json")
    rules = [one["rule"] for one in missed.json["diagnostics"]]
    assert rules == ["NoSuchCase", "LedgerBroken"]
    assert cli("audit", "checkpoint").code == 1

    checked = cli("witness", "verify", "--dir", f"{tmp_path}/witness")
    assert checked.code == 0
    both = cli("witness", "verify", "--dir", f"{tmp_path}/witness", "--database", store)
    assert both.code == 1
    assert "något är ändrat" in both.out


def test_a_service_with_a_broken_log_reads_on_and_lets_nothing_fall(
    cli, store, tmp_path
):
    announce(store, [datetime.now(UTC) - timedelta(days=1)])
    with Database(store) as database:
        tamper(
            database,
            "UPDATE events SET data = replace(data, 'a', 'b') WHERE position = 2",
        )
    before = ask(store, "SELECT count(*) FROM events")

    with running(tmp_path, "serve") as service:
        wait_until(lambda: "ledger_broken" in service.events())
        sleep(1)

    assert service.events()[:2] == ["service_started", "ledger_broken"]
    assert service.told()[1]["said"] == "en rad stämmer inte med sin lövhash"
    assert "deadline_fell" not in service.events()
    assert ask(store, "SELECT count(*) FROM events") == before
    assert "\nhändelse 2 (tender:prov-0): raden" in cli("audit", "verify").out


@pytest.mark.parametrize(
    "change",
    [
        "data = '{'",
        "data = CAST(x'ff' AS TEXT)",
        "topic = 'tender.announced.9'",
        "stream_id = 'nonsens'",
        "recorded_at = 'i går'",
        "command_id = NULL",
        "leaf_hash = x''",
        "version = 'ett'",
    ],
)
def test_whatever_a_row_has_become_it_is_told_and_never_a_bug(cli, send, store, change):
    send("choice_system.establish", data=SYSTEM)
    with Database(store) as database:
        tamper(database, f"UPDATE events SET {change} WHERE position = 1")

    said = cli("audit", "verify")

    assert said.code == 1
    assert said.out.startswith("händelse 1 (")
    assert said.out.splitlines()[-1].startswith("Loggen är inte vad den var: ")


def test_a_leaf_of_another_length_is_located_where_a_proof_is_asked_for(
    cli, send, store, sealed
):
    send("choice_system.establish", data=SYSTEM)
    cli("audit", "checkpoint")
    case = ask_one("SELECT stream_id FROM events")
    with Database(store) as database:
        tamper(database, "UPDATE events SET leaf_hash = x'00' WHERE position = 1")

    for call in (("proof", f"{case}@1"), ("checkpoint",), ("request",)):
        said = cli("audit", *call)
        assert said.code == 1
        (line,) = said.err.splitlines()
        assert line.startswith("Radens lövhash är inte hel")
        assert line.endswith("[LeafNotWhole] (händelse 1)")


def test_an_odd_folder_hides_no_changed_row(cli, send, store, keys, tmp_path):
    send("choice_system.establish", data=SYSTEM)
    with Database(store) as database:
        tamper(database, "UPDATE events SET data = replace(data, 'Norr', 'Nord')")
    (tmp_path / "ledger").write_text("nonsens\n", encoding="utf-8")

    said = cli("audit", "verify")

    assert said.code == 1
    assert said.out.startswith("händelse 1 (choice_system:")
    assert "kunde inte skrivas" in said.out
