"""Personal columns of a file on their way to the vault: with the command, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from upphandling.domain.errors import Refused
from upphandling.infrastructure.vault.facts import FactField, Facts
from upphandling.interfaces.access import Reader
from upphandling.interfaces.vault_writing import record_kept, record_stored
from upphandling.interop.customer_file import read_personal

if TYPE_CHECKING:
    from upphandling.application.commands import Command
    from upphandling.application.messages import Envelope
    from upphandling.bootstrap import House

VIEW = "import.customers"

FIELDS = {
    "personnummer": FactField.PERSONAL_NUMBER,
    "namn": FactField.NAME,
    "adress": FactField.ADDRESS,
    "telefon": FactField.PHONE,
}


def must_fit(house: House, content: bytes) -> None:
    """Raise what would keep the vault from taking what the file says of persons."""
    Facts(house.vault).must_take(_told(content))


@contextmanager
def kept(
    house: House, content: bytes, command: Command, sender: Envelope
) -> Iterator[None]:
    """Keep what the file says of persons; what the block refuses is taken back.

    The block carries out the command. A file that would be refused leaves no trace, so
    the command is rehearsed before anything of it is told to the log.
    """
    house.must_be_whole()
    told, facts = _told(content), Facts(house.vault)
    facts.must_take(told)
    hindered = not told or _would_be_refused(house, command, sender)
    if hindered:
        yield  # says no itself, unless what hindered it has just gone away
    if not told:
        return
    who = Reader(sender.role, sender.by)
    entry = record_kept(house, who, view=VIEW, told=told)
    new = facts.keep_many(told)
    if not hindered:
        try:
            yield
        except BaseException:
            facts.undo(new)
            raise
    record_stored(house, who, entry, new)


def _would_be_refused(house: House, command: Command, sender: Envelope) -> bool:
    """Whether the command itself is about to say no, and keep the denial if it is one."""
    try:
        house.engine.rehearse(
            command, by=sender.by, role=sender.role, mandate=sender.mandate
        )
    except Refused:
        return True
    return False


def _told(content: bytes) -> dict[str, dict[FactField, str]]:
    """The facts of each customer that the file tells anything of, by reference."""
    return {
        customer: {FIELDS[column]: cell for column, cell in cells.items()}
        for customer, cells in read_personal(content).items()
    }
