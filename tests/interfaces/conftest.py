"""The command line, called as the shell calls it but in this process."""

from __future__ import annotations

import io
import json
import shutil
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from tests.interfaces.ledger_at_work import keys, sealed  # noqa: F401  (fixtures)
from tests.town import role_for
from upphandling.domain.base import Role
from upphandling.interfaces.cli import main

CONTRACT_MANAGER = Role.CONTRACT_MANAGER


@dataclass(frozen=True)
class Said:
    """What a call printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def cli(monkeypatch, capsys):
    monkeypatch.delenv("COLUMNS", raising=False)  # which the workers of pytest have

    def call(*args: str, stdin: str | bytes = "") -> Said:
        given = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr(sys, "argv", ["upphandling", *args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        with pytest.raises(SystemExit) as end:
            main()
        printed = capsys.readouterr()
        return Said(end.value.code or 0, printed.out, printed.err)

    return call


@pytest.fixture
def store(sqlite_databases, tmp_path, monkeypatch):
    """A database that is up to date, configured in the environment."""
    made = sqlite_databases.migrated().removeprefix("sqlite:///")
    url = f"sqlite:///{shutil.move(made, tmp_path / 'upphandling.db')}"
    monkeypatch.setenv("UPPHANDLING_DATABASE", url)
    return url


@pytest.fixture
def send(cli, store):
    """Send a command; `by` decides as contract manager where that role may."""

    def call(command: str, /, **fields: Any) -> Said:
        envelope = {
            "command": command,
            "by": fields.pop("by", "handlaggare-1"),
            "role": fields.pop("role", None) or role_for(command, CONTRACT_MANAGER),
            "mandate": fields.pop("mandate", "delegationsordning 4.2"),
            "data": fields.pop("data", {}),
            **fields,
        }
        return cli("send", "-", "--json", stdin=json.dumps(envelope))

    return call
