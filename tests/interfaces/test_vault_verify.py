"""Whoever has the database takes away, puts back or exchanges what lies in the vault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.choosing_town import act, choose, town_of_choice
from tests.infrastructure.vault.test_destruction import CLASSES, TERM
from tests.interfaces.test_importing import WHO
from tests.town import Town
from upphandling.domain.base import Role
from upphandling.infrastructure.vault.destroyed_list import DestroyedList
from upphandling.infrastructure.vault.facts import Facts
from upphandling.infrastructure.vault.key_files import new_master, write_key

ADMINISTRATOR = ("--as", "care_administrator:handlaggare-9")
NUMBER = "19121212-1212"
FILE = (
    "kund;beslut;område;insats;timmar per vecka;från;personnummer;namn\n"
    "k-9;b-1;norr;personal_care;3;2026-02-01;;Bo Kanarie"
)
OF = "key_id IN (SELECT key_id FROM vault_keys WHERE subject = '{}')"
K_1, K_2, REGISTER = map(OF.format, ("person:k-1", "person:k-2", "register:protected"))
NOTES = OF.format("person:person-1")
Sql = Callable[..., list[Any]]


@pytest.fixture
def town(database_url: str, tmp_path: Path, monkeypatch, capsys, cli) -> Iterator[Town]:
    """Two persons with facts, one of them moved; one by a file; one with a text."""
    listed, key = tmp_path / "gallrat", tmp_path / "skyddad"
    write_key(key, new_master("Staden"))
    monkeypatch.setenv("UPPHANDLING_DATABASE", database_url)
    monkeypatch.setenv("UPPHANDLING_VAULT_DESTROYED", str(listed))
    monkeypatch.setenv("UPPHANDLING_VAULT_KEY_PROTECTED", str(key))
    for town in town_of_choice(database_url):
        town.house.destroyer.listed = DestroyedList(listed)
        capsys.readouterr()
        keep(cli, "k-1", "address", "Gamla gatan 1")
        keep(cli, "k-1", "address", "Nya gatan 2")
        keep(cli, "k-1", "personal_number", NUMBER)
        keep(cli, "k-2", "name", "Siv Kanarie")
        file = tmp_path / "kunder.csv"
        file.write_text(FILE, encoding="utf-8")
        said = cli("import", "customers", str(file), "--system", "staden", *WHO)
        assert said.code == 0, said.err
        choose(town, "person-1", "avtal-a")
        act(town, "inform", "person-1", about="Samtal med Siv.", channel="telefon")
        yield town


@pytest.fixture
def sql(town) -> Sql:
    """What somebody does who has the database and nothing else."""

    def run(*statements: str, rows: tuple[Any, ...] = ()) -> list[Any]:
        with town.house.vault.writing() as cursor:
            for statement in statements:
                cursor.execute(town.house.database.native(statement), rows)
            return cursor.fetchall() if cursor.description else []

    return run


def keep(cli, person: str, field: str, value: str) -> None:
    said = cli(
        *("vault", "keep", person, "--field", field, *ADMINISTRATOR), stdin=value
    )
    assert said.code == 0, said.err


def verified(cli) -> list[tuple[str, str | None, str | None, int | None]]:
    said = cli("vault", "verify", "--json")
    found = said.json["data"]["findings"]
    assert said.code == bool(found), said.err
    return [
        (row["fault"], row["subject"], row["field"], row["version"]) for row in found
    ]


def test_a_vault_that_is_whole_has_no_faults(cli, town):
    said = cli("vault", "verify", "--json")

    assert said.code == 0, said.out
    assert said.json["data"] == {"items": 6, "untold": 0, "locked": [], "findings": []}
    assert "fel: inga" in cli("vault", "verify").out


# -- What is taken away ----------------------------------------------------------------


def test_the_last_version_is_missed_and_the_one_before_is_not_served(cli, town, sql):
    sql(f"DELETE FROM vault_items WHERE {K_1} AND field = 'address' AND version = 2")

    assert verified(cli) == [("lacking", "person:k-1", "address", 2)]
    said = cli("vault", "verify")
    assert "person:k-1, adress, nr 2: ligger inte i valvet som loggen säger" in said.out
    assert "vault_entry:" in said.out
    shown = cli("vault", "show", "k-1", *ADMINISTRATOR)
    assert (shown.code, "NotAsStored" in shown.err) == (1, True)
    assert "gatan" not in shown.out + shown.err
    assert cli("vault", "show", "k-2", *ADMINISTRATOR).code == 0


def test_a_new_version_in_the_place_of_the_one_that_is_gone_hides_nothing(
    cli, town, sql
):
    sql(f"DELETE FROM vault_items WHERE {K_1} AND field = 'address' AND version = 2")
    keep(cli, "k-1", "address", "Nyaste gatan 3")

    assert verified(cli) == [("lacking", "person:k-1", "address", 2)]


def test_a_whole_field_is_missed_and_so_is_a_whole_person(cli, town, sql):
    sql(f"DELETE FROM vault_items WHERE {K_1} AND field = 'address'")
    assert verified(cli) == [
        ("lacking", "person:k-1", "address", version) for version in (1, 2)
    ]

    for table in ("vault_items", "vault_index", "vault_keys"):
        sql(f"DELETE FROM {table} WHERE {K_1}")
    assert {row[:2] for row in verified(cli)} == {("lacking", "person:k-1")}
    assert "NotAsStored" in cli("vault", "show", "k-1", *ADMINISTRATOR).err


def test_what_came_with_a_file_is_missed_as_well(cli, town, sql):
    sql(f"DELETE FROM vault_items WHERE {OF.format('person:k-9')}")

    assert verified(cli) == [("lacking", "person:k-9", "name", 1)]


def test_a_text_is_missed_by_the_event_that_names_it(cli, town, sql):
    sql(f"DELETE FROM vault_items WHERE {NOTES}")

    assert verified(cli) == [("text_lacking", "person:person-1", None, None)]
    assert "customer_choice:person-1/omvardnad@" in cli("vault", "verify").out
    for table in ("vault_items", "vault_keys"):
        sql(f"DELETE FROM {table} WHERE {NOTES}")
    assert verified(cli) == [("text_lacking", None, None, None)]
    shown = cli(
        *("case", "history", "customer_choice:person-1/omvardnad", "--reveal"),
        *("--as", "care_administrator:handlaggare-9"),
    )
    assert (shown.code, "NotAsStored" in shown.err) == (1, True)


def test_a_line_of_the_index_is_missed(cli, town, sql):
    sql(f"DELETE FROM vault_index WHERE {K_1}")

    assert verified(cli) == [("index", "person:k-1", "personal_number", None)]


def test_a_key_that_nobody_has_decided_to_destroy_is_no_destruction(cli, town, sql):
    sql(
        f"DELETE FROM vault_items WHERE {K_2}",
        f"UPDATE vault_keys SET wrapped = NULL, master_id = NULL WHERE {K_2}",
    )

    assert verified(cli) == [("destroyed", "person:k-2", None, None)]


# -- What is put back, or exchanged ----------------------------------------------------


def test_a_version_that_is_put_back_over_a_later_one_is_found(cli, town, sql):
    mine = f"FROM vault_items WHERE {K_1} AND field = 'address' AND version ="
    (old,) = sql(f"SELECT nonce, ciphertext {mine} 1")
    (place,) = sql(f"SELECT item {mine} 2")
    sql(
        "UPDATE vault_items SET nonce = ?, ciphertext = ? WHERE item = ?",
        rows=(*old, *place),
    )

    assert set(verified(cli)) == {
        ("lacking", "person:k-1", "address", 2),
        ("damaged", "person:k-1", "address", 2),
    }
    assert "VaultTampered" in cli("vault", "show", "k-1", *ADMINISTRATOR).err


def test_tables_that_are_put_back_to_an_older_day_are_found(cli, town, sql):
    before = {table: sql(f"SELECT * FROM {table}") for table in TABLES}
    keep(cli, "k-2", "name", "Siv Ny")
    keep(cli, "k-3", "name", "Åke Kanarie")
    sql(*(f"DELETE FROM {table}" for table in reversed(TABLES)))
    for table, rows in before.items():
        for row in rows:
            room = ", ".join("?" * len(row))
            sql(f"INSERT INTO {table} VALUES ({room})", rows=tuple(row))

    assert verified(cli) == [
        ("lacking", subject, "name", version)
        for subject, version in sorted(
            [("person:k-2", 2), ("person:k-3", 1)],
            key=lambda one: key_of(town, one[0]),
        )
    ]


def key_of(town: Town, subject: str) -> str:
    """The name of a key as the log has it: that is the order of what is found."""
    return next(
        entry["key"]
        for topic, data in town.log()
        if topic == "vault_entry.stored"
        for entry in data["entries"]
        if entry["subject"] == subject
    )


TABLES = ("vault_keys", "vault_items", "vault_index")


def test_a_protection_that_is_undone_is_found_and_nobody_is_named(cli, town, sql):
    (before,) = sql(
        f"SELECT compartment, master_id, wrapped FROM vault_keys WHERE {K_2}"
    )
    assert cli("vault", "protect", "k-2", *ADMINISTRATOR).code == 0
    assert verified(cli) == []
    sql(
        "UPDATE vault_keys SET compartment = ?, master_id = ?, wrapped = ?"
        f" WHERE {K_2}",
        rows=tuple(before),
    )

    assert verified(cli) == [("unprotected", "register:protected", None, None)]
    assert "k-2" not in cli("vault", "verify").out
    sql(f"DELETE FROM vault_items WHERE {REGISTER}")
    assert verified(cli) == [("lacking", "register:protected", "person", 1)]


def test_the_compartment_that_cannot_be_opened_is_told(cli, town, monkeypatch):
    assert cli("vault", "protect", "k-2", *ADMINISTRATOR).code == 0
    monkeypatch.delenv("UPPHANDLING_VAULT_KEY_PROTECTED")

    said = cli("vault", "verify", "--json")

    assert (said.code, said.json["data"]["locked"]) == (0, ["protected"])
    assert "nyckeln saknas till: skyddat fack" in cli("vault", "verify").out


# -- What is no fault --------------------------------------------------------------------


def test_what_is_taken_away_is_missed_until_its_destruction_is_decided(cli, town, sql):
    for table in ("vault_items", "vault_index", "vault_keys"):
        sql(f"DELETE FROM {table} WHERE {K_1}")
    assert verified(cli) != []

    forget(cli, town)

    assert verified(cli) == []


def test_what_has_been_destroyed_by_decision_is_not_missed(cli, town):
    forget(cli, town)

    assert verified(cli) == []
    assert "Destroyed" in cli("vault", "show", "k-1", *ADMINISTRATOR).err


def forget(cli, town: Town) -> None:
    for document_class in CLASSES:
        town.do("retention.adopt", {"document_class": document_class, **TERM})
    town.do(
        "destruction.decide",
        {
            "destruction": "gallring-1",
            "subjects": ["person:k-1", "person:person-1"],
            "document_classes": CLASSES,
            "document": "Gallringsbeslut 2026-1",
            "reason": "Fristen är ute.",
        },
        role=Role.ARCHIVIST,
    )
    said = cli("vault", "forget", "gallring-1", "--as", "archivist:arkivarie-1")
    assert said.code == 0, said.err


def test_whoever_is_stopped_before_the_log_is_told_leaves_no_fault(
    cli, town, monkeypatch
):
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("upphandling.interfaces.vault_writing.record_stored", stopped)
    said = cli(
        *("vault", "keep", "k-5", "--field", "name", *ADMINISTRATOR), stdin="Siv"
    )
    assert said.code != 0

    said = cli("vault", "verify", "--json").json["data"]
    assert (said["untold"], said["findings"]) == (1, [])
    assert Facts(town.house.vault).show("k-5")
    assert "säger loggen inget" in cli("vault", "verify").out
