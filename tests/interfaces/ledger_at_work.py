"""A log with its keys, its signer and its witness, each a process of its own."""

from __future__ import annotations

import pytest

from tests.interfaces.processes import free_port, signer, witness
from upphandling.infrastructure.ledger.keys import Verifier

LOG, WITNESS = "upphandling.staden.example", "vittne.example"


@pytest.fixture
def keys(cli, store, tmp_path, monkeypatch):
    """The keys are made and set up; signer and witness are not running."""
    made = cli(
        "signer", "init", "--key", f"{tmp_path}/log.key", "--name", LOG, "--json"
    )
    log = made.json["data"]["key"]
    told = ("--dir", f"{tmp_path}/witness", "--name", WITNESS, "--log", log)
    cosigner = cli("witness", "init", *told, "--json").json["data"]["key"]
    port = free_port()
    for name, value in {
        "LEDGER_DIR": f"{tmp_path}/ledger",
        "LOG_KEY": log,
        "SIGNER_SOCKET": f"{tmp_path}/s",
        "WITNESS_KEYS": cosigner,
        "WITNESSES": f"http://127.0.0.1:{port}",
    }.items():
        monkeypatch.setenv(f"UPPHANDLING_{name}", value)
    return {"log": Verifier.read(log), "witness": Verifier.read(cosigner), "port": port}


@pytest.fixture
def sealed(keys, tmp_path):
    """All are at work."""
    with signer(tmp_path), witness(tmp_path, keys["port"]):
        yield keys
