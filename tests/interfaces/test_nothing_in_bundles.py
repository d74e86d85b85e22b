"""No evidence bundle holds what the vault keeps: neither before a destruction nor after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest

from tests.choosing_town import act, choose, town_of_choice
from tests.evidence import as_zip, exported, verified
from tests.infrastructure.vault.test_destruction import CLASSES, TERM
from tests.interfaces.evidence.conftest import CASE as TENDER
from tests.interfaces.evidence.conftest import procured
from tests.town import Town
from upphandling.application.vault import Destroyed
from upphandling.domain.base import Role
from upphandling.domain.errors import Refused
from upphandling.infrastructure.vault.destroyed_list import DestroyedList
from upphandling.infrastructure.vault.facts import FactField, Facts
from upphandling.interfaces.evidence.readers import AboutPeople
from upphandling.interfaces.vault_words import GONE, remember_destroyed

CANARY = "Kanariefågel"
NUMBER = "19121212-1212"
CHOICE = "customer_choice:person-1/omvardnad"
SPOKEN = [CANARY, NUMBER, NUMBER.replace("-", "")]


@pytest.fixture
def town(sqlite_url: str, tmp_path: Path) -> Iterator[Town]:
    """Of a customer facts are kept, and words in commands that were done and refused."""
    for town in town_of_choice(sqlite_url):
        town.house.destroyer.listed = DestroyedList(tmp_path / "gallrat")
        for document_class in CLASSES:
            town.do("retention.adopt", {"document_class": document_class, **TERM})
        facts = Facts(town.house.vault)
        facts.keep("person-1", FactField.NAME, CANARY)
        facts.keep("person-1", FactField.PERSONAL_NUMBER, NUMBER)
        choose(town, "person-1", "avtal-a")
        act(town, "place", "person-1", agreement="avtal-a", reason=f"{CANARY} vill.")
        with pytest.raises(Refused):  # not wished
            act(town, "place", "person-1", agreement="avtal-b", reason=f"Ej {CANARY}.")
        act(town, "inform", "person-1", about=f"Samtal: {CANARY}.", channel="telefon")
        yield town
    remember_destroyed(frozenset())


def bundle_of(town: Town, case: str, role: str = "auditor") -> dict[str, bytes]:
    """Every file of a bundle as whoever gets the zip unpacks it."""
    remember_destroyed(town.house.vault.destroyed_keys())
    with ZipFile(BytesIO(as_zip(exported(town.house, case, role)))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def places(files: dict[str, bytes]) -> dict[str, bytes]:
    """Every file, and every part of the PDF with its packing undone."""
    found = dict(files)
    with pikepdf.open(BytesIO(files["dossier.pdf"])) as pdf:
        for number, part in enumerate(pdf.objects):
            told = part.read_bytes() if isinstance(part, pikepdf.Stream) else b""
            found[f"dossier.pdf {number}"] = told + words(part)
    return found


def words(part: pikepdf.Object) -> bytes:
    """The text that stands in an object itself: titles, names of attachments."""
    return part.unparse() if not isinstance(part, pikepdf.Stream) else b""


def found_in(files: dict[str, bytes], words: list[str]) -> dict[str, list[str]]:
    """Which of the words stand where, however they are written down."""
    forms = {
        word: {
            word.encode(),
            json.dumps(word)[1:-1].encode(),
            word.encode("latin-1"),
            word.encode("utf-16-be"),
        }
        for word in words
    }
    found = {
        place: [word for word in words if any(form in content for form in forms[word])]
        for place, content in places(files).items()
    }
    return {place: told for place, told in found.items() if told}


def test_what_is_looked_for_is_found_where_it_does_stand(town):
    """Also where it is packed: the name of a provider, in the rows inside the PDF."""
    found = found_in(bundle_of(town, CHOICE), ["utforare-avtal-a", "avtal-a"])

    assert {"events.jsonl", "dossier.html"} <= set(found)
    assert any(place.startswith("dossier.pdf ") for place in found)


def test_a_bundle_from_before_a_destruction_has_tokens_and_no_words(town):
    files = bundle_of(town, CHOICE)

    assert found_in(files, SPOKEN) == {}
    assert b"valv:" in files["events.jsonl"]
    assert b"valv:" in files["refusals.jsonl"]
    assert "(i valvet)" in files["dossier.html"].decode()


def test_a_bundle_from_after_it_is_the_same_and_says_that_it_is_destroyed(
    town, tmp_path
):
    before = bundle_of(town, CHOICE)
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
    keys = town.house.destroyer.keys_of(["person:person-1"], CLASSES)
    executed = {"destruction": "gallring-1", "keys": list(keys)}
    town.do("destruction.execute", executed, role=Role.ARCHIVIST)
    town.house.destroyer.reconcile()
    with pytest.raises(Destroyed):
        Facts(town.house.vault).show("person-1")

    after = bundle_of(town, CHOICE)

    assert found_in(after, SPOKEN) == {}
    assert GONE in after["dossier.html"].decode()
    assert "(i valvet)" not in after["dossier.html"].decode()

    def rows(files: dict[str, bytes], name: str) -> list[str]:
        return [json.loads(line)["data"] for line in files[name].splitlines()]

    assert rows(after, "events.jsonl") == rows(before, "events.jsonl")
    for name, files in (("före", before), ("efter", after)):
        for path, content in files.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_bytes(content)
        assert verified(tmp_path / name).code == 0


def test_the_public_gets_no_bundle_about_a_customer(town):
    with pytest.raises(AboutPeople):
        bundle_of(town, CHOICE, "public")


@pytest.mark.parametrize("role", ["public", "auditor", "archivist"])
def test_no_reader_of_a_procurement_gets_what_is_sealed_in_it(sqlite_url, role):
    with procured(sqlite_url) as town:
        told = {"tender": "hemtjanst", "person": "handlaggare-9", "conflict": True}
        measure = f"{CANARY} är gift med anbudsgivarens ägare."
        town.do("tender.declare_conflict", {**told, "measure": measure})
        files = bundle_of(town, TENDER, role)

    assert found_in(files, SPOKEN) == {}
    assert b"valv:" in files["events.jsonl"]
    assert measure not in files["dossier.html"].decode()
