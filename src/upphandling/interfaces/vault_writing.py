"""Writing into the vault leaves a trace: by whom, about whom, which fields, what lies there.

What is about to be kept is recorded before it is, as a reading is before it is shown:
whoever is stopped between the two leaves a trace of what never was kept, and nothing is
ever kept without a trace. When it lies in the vault that is recorded as well: what
somebody takes out again past the program is then missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from upphandling.application.identity import new_command_id
from upphandling.application.sealing import person
from upphandling.application.vault_entry import (
    RecordEntry,
    RecordProtection,
    RecordStored,
    StoredBox,
    StoredBoxes,
    Told,
)
from upphandling.domain.document_classes import DocumentClass

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.infrastructure.vault.facts import FactField, Kept
    from upphandling.infrastructure.vault.items import Item
    from upphandling.interfaces.access import Reader


def record_kept(
    house: House,
    sender: Reader,
    *,
    view: str,
    told: Mapping[str, Iterable[FactField]],
) -> str:
    """Keep in the log which fields of which persons are about to be kept; no value.

    `told` is by the reference of the person. Answers the entry, for `record_stored`.
    """
    entry = new_command_id(house.clock())
    house.engine.handle(
        RecordEntry(
            vault_entry=entry,
            view=view,
            document_class=DocumentClass.IDENTITY,
            entries=[
                Told(
                    subject=person(reference),
                    fields=[field.value for field in fields],
                )
                for reference, fields in told.items()
            ],
        ),
        by=sender.person,
        role=sender.role,
    )
    return entry


def record_protection(house: House, sender: Reader, *, view: str) -> str:
    """Keep in the log that somebody's facts are about to be protected; never whose.

    Answers the entry, for `record_stored`.
    """
    entry = new_command_id(house.clock())
    house.engine.handle(
        RecordProtection(vault_entry=entry, view=view),
        by=sender.person,
        role=sender.role,
    )
    return entry


def record_stored(
    house: House, sender: Reader, entry: str, kept: Sequence[Kept]
) -> None:
    """Keep in the log what lies in the vault now, where anything new does."""
    if not kept:
        return
    by_key: dict[tuple[str, str], list[Item]] = {}
    for new in kept:
        by_key.setdefault((new.subject, new.item.key_id), []).append(new.item)
    house.engine.handle(
        RecordStored(
            vault_entry=entry,
            entries=[
                StoredBoxes(
                    subject=subject,
                    key=key,
                    boxes=[
                        StoredBox(
                            field=item.field, version=item.version, digest=item.digest
                        )
                        for item in found
                    ],
                )
                for (subject, key), found in by_key.items()
            ],
        ),
        by=sender.person,
        role=sender.role,
    )
