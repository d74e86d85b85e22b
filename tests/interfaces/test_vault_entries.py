"""Who put what about whom into the vault is in the log, and never what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.choosing_town import town_of_choice
from tests.interfaces.test_importing import WHO
from tests.town import Town
from upphandling.domain.vault_entry import VaultEntry
from upphandling.infrastructure.vault.facts import FactField, Facts
from upphandling.infrastructure.vault.key_files import new_master, write_key

ADMINISTRATOR = ("--as", "care_administrator:handlaggare-9")
OPERATOR = ("--as", "system_administrator:drift-1")
NUMBER = "19121212-1212"
DIGITS = "191212121212"
CANARY = "Siv Kanarie"
HEADER = "kund;beslut;område;insats;timmar per vecka;från;personnummer;namn"
ROW = "{};b-1;{};personal_care;3;2026-02-01;{};{}"


@pytest.fixture
def town(store: str, tmp_path: Path, monkeypatch, capsys) -> Iterator[Town]:
    monkeypatch.setenv("UPPHANDLING_VAULT_DESTROYED", str(tmp_path / "gallrat"))
    for town in town_of_choice(store):
        capsys.readouterr()
        yield town


@pytest.fixture
def load(cli, town, tmp_path: Path):
    def call(*rows: str, who=WHO, more=()):
        file = tmp_path / "kunder.csv"
        file.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
        return cli("import", "customers", str(file), "--system", "staden", *who, *more)

    return call


def entries(town: Town) -> list[dict]:
    """The events about what was put into the vault, in order."""
    return [
        data
        for topic, data in town.log()
        if topic in (VaultEntry.Kept.TOPIC, VaultEntry.Protected.TOPIC)
    ]


def denied(town: Town) -> list[tuple[str, str]]:
    return [(one.receipt.command, one.rule) for one in town.house.recorder.refusals()]


def everything(town: Town) -> str:
    """All that the log and the kept commands say."""
    with town.house.database.engine.connect() as connection:
        payloads = connection.exec_driver_sql("SELECT payload FROM commands").scalars()
        return json.dumps(town.log(), ensure_ascii=False) + "".join(payloads)


def keep(cli, field: str, value: str, *who: str, person: str = "k-1"):
    return cli("vault", "keep", person, "--field", field, *who, stdin=value)


@pytest.fixture
def protected_key(tmp_path: Path, monkeypatch) -> None:
    key = tmp_path / "skyddad"
    write_key(key, new_master("Staden"))
    monkeypatch.setenv("UPPHANDLING_VAULT_KEY_PROTECTED", str(key))


# -- One fact --------------------------------------------------------------------------


def test_a_fact_that_is_kept_leaves_who_and_whose_and_which_and_never_what(cli, town):
    keep(cli, "name", CANARY, *ADMINISTRATOR)
    keep(cli, "personal_number", NUMBER, *ADMINISTRATOR)

    name, number = entries(town)
    assert (name["by"], name["role"]) == ("handlaggare-9", "care_administrator")
    assert (name["view"], name["document_class"]) == ("vault.keep", "identity")
    assert name["entries"] == [{"subject": "person:k-1", "fields": ["name"]}]
    assert [one["fields"] for one in number["entries"]] == [["personal_number"]]
    said = everything(town)
    assert [one for one in (CANARY, NUMBER, DIGITS) if one in said] == []


def test_whoever_is_denied_puts_nothing_in_and_the_attempt_is_kept(cli, town):
    before = len(town.log())

    for verb in (("keep", "k-1", "--field", "name"), ("protect", "k-1")):
        assert cli("vault", *verb, *OPERATOR, stdin=CANARY).code == 1

    assert denied(town) == [
        ("view:vault.keep", "NotAllowed"),
        ("view:vault.protect", "NotAllowed"),
    ]
    assert len(town.log()) == before


def test_what_the_vault_would_not_take_leaves_no_event(cli, town):
    keep(cli, "personal_number", NUMBER, *ADMINISTRATOR)

    said = keep(cli, "personal_number", NUMBER, *ADMINISTRATOR, person="k-2")

    assert "NumberOfAnother" in said.err
    assert len(entries(town)) == 1


def test_the_event_is_there_before_what_it_tells_of(cli, town, monkeypatch):
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Facts, "keep_many", stopped)
    assert keep(cli, "name", CANARY, *ADMINISTRATOR).code != 0

    assert [one["entries"][0]["fields"] for one in entries(town)] == [["name"]]


@pytest.mark.usefixtures("protected_key")
def test_a_move_to_the_protected_compartment_is_told_and_never_whose(cli, town):
    keep(cli, "name", CANARY, *ADMINISTRATOR)
    assert cli("vault", "protect", "k-1", *ADMINISTRATOR).code == 0
    keep(cli, "phone", "070-0000000", *ADMINISTRATOR)

    _, moved, after = entries(town)
    assert (moved["by"], moved["view"]) == ("handlaggare-9", "vault.protect")
    assert "k-1" not in json.dumps(moved)
    assert after["entries"] == [{"subject": "person:k-1", "fields": ["phone"]}]


def test_without_the_protected_key_nothing_is_moved_and_nothing_is_told(
    cli, town, monkeypatch, tmp_path
):
    monkeypatch.setenv("UPPHANDLING_VAULT_KEY_PROTECTED", str(tmp_path / "borta"))

    said = cli("vault", "protect", "k-1", *ADMINISTRATOR)

    assert "VaultLocked" in said.err
    assert entries(town) == []


# -- Files -----------------------------------------------------------------------------


def test_a_file_leaves_one_event_about_all_its_persons(load, town):
    said = load(
        ROW.format("k-8", "norr", "", "Bo Kanarie"),
        ROW.format("k-9", "norr", NUMBER, CANARY),
    )

    assert said.code == 0, said.err
    (told,) = entries(town)
    assert (told["by"], told["role"]) == ("handlaggare-1", "care_administrator")
    assert told["view"] == "import.customers"
    assert {one["subject"]: one["fields"] for one in told["entries"]} == {
        "person:k-8": ["name"],
        "person:k-9": ["personal_number", "name"],
    }
    said = everything(town)
    assert [one for one in ("Kanarie", NUMBER, DIGITS) if one in said] == []


@pytest.mark.parametrize(
    ("rows", "more"),
    [
        ([ROW.format("k-9", "norr", NUMBER, CANARY)], ("--dry-run",)),
        ([ROW.format("k-9", "okand", NUMBER, CANARY)], ()),
        ([ROW.format("k-9", "norr", "", "")], ()),
    ],
    ids=["rehearsed", "refused", "nothing personal"],
)
def test_a_file_that_puts_nothing_into_the_vault_leaves_no_event(
    load, town, rows, more
):
    load(*rows, more=more)

    assert entries(town) == []
    assert Facts(town.house.vault).find(NUMBER)[0] == []


def test_whoever_may_not_import_is_denied_once_and_the_attempt_is_kept(load, town):
    who = ("--by", "revisor-1", "--role", "auditor", "--mandate", "4.2")

    said = load(ROW.format("k-9", "norr", NUMBER, CANARY), who=who)

    assert (said.code, "NotAllowed" in said.err) == (1, True)
    assert denied(town) == [("customer.import", "NotAllowed")]
    assert entries(town) == []


def test_a_file_that_is_refused_after_its_rehearsal_leaves_nothing_in_the_vault(
    load, town, monkeypatch
):
    monkeypatch.setattr(town.house.engine.__class__, "rehearse", lambda *_, **__: 1)

    said = load(ROW.format("k-9", "okand", NUMBER, CANARY))

    assert said.code == 1
    assert [one["entries"][0]["subject"] for one in entries(town)] == ["person:k-9"]
    assert Facts(town.house.vault).find(NUMBER)[0] == []


# -- How it is read --------------------------------------------------------------------


@pytest.mark.usefixtures("protected_key")
def test_what_was_put_in_is_listed_beside_the_readings_page_by_page(cli, town):
    keep(cli, "name", CANARY, *ADMINISTRATOR)
    keep(cli, "name", CANARY, "--as", "care_needs_assessor:b-1", person="k-2")
    cli("vault", "protect", "k-2", *ADMINISTRATOR)

    def rows(*more: str) -> list[dict]:
        return cli("access", "entries", "--json", *more).json["data"]

    assert {(row["person"], row["view"], row["subject"]) for row in rows()} == {
        ("handlaggare-9", "vault.keep", "person:k-1"),
        ("b-1", "vault.keep", "person:k-2"),
        ("handlaggare-9", "vault.protect", ""),
    }
    (mine,) = rows("--by", "b-1")
    assert (mine["fields"], mine["subject"]) == ("name", "person:k-2")
    pages = [rows("--limit", "1", "--offset", str(page)) for page in range(3)]
    assert [row for page in pages for row in page] == rows()
    shown = cli("access", "entries")
    assert "person:k-1" in shown.out
    assert CANARY not in shown.out


def test_every_field_of_a_person_can_be_told(cli, town):
    for field in FactField:
        value = NUMBER if field is FactField.PERSONAL_NUMBER else CANARY
        assert keep(cli, field.value, value, *ADMINISTRATOR).code == 0

    assert [one["entries"][0]["fields"] for one in entries(town)] == [
        [field.value] for field in FactField
    ]
