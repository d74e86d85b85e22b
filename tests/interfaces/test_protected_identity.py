"""Whose identity is protected is told nowhere: two towns, and nothing to choose between."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.access.roster_town import KEEPER, kept
from tests.choosing_town import CARE, choose, town_of_choice
from tests.town import Town
from upphandling.bootstrap import upgrade
from upphandling.domain.base import Role
from upphandling.domain.document_classes import DocumentClass
from upphandling.infrastructure.vault.key_files import new_master, write_key
from upphandling.projections.base import READ_MODELS

ADMINISTRATOR = ("--as", "care_administrator:handlaggare-9")
ARCHIVIST = ("--as", "archivist:arkivarie-1")
OPERATOR = ("--as", "system_administrator:drift-1")
CANARIES = ("k-1", "k-2", "person-1", "person-2", "k-3", "k-4")
"""Two with facts, two with free text only, and two of whom nothing is kept."""

CLASSES = tuple(DocumentClass)
MASKED = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # ids
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.]*(Z|[+-]\d\d:?\d\d)?"  # instants
    r"|valv:[a-p]{12}-[a-p]{32}"
    r"|\b([a-p]{12}|[a-p]{64})\b"  # names of keys, digests of boxes
)


@pytest.fixture
def built(cli, tmp_path: Path, monkeypatch, capsys):
    """A town in a database of its own, that the command line works in."""
    key = tmp_path / "skyddad"
    write_key(key, new_master("Staden"))
    monkeypatch.setenv("UPPHANDLING_VAULT_KEY_PROTECTED", str(key))
    monkeypatch.setenv("UPPHANDLING_VAULT_DESTROYED", str(tmp_path / "gallrat"))

    @contextmanager
    def build(name: str) -> Iterator[Town]:
        url = f"sqlite:///{tmp_path}/{name}.db"
        upgrade(url)
        monkeypatch.setenv("UPPHANDLING_DATABASE", url)
        for town in town_of_choice(url):
            for person in ("person-1", "person-2"):
                choose(town, person, "avtal-a")
                told = {"about": "Egna ord.", "channel": "brev"}
                town.do("customer_choice.inform", {"customer": person, **CARE, **told})
            capsys.readouterr()
            yield town

    return build


def keep(cli: Callable[..., Any], person: str, field: str) -> None:
    said = cli("vault", "keep", person, "--field", field, *ADMINISTRATOR, stdin="Siv")
    assert said.code == 0, said.err


def live(cli: Callable[..., Any], protected: set[str]) -> list[str]:
    """What is done in a town, and what is said of it where nobody asked for a name."""
    said = []
    for person in ("k-1", "k-2"):
        keep(cli, person, "name")
    for person in sorted(protected):
        for who, code in ((OPERATOR, 1), (ADMINISTRATOR, 0)):
            told = cli("vault", "protect", person, *who)
            assert told.code == code, told.err
            said.append(told.err)
    for person in ("k-1", "k-2"):
        keep(cli, person, "phone")
    return said


def told(cli: Callable[..., Any], town: Town) -> dict[str, list[str]]:
    """All that may be read by whoever must not know, ids and instants apart."""
    listings = {
        " ".join(verb): cli(*verb, "--json", "--limit", "500").json["data"]
        for verb in (
            ("events", "list"),
            ("access", "entries"),
            ("access", "readings"),
            ("access", "denials"),
            ("vault", "list", *ARCHIVIST),
        )
    }
    with town.house.database.engine.connect() as connection:

        def rows(sql: str) -> list[Any]:
            found = connection.exec_driver_sql(sql).mappings()
            return [dict(row) for row in found]

        models = {name: rows(f'SELECT * FROM "{name}"') for name in READ_MODELS.tables}
        commands = rows("SELECT payload FROM commands")
    refusals = [
        [one.rule, one.message, one.details, one.receipt.payload]
        for one in town.house.recorder.refusals()
    ]
    whole = {**listings, **models, "commands": commands, "refusals": refusals}
    assert any(whole["vault_entries"])
    return {
        name: sorted(
            MASKED.sub("·", json.dumps(row, default=str, sort_keys=True))
            for row in found
        )
        for name, found in whole.items()
    }


def test_who_is_protected_cannot_be_told_from_two_towns(cli, built):
    towns = []
    for name, protected in (("ett", CANARIES[0::2]), ("annat", CANARIES[1::2])):
        with built(name) as town:
            said = live(cli, set(protected))
            towns.append({**told(cli, town), "said": said})

    one, other = towns
    assert {name: one[name] for name in one if one[name] != other[name]} == {}


def test_a_protection_names_nobody(cli, built):
    with built("ett") as town:
        live(cli, set(CANARIES[4:]))

        assert [
            one for one in ("k-3", "k-4") if one in json.dumps(told(cli, town))
        ] == []
        (protection,) = [
            data for topic, data in town.log() if topic == "vault_entry.protected"
        ][:1]
        assert set(protection) == {
            *("effective_at", "by", "role", "mandate", "because", "view")
        }


def test_whoever_is_protected_has_no_more_keys_to_destroy_than_others(cli, built):
    with built("ett") as town:
        live(cli, {"k-1", "person-1"})

        counts = {
            person: len(town.house.destroyer.keys_of([f"person:{person}"], CLASSES))
            for person in CANARIES
        }
        assert counts == {**dict.fromkeys(CANARIES[:4], 1), "k-3": 0, "k-4": 0}


def test_the_compartment_is_listed_for_whoever_may_know_and_for_nobody_else(cli, built):
    with built("ett"):
        live(cli, {"k-1", "k-3"})

        shown = cli("vault", "list", *ADMINISTRATOR, "--json").json["data"]
        assert {row["subject"]: row["compartment"] for row in shown} == {
            "person:k-1": "protected",
            "person:k-2": "ordinary",
            "person:k-3": "protected",
            "person:person-1": "ordinary",
            "person:person-2": "ordinary",
        }
        assert "Fack" in cli("vault", "list", *ADMINISTRATOR).out
        said = cli("vault", "list", *ARCHIVIST)
        assert [one for one in ("Fack", "skydd", "k-3") if one in said.out] == []
        pages = [
            cli(
                *("vault", "list", *ARCHIVIST, "--json"),
                *("--limit", "1", "--offset", str(page)),
            ).json["data"]
            for page in range(5)
        ]
        assert [row["subject"] for page in pages for row in page] == [
            *("person:k-1", "person:k-2", "person:person-1", "person:person-2")
        ]


def test_whoever_has_a_conflict_protects_nobody_and_the_denial_names_nobody(cli, built):
    with built("ett") as town:
        kept(town, handlaggare_9=Role.CARE_ADMINISTRATOR)
        conflict = {"person": "handlaggare-9", "case": "customer:person-1"}
        told = {**conflict, "ground": "other"}
        town.do("roster.declare_conflict", told, by=KEEPER, role=Role.REGISTRAR)
        before = len(town.log())

        said = cli("vault", "protect", "person-1", *ADMINISTRATOR)

        assert (said.code, "person-1" in said.err) == (1, False)
        assert len(town.log()) == before
        *_, denial = town.house.recorder.refusals()
        assert denial.details["lacks"] == "not_conflicted"
        assert "person-1" not in f"{denial.details} {denial.receipt.payload}"
        assert cli("vault", "protect", "person-2", *ADMINISTRATOR).code == 0
