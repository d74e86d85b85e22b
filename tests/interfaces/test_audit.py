"""The verbs of the ledger, with signer, witness and service as processes of their own."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from base64 import b64decode

import pytest
import structlog

from tests.interfaces.inside import ask_one
from tests.interfaces.ledger_at_work import LOG
from tests.interfaces.processes import START, running, signer, witness
from tests.interfaces.test_send import SYSTEM
from tests.interfaces.test_service import wait_until
from upphandling.infrastructure.ledger.keys import Verifier
from upphandling.infrastructure.ledger.note import verified
from upphandling.infrastructure.ledger.tree import verify_inclusion

# -- Keys -----------------------------------------------------------------------


def test_a_key_is_made_once_and_only_its_owner_reads_it(cli, store, tmp_path):
    call = ("signer", "init", "--key", f"{tmp_path}/log.key", "--name", LOG)
    first, again = cli(*call), cli(*call)

    assert first.code == 0
    assert Verifier.read(first.out.splitlines()[-1]).name == LOG
    assert stat.S_IMODE((tmp_path / "log.key").stat().st_mode) == 0o600
    assert again.code == 2
    assert "skrivs aldrig över" in again.err


def test_a_name_with_a_blank_is_refused(cli, store, tmp_path):
    said = cli("signer", "init", "--key", f"{tmp_path}/k", "--name", "vår logg")

    assert said.code == 2
    assert said.err.startswith("Ett namn på en nyckel får inte")


def test_a_broken_state_file_stops_the_signer(keys, tmp_path):
    (tmp_path / "state").write_text("nonsens\n")
    flags = {"--key": "log.key", "--state": "state", "--socket": "s"}
    told = [part for flag, name in flags.items() for part in (flag, tmp_path / name)]
    said = subprocess.run(
        [sys.executable, "-c", START, "signer", "serve", *told],
        capture_output=True,
        check=False,
        text=True,
    )

    assert said.returncode == 2
    (line,) = said.stderr.splitlines()
    assert line.startswith("Filen som säger vad som senast signerades är skadad")


# -- Checkpoints and proofs -----------------------------------------------------


def test_a_checkpoint_is_made_and_the_log_verified_against_it(cli, send, sealed):
    send("choice_system.establish", data=SYSTEM)

    made = cli("audit", "checkpoint", "--json")
    assert made.code == 0, made
    text = made.json["data"]["checkpoint"]
    assert verified(text, [sealed["log"]]) == verified(text, [sealed["witness"]])

    said = cli("audit", "verify", "--json").json
    assert said["status"] == "done"
    assert said["data"]["compared"] == {"own_checkpoint": 1, "signer": 1, "witness": 1}
    assert cli("audit", "verify").out == (
        "Loggen stämmer: 1 poster, jämförd med 1 av egna kontrollpunkter,"
        " 1 av signeraren, 1 av vittnen.\n"
    )


def test_an_event_and_a_refusal_are_proved(cli, send, sealed):
    send("choice_system.establish", data=SYSTEM)
    send("choice_system.establish", data=SYSTEM)
    cli("audit", "checkpoint")
    case = ask_one("SELECT stream_id FROM events")

    for call in (("audit", "proof", f"{case}@1"), ("audit", "proof", "1", "--refusal")):
        said = cli(*call, "--json").json["data"]
        proof = [b64decode(one) for one in said["hashes"]]
        leaf, root = b64decode(said["leaf"]), b64decode(said["root"])
        assert verify_inclusion(leaf, said["index"], said["size"], proof, root)
        assert cli(*call).out == said["proof"]


@pytest.mark.parametrize(
    "call",
    [("tender:ingen@1",), ("nonsens",), ("99", "--refusal")],
)
def test_what_is_not_there_has_no_proof(cli, store, call):
    said = cli("audit", "proof", *call)

    assert said.code == 1
    assert said.err.startswith("Händelsen finns inte, eller får inte visas än.")


@pytest.mark.parametrize("typed", ["abc", "1" * 30, "²", "tender:prov@1"])
def test_what_is_no_number_of_a_refusal_is_told_as_it_was_typed(cli, store, typed):
    said = cli("audit", "proof", typed, "--refusal")

    assert said.code == 2
    assert said.err == f"--refusal: ”{typed}” är inget nummer på ett avslag\n"


def test_a_checkpoint_without_a_witness_is_made_and_the_lack_is_told(
    cli, send, keys, tmp_path
):
    send("choice_system.establish", data=SYSTEM)
    with signer(tmp_path):
        said = cli("audit", "checkpoint", "--json")

    assert said.code == 1
    assert said.json["status"] == "found"
    assert "Vittnet svarar inte" in said.json["data"]["missing"][0]


def test_a_folder_that_was_not_there_is_told_when_it_is_made(cli, sealed, tmp_path):
    first, again = cli("audit", "checkpoint"), cli("audit", "checkpoint")

    folder = tmp_path / "ledger"
    assert first.err == f"{folder}: Mappen fanns inte och har gjorts. [FolderMade]\n"
    assert again.err == ""


def test_a_witness_counts_the_same_with_and_without_the_database(
    cli, send, sealed, store, tmp_path
):
    for system in ("ett", "annat"):
        send("choice_system.establish", data={**SYSTEM, "system": system})
        cli("audit", "checkpoint")
    alone = ("witness", "verify", "--dir", f"{tmp_path}/witness")

    said = [cli(*alone).out, cli(*alone, "--database", store).out]

    assert said == [f"{LOG}: är vad den var, enligt 2 kontrollpunkter.\n"] * 2


def test_without_a_signer_there_is_no_checkpoint_and_it_is_told(cli, keys):
    said = cli("audit", "checkpoint")

    assert said.code == 2
    assert said.err.startswith("Signeraren svarar inte")


def test_without_settings_there_is_no_checkpoint_but_the_log_is_counted(cli, store):
    assert cli("audit", "checkpoint").code == 2
    assert cli("audit", "verify").out == (
        "Loggen stämmer: 0 poster, jämförd med inga kontrollpunkter.\n"
    )


def test_a_witness_without_a_network_gets_and_gives_files(
    cli, send, keys, tmp_path, monkeypatch
):
    monkeypatch.setenv("UPPHANDLING_WITNESSES", "")
    send("choice_system.establish", data=SYSTEM)
    with signer(tmp_path):
        cli("audit", "checkpoint")
    (tmp_path / "asked").write_text(cli("audit", "request").out)
    structlog.reset_defaults()  # the witness is another process
    answer = cli("witness", "add", f"{tmp_path}/asked", "--dir", f"{tmp_path}/witness")
    (tmp_path / "answered").write_text(answer.out)
    assert "checkpoint_cosigned" not in answer.out

    assert cli("audit", "cosign", f"{tmp_path}/answered").code == 0
    kept = (tmp_path / "ledger" / "checkpoint").read_text(encoding="utf-8")
    assert verified(kept, [keys["witness"]]).size == 1
    again = cli("witness", "add", f"{tmp_path}/asked", "--dir", f"{tmp_path}/witness")
    assert again.code == 1
    assert "utgår från en annan storlek" in again.err


def test_the_service_seals_at_start_and_at_stop_and_says_so(
    cli, send, keys, store, tmp_path
):
    send("choice_system.establish", data=SYSTEM)
    ledger = tmp_path / "ledger"
    with (
        signer(tmp_path),
        witness(tmp_path, keys["port"]),
        running(tmp_path, "serve") as service,
    ):
        wait_until((ledger / "history" / "1").exists)
        send("choice_system.establish", data={**SYSTEM, "system": "annat"})
        service.send_signal(signal.SIGTERM)
        service.wait(timeout=20)

    told = service.events()
    assert told[0] == "service_started"
    assert told[1:4] == ["ledger_verified", "checkpoint_made", "ledger_folder_made"]
    assert told[-2:] == ["checkpoint_made", "service_stopped"]
    assert (ledger / "history" / "2").exists()
