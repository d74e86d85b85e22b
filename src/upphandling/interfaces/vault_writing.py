"""Writing into the vault leaves a trace first: by whom, about whom, which fields.

What is about to be kept is recorded before it is, as a reading is before it is shown:
whoever is stopped between the two leaves a trace of what never was kept, and nothing is
ever kept without a trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from upphandling.application.identity import new_command_id
from upphandling.application.sealing import person
from upphandling.application.vault_entry import RecordEntry, RecordProtection, Told
from upphandling.domain.document_classes import DocumentClass

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.infrastructure.vault.facts import FactField
    from upphandling.interfaces.access import Reader


def record_kept(
    house: House,
    sender: Reader,
    *,
    view: str,
    told: Mapping[str, Iterable[FactField]],
) -> None:
    """Keep in the log which fields of which persons are about to be kept; no value.

    `told` is by the reference of the person.
    """
    house.engine.handle(
        RecordEntry(
            vault_entry=new_command_id(house.clock()),
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


def record_protection(house: House, sender: Reader, *, view: str) -> None:
    """Keep in the log that somebody's facts are about to be protected; never whose."""
    house.engine.handle(
        RecordProtection(vault_entry=new_command_id(house.clock()), view=view),
        by=sender.person,
        role=sender.role,
    )
