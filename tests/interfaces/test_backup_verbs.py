"""Backups and exports by their verbs, as the one who looks after the machine types them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.infrastructure.ledger.tampering import tamper
from tests.interfaces.inside import ask
from tests.interfaces.processes import START
from tests.interfaces.test_send import SYSTEM
from tests.interfaces.test_service import announce
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vitals.last_done import BACKUP, noted


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Where the database is from now on, when it is called."""

    def call(name="ny.db"):
        url = f"sqlite:///{tmp_path}/{name}"
        monkeypatch.setenv("UPPHANDLING_DATABASE", url)
        return url

    return call


def events(url):
    return ask(url, "SELECT topic, stream_id, data FROM events ORDER BY position")


def rule(said):
    return said.json["diagnostics"][0]["rule"]


def test_the_house_is_moved_by_two_verbs(cli, send, store, tmp_path, elsewhere):
    send("choice_system.establish", data=SYSTEM)
    kept = events(store)

    made = cli("backup", "create", f"{tmp_path}/kopia", "--json").json["data"]
    tried = cli("backup", "verify", f"{tmp_path}/kopia")
    full = cli("backup", "verify", f"{tmp_path}/kopia", "--full", "--json").json
    url = elsewhere()
    restored = cli("backup", "restore", f"{tmp_path}/kopia")

    assert (tried.code, restored.code) == (0, 0)
    assert tried.out.startswith("Säkerhetskopian är hel: gjord ")
    assert (full["data"]["whole"], full["data"]["differences"]) == (True, 0)
    assert full["data"]["content"] == made["content"]
    assert restored.out.splitlines()[-1] == (
        "Loggen är omräknad, rad för rad, och har samma rot som då."
    )
    assert events(url) == kept
    assert cli("audit", "verify").code == 0
    assert cli("verify").code == 0
    assert cli("projection", "verify").code == 0
    again = cli("backup", "create", f"{tmp_path}/igen", "--json").json["data"]
    assert again["content"] == made["content"]
    assert send("choice_system.establish", data={**SYSTEM, "system": "b"}).code == 0


def test_in_a_folder_it_gets_a_name_and_the_oldest_go(cli, store, tmp_path):
    folder = tmp_path / "kopior"
    folder.mkdir()
    old = [f"upphandling-2020010{day}T020000Z.backup" for day in (1, 2, 3)]
    for name in (*old, "annat"):
        (folder / name).touch()

    said = cli("backup", "create", f"{folder}", "--keep", "2", "--json").json["data"]

    assert said["removed"] == [f"{folder}/{name}" for name in old[:2]]
    made = Path(said["file"])
    assert sorted(one.name for one in folder.iterdir()) == [
        "annat",
        old[2],
        made.name,
    ]
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    with Database(store) as database:
        note = noted(database)[BACKUP]
    assert note.told["file"] == str(made)
    assert datetime.now(UTC) - note.at < timedelta(minutes=5)


def test_what_stands_in_the_way_is_one_line(cli, store, tmp_path):
    (tmp_path / "kopia").write_text("hej")

    def asked(*verb):
        said = cli(*verb, "--json")
        assert said.code == 2
        return rule(said)

    assert asked("backup", "create", f"{tmp_path}/kopia") == "FileTaken"
    assert asked("backup", "create", f"{tmp_path}/nej/kopia") == "NoFolder"
    assert asked("backup", "verify", f"{tmp_path}/kopia") == "NotABackup"
    assert asked("backup", "restore", f"{tmp_path}/kopia") == "NotABackup"
    assert asked("backup", "verify", f"{tmp_path}/finns-inte") == "FileTrouble"
    assert asked("events", "import", f"{tmp_path}/kopia") == "NotAnExport"
    keep = cli("backup", "create", f"{tmp_path}/ny", "--keep", "2")
    assert keep.code == 2
    assert keep.err.startswith("--keep: gäller bara när FIL är en mapp")
    piped = cli("backup", "create", "-")
    assert piped.code == 2
    assert piped.err.startswith("FIL: en säkerhetskopia kan inte skrivas till utm")


def test_a_database_with_something_in_it_is_left_as_it_was(cli, send, store, tmp_path):
    send("choice_system.establish", data=SYSTEM)
    cli("backup", "create", f"{tmp_path}/kopia")
    cli("events", "export", f"{tmp_path}/logg")
    kept = events(store)

    for verb in (("backup", "restore", "kopia"), ("events", "import", "logg")):
        said = cli(*verb[:2], f"{tmp_path}/{verb[2]}", "--json")
        assert (said.code, rule(said)) == (2, "StoreNotEmpty")
    assert events(store) == kept


def test_a_damaged_backup_is_found_and_told_as_one(cli, store, tmp_path):
    cli("backup", "create", f"{tmp_path}/kopia")
    whole = (tmp_path / "kopia").read_bytes()
    (tmp_path / "kopia").write_bytes(whole[:1500])

    said = cli("backup", "verify", f"{tmp_path}/kopia", "--json")

    assert (said.code, said.json["status"], rule(said)) == (1, "found", "CutOff")
    assert said.json["data"] == {"whole": False}


def test_a_log_goes_through_a_pipe_and_comes_out_the_same(
    cli, send, store, tmp_path, elsewhere
):
    send("choice_system.establish", data=SYSTEM)
    told = cli("events", "export", f"{tmp_path}/logg", "--json").json["data"]
    piped = subprocess.run(
        [sys.executable, "-c", START, "events", "export", "-"],
        capture_output=True,
        check=True,
    ).stdout
    kept = events(store)
    url = elsewhere()

    said = cli("events", "import", "-", "--json", stdin=piped)

    assert piped == (tmp_path / "logg").read_bytes()
    assert said.json["data"] == {"root": told["root"]}
    assert events(url) == kept
    assert cli("audit", "verify").code == 0
    both = cli("events", "export", "-", "--json")
    assert (both.code, both.json["diagnostics"][0]["field"]) == (2, "--json")


def test_whoever_reads_the_log_through_a_pipe_may_stop_reading(send):
    send("choice_system.establish", data=SYSTEM)
    read, written = os.pipe()
    os.close(read)

    said = subprocess.run(
        [sys.executable, "-c", START, "events", "export", "-"],
        stdout=written,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(written)

    assert (said.returncode, said.stderr) == (0, b"")


def test_a_broken_log_can_be_copied_and_no_good_copy_goes(
    cli, send, sealed, store, tmp_path
):
    send("choice_system.establish", data=SYSTEM)
    folder = tmp_path / "kopior"
    folder.mkdir()
    cli("backup", "create", f"{folder}")
    (good,) = folder.iterdir()
    good = good.rename(folder / "upphandling-20200101T020000Z.backup")
    with Database(store) as database:
        before = noted(database)[BACKUP]
        tamper(database, "UPDATE events SET data = replace(data, 'Norr', 'Nord')")
    assert cli("audit", "verify").code == 1

    said = cli("backup", "create", f"{folder}", "--keep", "1", "--json").json

    assert (said["data"]["broken"], said["data"]["removed"]) == (True, [])
    assert good.exists()
    with Database(store) as database:
        assert noted(database)[BACKUP] == before
    tried = cli("backup", "verify", said["data"]["file"], "--json")
    assert (tried.code, rule(tried)) == (1, "LineChanged")


def test_an_older_copy_is_restored_only_when_asked_for(
    cli, send, sealed, store, tmp_path, elsewhere
):
    send("choice_system.establish", data=SYSTEM)
    cli("audit", "checkpoint")
    cli("backup", "create", f"{tmp_path}/kopia")
    send("choice_system.establish", data={**SYSTEM, "system": "annat"})
    cli("audit", "checkpoint")
    elsewhere()

    no = cli("backup", "restore", f"{tmp_path}/kopia", "--json")
    yes = cli("backup", "restore", f"{tmp_path}/kopia", "--older-than-checkpoint")

    assert (no.code, rule(no)) == (2, "OlderThanCheckpoint")
    assert yes.code == 1
    assert "Den är äldre än en kontrollpunkt" in yes.out
    assert cli("audit", "verify").code == 1


def test_how_large_the_log_is_is_not_told_while_a_tender_is_sealed(
    cli, store, tmp_path, elsewhere
):
    open_log = cli("events", "export", f"{tmp_path}/innan", "--json").json["data"]
    announce(store, [datetime.now(UTC) + timedelta(days=20)])

    shown = cli("events", "export", "-")
    kept = cli("events", "export", f"{tmp_path}/logg", "--json").json["data"]
    made = cli("backup", "create", f"{tmp_path}/kopia", "--json").json["data"]
    tried = cli("backup", "verify", f"{tmp_path}/kopia", "--json").json["data"]

    assert set(open_log) == {"file", "events", "refusals", "commands", "root"}
    assert (shown.code, shown.out) == (1, "")
    assert "BidsStillSecret" in shown.err
    assert kept == {"file": f"{tmp_path}/logg"}
    assert stat.S_IMODE((tmp_path / "logg").stat().st_mode) == 0o600
    alike = {"made_at", "program", "content", "broken"}
    assert made["content"] is None  # another sum than last time tells that a bid came
    assert set(made) == alike | {"file", "removed"}
    assert set(tried) - alike == {
        "whole",
        "faults",
        "unjudged",
        "compared",
        "unheard",
        "differences",
    }
    end = json.loads((tmp_path / "logg").read_text().splitlines()[-1])
    assert end["end"]["root"] not in json.dumps([kept, made, tried])
