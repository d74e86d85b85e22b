"""Vault entry (valvanteckning): that somebody put something into the vault, never what.

One case a time: Kept, a page each of a long file, or Protected; then Stored, when it lies
there. Of whom the identity is protected stands nowhere here: whoever may read events must
not learn it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Self

from upphandling.domain.base import Aggregate, DomainEvent, Stamp, Value
from upphandling.domain.document_classes import DocumentClass

PAGE = 500  # subjects in an event


class Entry(Value):
    """Which fields are kept of a subject."""

    subject: str
    fields: tuple[str, ...]


class Box(Value):
    """One version of a field as it lies in the vault; the digest is of what is sealed."""

    field: str
    version: int
    digest: str


class Boxes(Value):
    """What lies in the vault of a subject under a key."""

    subject: str
    key: str
    boxes: tuple[Box, ...]


class VaultEntry(Aggregate):
    """By whom and when is said by its events, as by every event."""

    KIND = "vault_entry"

    view: str = ""
    document_class: DocumentClass | None = None
    entries: dict[str, Entry] = field(default_factory=dict)  # by subject

    # -- Events ------------------------------------------------------------

    class Kept(DomainEvent):
        """Uppgifter om personer har lagts i valvet (lokal ordning)."""

        TOPIC = "vault_entry.kept"
        view: str
        document_class: DocumentClass
        entries: tuple[Entry, ...]

        def apply(self, case: VaultEntry) -> None:
            case.view = self.view
            case.document_class = self.document_class
            case.entries.update({entry.subject: entry for entry in self.entries})

    class Protected(DomainEvent):
        """En persons uppgifter har flyttats till det skyddade facket (lokal ordning)."""

        TOPIC = "vault_entry.protected"
        view: str

        def apply(self, case: VaultEntry) -> None:
            case.view = self.view

    class Stored(DomainEvent):
        """Uppgifter har förseglats i valvet, så att den som tas bort saknas (lokal ordning)."""

        TOPIC = "vault_entry.stored"
        entries: tuple[Boxes, ...]

    # -- Commands ----------------------------------------------------------

    @classmethod
    def keep(
        cls,
        stamp: Stamp,
        key: str,
        *,
        view: str,
        document_class: DocumentClass,
        entries: Sequence[Entry],
    ) -> Self:
        """Note what is kept of each subject; there is at least one."""
        told = {"view": view, "document_class": document_class}
        first, *later = (
            tuple(entries[start : start + PAGE])
            for start in range(0, len(entries), PAGE)
        )
        case = cls.begin(cls.Kept, stamp, key, **told, entries=first)
        for page in later:
            case.record(cls.Kept, stamp, **told, entries=page)
        return case

    @classmethod
    def protect(cls, stamp: Stamp, key: str, *, view: str) -> Self:
        """Note that somebody's facts are moved; whose is not told here either."""
        return cls.begin(cls.Protected, stamp, key, view=view)

    def store(self, stamp: Stamp, *, entries: Sequence[Boxes]) -> None:
        """Note what lies in the vault now, when it has been put there."""
        for start in range(0, len(entries), PAGE):
            page = tuple(entries[start : start + PAGE])
            self.record(self.Stored, stamp, entries=page)
