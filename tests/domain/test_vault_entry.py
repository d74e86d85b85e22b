"""What was put into the vault is told in pages, and a command has no room for a value."""

from __future__ import annotations

from json import dumps

import pytest
from pydantic import ValidationError

from tests.given import local
from upphandling.application.vault_entry import RecordEntry, RecordProtection
from upphandling.domain.base import Role, Stamp
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.vault_entry import PAGE, Entry, VaultEntry

STAMP = Stamp(
    by="handlaggare-1", role=Role.CARE_ADMINISTRATOR, at=local("2026-03-02T09:00")
)


@pytest.mark.parametrize(
    ("persons", "pages"),
    [(1, [1]), (PAGE, [PAGE]), (PAGE + 1, [PAGE, 1]), (3 * PAGE, [PAGE] * 3)],
)
def test_a_long_file_is_told_in_pages_that_hold_every_person_once(persons, pages):
    entries = [
        Entry(subject=f"person:k-{one}", fields=("name",)) for one in range(persons)
    ]

    case = VaultEntry.keep(
        STAMP,
        "anteckning-1",
        view="import.customers",
        document_class=DocumentClass.IDENTITY,
        entries=entries,
    )

    assert [len(event.entries) for event in case.pending_events] == pages
    assert list(case.entries.values()) == entries


@pytest.mark.parametrize(
    "entry",
    [
        {"fields": ["Siv Kanarie"]},
        {"fields": ["19121212-1212"]},
        {"fields": []},
        {"subject": "person:191212121212"},
        {"compartment": "protected"},
        {"value": "Siv"},
    ],
)
def test_a_command_takes_names_of_fields_and_references_and_nothing_else(entry):
    told = {"subject": "person:k-1", "fields": ["name"]}
    about = {"vault_entry": "a", "view": "vault.keep", "document_class": "identity"}
    RecordEntry.model_validate_json(dumps(about | {"entries": [told]}))

    with pytest.raises(ValidationError):
        RecordEntry.model_validate_json(dumps(about | {"entries": [told | entry]}))


def test_nobody_is_told_of_twice():
    told = {"subject": "person:k-1", "fields": ["name"]}
    about = {"vault_entry": "a", "view": "vault.keep", "document_class": "identity"}

    with pytest.raises(ValidationError, match="två gånger"):
        RecordEntry.model_validate_json(dumps(about | {"entries": [told, told]}))


def test_a_protection_has_no_room_for_whose_it_is():
    told = {"vault_entry": "a", "view": "vault.protect"}
    RecordProtection.model_validate_json(dumps(told))

    with pytest.raises(ValidationError):
        RecordProtection.model_validate_json(dumps({**told, "subject": "person:k-1"}))
