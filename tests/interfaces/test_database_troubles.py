"""A database that cannot be used: one line in Swedish, exit code 2, no traceback."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing, contextmanager

import pytest

from tests.interfaces.inside import ask

VERBS = [("case", "list"), ("send", "-"), ("db", "check"), ("events", "list")]
MADE = [("missing", "finns inte"), ("empty", "tabellerna saknas")]  # by `serve` it is
DAMAGED = [
    ("not_a_database", "inte en hel databas"),
    ("newer", "nyare än programmet"),
    ("other_shape", "äldre än programmet"),
    ("of_another", "som inte är programmets"),
]


@pytest.mark.parametrize(
    ("call", "damage", "words"),
    [
        *((call, *damage) for call in VERBS for damage in (*MADE, *DAMAGED)),
        *((("serve",), *damage) for damage in DAMAGED),
    ],
)
def test_the_trouble_is_told_with_what_to_do(
    cli, store, tmp_path, monkeypatch, call, damage, words
):
    match damage:
        case "missing":
            monkeypatch.setenv("UPPHANDLING_DATABASE", f"sqlite:///{tmp_path}/no.db")
        case "not_a_database":
            monkeypatch.setenv("UPPHANDLING_DATABASE", f"sqlite:///{tmp_path}/text.db")
            (tmp_path / "text.db").write_text("detta är ingen databas" * 100)
        case "empty":
            monkeypatch.setenv("UPPHANDLING_DATABASE", f"sqlite:///{tmp_path}/e.db")
            (tmp_path / "e.db").touch()
        case "of_another":
            monkeypatch.setenv("UPPHANDLING_DATABASE", f"sqlite:///{tmp_path}/b.db")
            with closing(sqlite3.connect(tmp_path / "b.db")) as made:
                made.execute("CREATE TABLE invoices (number INTEGER)")
        case "newer":
            ask(store, "UPDATE alembic_version SET version_num = '9999'")
        case "other_shape":
            ask(store, "UPDATE projections SET shape = 'old'")

    said = cli(*call, stdin="{}")

    assert said.code == 2
    assert words in said.err
    assert "Traceback" not in said.err
    assert re.search(r" \[(Database|Schema)\w+\]$", said.err.strip())


def test_a_database_that_can_only_be_read_is_told_with_what_to_do(
    cli, send, store, tmp_path
):
    warm = (cli("case", "list"), send("tender.close", data={"tender": "x"}))
    assert (warm[0].code, warm[1].code) == (0, 1)

    with read_only(tmp_path):
        listed = cli("case", "list")
        sent = send("tender.close", data={"tender": "x"})

    assert (listed.code, sent.code) == (2, 2), (listed, sent)
    assert "bara att läsa" in listed.err
    assert "bara att läsa" in sent.json["diagnostics"][0]["message"]


def test_a_locked_database_is_told_and_nothing_is_lost(cli, send, store):
    blocker = sqlite3.connect(store.removeprefix("sqlite:///"), isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    try:
        said = send("tender.close", data={"tender": "x"})
    finally:
        blocker.rollback()
        blocker.close()

    assert said.code == 2
    assert "låst" in said.json["diagnostics"][0]["message"]


def test_a_server_that_does_not_answer_is_told_without_the_password(cli, monkeypatch):
    address = "postgresql+psycopg://anna:hemligt@127.0.0.1:1/upphandling"
    monkeypatch.setenv("UPPHANDLING_DATABASE", address)

    said = cli("case", "list")

    assert said.code == 2
    assert "svarar inte" in said.err
    assert "hemligt" not in said.err


def test_a_setting_that_is_wrong_is_told_by_its_name(cli, store, monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABASE", "mysql://x")

    said = cli("case", "list")

    assert said.code == 2
    assert "UPPHANDLING_DATABASE" in said.err


@contextmanager
def read_only(folder):
    """A folder that nobody may write in; root steps down, since it always may."""
    user = os.geteuid()
    opened = [path for path in (folder, *folder.parents) if path != path.parent]
    modes = {path: path.stat().st_mode for path in opened}
    for path in opened if user == 0 else []:
        path.chmod(modes[path] | 0o055)
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if user == 0:
            os.seteuid(0)
        for path, mode in modes.items():
            path.chmod(mode)
