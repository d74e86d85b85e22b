"""The commands of a vault entry: keep about whom something is put into the vault."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from upphandling.application.commands import Cases, Command, Part, unique, verbs
from upphandling.application.destruction import KeyName, Subject
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.vault_entry import Box, Boxes, Entry, VaultEntry

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
"""What a field is called; hardly anything that stands in one has that form."""

Digest = Annotated[str, StringConstraints(pattern=r"^[a-p]{64}$")]


class Told(Part):
    """Which fields are kept of a subject; never a value."""

    subject: Subject
    fields: Annotated[list[FieldName], Field(min_length=1)]


class StoredBox(Part):
    """One version of a field, and the digest of its sealed box in letters."""

    field: FieldName
    version: Annotated[int, Field(ge=1)]
    digest: Digest


class StoredBoxes(Part):
    """The boxes of a subject under a key."""

    subject: Subject
    key: KeyName
    boxes: Annotated[list[StoredBox], Field(min_length=1)]


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


class RecordStored(Command):
    """Anteckna vilka förseglade uppgifter som ligger i valvet, aldrig vad de säger."""

    NAME = "vault_entry.record_stored"
    vault_entry: Key
    entries: Annotated[list[StoredBoxes], Field(min_length=1), unique(by="key")]


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


def record_stored(command: RecordStored, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(VaultEntry, command.vault_entry).store(
        stamp,
        entries=[
            Boxes(
                subject=told.subject,
                key=told.key,
                boxes=tuple(Box(**dict(box)) for box in told.boxes),
            )
            for told in command.entries
        ],
    )


VERBS = verbs(
    (RecordEntry, record),
    (RecordProtection, record_protection),
    (RecordStored, record_stored),
)
