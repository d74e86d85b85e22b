"""After destruction no byte of a person is left anywhere, and the rest is as it was.

The bytes are looked for in every file of the database, in every table as it is dumped,
in the log and in what each verb says; not only before and after, but also in a backup.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from secrets import choice
from string import ascii_lowercase
from typing import Any

import psycopg
import pytest
import structlog
from sqlalchemy import make_url
from structlog.testing import capture_logs

from tests.choosing_town import town_of_choice
from tests.databases import Factory
from tests.infrastructure.vault.test_destruction import CLASSES, TERM
from tests.town import Town
from tests.vault_key import the_keys
from upphandling.application.vault import Destroyed
from upphandling.bootstrap import open_house
from upphandling.domain.base import Role
from upphandling.domain.errors import Refused
from upphandling.infrastructure.ledger.recount import recount
from upphandling.infrastructure.vault.destroyed_list import DestroyedList

# Letters only: random digits may look like a personal number, which no text may hold.
CANARY = f"Kanarie-{''.join(choice(ascii_lowercase) for _ in range(16))}"
NUMBER = "191212121212"
SECRETS = [CANARY.encode(), NUMBER.encode(), b"19121212-1212"]
READ_BY = ["--as", "care_administrator:handlaggare-9"]
SHOWN = [
    ["case", "list", "--kind", "customer_choice"],
    ["case", "show", "person-1"],
    ["why", "customer_choice:person-1/omvardnad"],
    ["case", "show", "customer_choice:person-1/omvardnad"],
    ["case", "history", "customer_choice:person-1/omvardnad"],
    ["case", "history", "customer_choice:person-1/omvardnad", "--refusals"],
    ["events", "list", "--limit", "1000"],
    ["register", "care"],
    ["register", "refusals"],
    ["register", "destructions"],
    ["vault", "list", "--as", "archivist:arkivarie-1"],
]
COUNTED = [
    ["follow-up", "shares", "--system", "staden"],
    ["follow-up", "choices", "--system", "staden"],
    ["follow-up", "coverage", "--system", "staden"],
    ["follow-up", "gaps", "--system", "staden"],
    ["follow-up", "responsible", "--customer", "person-1", "--on", "2026-05-20"],
]


@pytest.fixture
def town(database_url: str, tmp_path: Path, monkeypatch) -> Iterator[Town]:
    """A person of whom the vault knows much, in a town that goes on."""
    listed = tmp_path / "gallrat"
    monkeypatch.setenv("UPPHANDLING_DATABASE", database_url)
    monkeypatch.setenv("UPPHANDLING_VAULT_DESTROYED", str(listed))
    for town in town_of_choice(database_url):
        town.house.destroyer.listed = DestroyedList(listed)
        for document_class in CLASSES:
            town.do("retention.adopt", {"document_class": document_class, **TERM})
        yield town


def known(town: Town, cli: Any) -> list[str]:
    """What becomes known of the person; answers the tokens of the texts."""
    for field, value in (("name", CANARY), ("personal_number", NUMBER)):
        said = cli("vault", "keep", "person-1", "--field", field, *READ_BY, stdin=value)
        assert said.code == 0, said.err
    structlog.reset_defaults()  # the verbs have told it to be quiet
    with capture_logs() as logged:
        talked_of(town)
    assert logged
    assert found_in(repr(logged).encode(), SECRETS) == []
    tokens = [data["reason"] for _, data in town.log() if "reason" in data]
    return [token for token in tokens if token.startswith("valv:")]


def talked_of(town: Town) -> None:
    """Free text about the person, some of it in a command that is refused."""
    place = {
        "customer": "person-1",
        "bundle": "omvardnad",
        "agreement": "avtal-a",
        "reason": f"{CANARY} känner personalen.",
    }
    wish = {"customer": "person-1", "bundle": "omvardnad", "wishes": ["avtal-a"]}
    town.do("customer_choice.choose", wish)
    town.do("customer_choice.place", place)
    with pytest.raises(Refused):  # what is refused is kept as well
        town.do("customer_choice.place", {**place, "agreement": "finns-inte"})
    told = {**place, "about": f"Samtal med {CANARY}", "channel": "telefon"}
    for name in ("agreement", "reason"):
        del told[name]
    town.do("customer_choice.inform", told)
    town.house.projector.catch_up()


def destroyed(town: Town, cli: Any) -> None:
    town.do(
        "destruction.decide",
        {
            "destruction": "gallring-1",
            "subjects": ["person:person-1"],
            "document_classes": CLASSES,
            "document": "Gallringsbeslut 2026-1",
            "reason": "Fristen är ute.",
        },
        role=Role.ARCHIVIST,
    )
    said = cli("vault", "forget", "gallring-1", "--as", "archivist:arkivarie-1")
    assert said.code == 0, said.err


# -- Where to look -------------------------------------------------------------------


def files_of(url: str) -> list[Path]:
    """Every file in which the database keeps bytes: its own, and the server's log."""
    address = make_url(url)
    if address.drivername == "sqlite":
        path = Path(address.database or "")
        return [one for one in path.parent.glob(f"{path.name}*") if one.is_file()]
    with psycopg.connect(plain(url), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        (home,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        (number,) = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone() or (0,)
    folders = [Path(home) / "base" / str(number), Path(home) / "pg_wal"]
    return [one for folder in folders for one in folder.rglob("*") if one.is_file()]


def dump_of(url: str) -> bytes:
    """Every table as a dump writes it."""
    address = make_url(url)
    if address.drivername == "sqlite":
        from sqlite3 import connect  # noqa: PLC0415

        with connect(address.database or "") as connection:
            told = "\n".join(connection.iterdump()).encode()
        connection.close()
        return told
    with psycopg.connect(plain(url)) as connection:
        names = connection.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public'"
        ).fetchall()
        dump = b""
        for (name,) in names:
            with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:
                dump += b"".join(map(bytes, copy))
        return dump


def plain(url: str) -> str:
    address = make_url(url).set(drivername="postgresql")
    return address.render_as_string(hide_password=False)


def found_in(content: bytes, secrets: list[bytes]) -> list[bytes]:
    return [secret for secret in secrets if secret in content]


def looked_for(url: str, secrets: list[bytes]) -> None:
    for path in files_of(url):
        assert found_in(path.read_bytes(), secrets) == [], path
    dump = dump_of(url)
    assert dump
    assert found_in(dump, secrets) == []


def said_by(cli: Any, verbs: list[list[str]], *flags: str) -> list[str]:
    answers = []
    for verb in verbs:
        said = cli(*verb, *flags)
        assert said.code == 0, (verb, said.err)
        answers.append(said.out + said.err)
    return answers


# -- The tests -----------------------------------------------------------------------


def test_nothing_is_left_of_a_person_and_everything_else_is_as_it_was(town, cli):
    (token, *_) = known(town, cli)
    vault, url = town.house.vault, town.url
    assert CANARY in vault.text_of(token)
    looked_for(url, SECRETS)  # what the vault keeps stands nowhere in clear
    answers = [*said_by(cli, SHOWN), *said_by(cli, SHOWN, "--json")]
    assert not any(found_in(one.encode(), SECRETS) for one in answers)
    assert any("(i valvet)" in one for one in answers)
    figures = said_by(cli, COUNTED, "--json")

    destroyed(town, cli)

    with pytest.raises(Destroyed):
        vault.text_of(token)
    looked_for(url, SECRETS)
    after = said_by(cli, SHOWN)
    assert any("(gallrat)" in one for one in after)
    assert not any(found_in(one.encode(), SECRETS) for one in after)
    assert said_by(cli, COUNTED, "--json") == figures
    for name in ("choices", "care", "compensation"):
        assert cli("projection", "rebuild", name).code == 0
    assert said_by(cli, COUNTED, "--json") == figures
    looked_for(url, SECRETS)
    assert recount(vault.database).faults == ()


def test_the_keys_and_the_boxes_themselves_are_gone_from_the_files_of_sqlite(
    sqlite_url, tmp_path, monkeypatch, cli
):
    """Not even whoever has the master key can undo it from what is left on disk."""
    monkeypatch.setenv("UPPHANDLING_DATABASE", sqlite_url)
    monkeypatch.setenv("UPPHANDLING_VAULT_DESTROYED", str(tmp_path / "gallrat"))
    for town in town_of_choice(sqlite_url):
        for document_class in CLASSES:
            town.do("retention.adopt", {"document_class": document_class, **TERM})
        known(town, cli)
        with town.house.vault.writing() as cursor:
            cursor.execute("SELECT wrapped FROM vault_keys")
            boxes = [bytes(row[0]) for row in cursor.fetchall()]
            cursor.execute("SELECT ciphertext FROM vault_items")
            boxes += [bytes(row[0]) for row in cursor.fetchall()]
            cursor.execute("SELECT digest FROM vault_index")
            boxes += [bytes(row[0]) for row in cursor.fetchall()]
        before = b"".join(path.read_bytes() for path in files_of(sqlite_url))
        assert len(found_in(before, boxes)) == len(boxes) > 5

        destroyed(town, cli)

        for path in files_of(sqlite_url):
            assert found_in(path.read_bytes(), boxes) == [], path


def test_a_restored_backup_gives_nothing_back(town, cli, database_factory, tmp_path):
    (token, *_) = known(town, cli)
    town.house.__exit__()
    restored = copied(town.url, database_factory)
    town.house = open_house(town.url, clock=town.clock, keys=the_keys())
    destroyed(town, cli)

    listed = tmp_path / "gallrat"
    with open_house(restored, keys=the_keys(), destroyed=listed) as house:
        assert house.reconciled.unknown_decisions == ("destruction:gallring-1",)
        with pytest.raises(Destroyed):
            house.vault.text_of(token)
        looked_for(restored, SECRETS)
        assert recount(house.database).faults == ()
    database_factory.drop(restored)


def copied(url: str, factory: Factory) -> str:
    """A database as it is now, under another name; nobody may be connected to it."""
    if factory.server is None:
        copy = factory.empty()
        shutil.copy(make_url(url).database or "", make_url(copy).database or "")
        return copy
    return factory._on_server(make_url(url).database or "")
