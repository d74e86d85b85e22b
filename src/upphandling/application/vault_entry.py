"""The commands of a vault entry: keep about whom something is put into the vault."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from upphandling.application.commands import Cases, Command, Part, unique, verbs
from upphandling.application.destruction import Subject
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.vault_entry import Entry, VaultEntry

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
"""What a field is called; hardly anything that stands in one has that form."""


class Told(Part):
    """Which fields are kept of a subject; never a value."""

    subject: Subject
    fields: Annotated[list[FieldName], Field(min_length=1)]


class RecordEntry(Command):
    """Anteckna vilka slag av uppgifter som läggs i valvet och om vilka, aldrig värdena."""

    NAME = "vault_entry.record"
    vault_entry: Key
    view: Text
    document_class: DocumentClass
    entries: Annotated[list[Told], Field(min_length=1), unique(by="subject")]


class RecordProtection(Command):
    """Anteckna att en persons uppgifter flyttas till det skyddade facket, aldrig vems."""

    NAME = "vault_entry.record_protection"
    vault_entry: Key
    view: Text


def record(command: RecordEntry, cases: Cases, stamp: Stamp) -> None:
    cases.add(
        VaultEntry.keep(
            stamp,
            command.vault_entry,
            view=command.view,
            document_class=command.document_class,
            entries=[
                Entry(subject=told.subject, fields=tuple(told.fields))
                for told in command.entries
            ],
        )
    )


def record_protection(command: RecordProtection, cases: Cases, stamp: Stamp) -> None:
    cases.add(VaultEntry.protect(stamp, command.vault_entry, view=command.view))


VERBS = verbs((RecordEntry, record), (RecordProtection, record_protection))
