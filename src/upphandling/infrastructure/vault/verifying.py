"""The vault against the log: what is missing, older, exchanged or cannot be opened.

Whoever can write in the tables, and has no key, can leave nothing false there, but can
take away, and put back what was there before. The log tells what is to be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from upphandling.application.vault import TOKEN, VaultLocked, VaultTampered
from upphandling.domain.award import Award
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.tender import Tender
from upphandling.infrastructure.vault import blind_index, items, keys
from upphandling.infrastructure.vault.destroying import Destroyer
from upphandling.infrastructure.vault.facts import FactField
from upphandling.infrastructure.vault.keyring import Compartment
from upphandling.infrastructure.vault.protection import REGISTER, entered
from upphandling.infrastructure.vault.sealed_cases import is_sealed, open_cases
from upphandling.infrastructure.vault.told import executed, lacking, stored
from upphandling.infrastructure.vault.vault import SealedVault

IN_EVENTS = "SELECT stream_id, version, data FROM events WHERE data LIKE '%valv:%'"
IN_REFUSED = (
    "SELECT command_id, NULL, payload FROM commands"
    " WHERE verdict = 'refused' AND payload LIKE '%valv:%'"
)
UNNUMBERED = (Tender.KIND, Award.KIND)  # their versions tell how many bids there are
ITEM = "SELECT count(*) FROM vault_items WHERE key_id = ? AND item = ?"


class Fault(StrEnum):
    """What is wrong, as it is said."""

    LACKING = "ligger inte i valvet som loggen säger: borttagen eller utbytt"
    TEXT_LACKING = "texten som loggen hänvisar till är borttagen"
    GAP = "en äldre version är borttagen"
    DAMAGED = "går inte att öppna: ändrad, flyttad eller skadad"
    DESTROYED = "nyckeln är förstörd, men ingen gallring har verkställts"
    INDEX = "personnumret leder inte till personen i sökregistret"
    UNPROTECTED = "någon med skyddade uppgifter ligger inte i det skyddade facket"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: whose, which field and version, and what in the log says otherwise."""

    fault: Fault
    subject: str | None = None
    field: str | None = None
    version: int | None = None
    said_by: str | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found, how many items were there, and the compartments not opened.

    `untold` are facts that no event tells of: from before the log did, or of a crash.
    Bids are in no number, nor what is written of them while they are sealed.
    """

    findings: tuple[Finding, ...]
    items: int
    untold: int
    locked: tuple[Compartment, ...]


def verified(destroyer: Destroyer) -> Verified:
    """The whole vault as it is at one instant; raises `DestroyedListDamaged`."""
    return _Verifying(destroyer).done()


class _Verifying:
    def __init__(self, destroyer: Destroyer) -> None:
        self.vault: SealedVault = destroyer.vault
        self.database = destroyer.database
        listed = destroyer.listed
        self.gone = {line.key_id for line in listed.read().lines} if listed else set()
        self.locked: set[Compartment] = set()
        self.items = self.untold = 0
        self.open: frozenset[str] = frozenset()

    def done(self) -> Verified:
        with self.database.reading(snapshot=True) as cursor:
            self.open = open_cases(cursor)
            for _, names in executed(cursor, self.database):
                self.gone.update(names)
            found = dict.fromkeys(self._findings(cursor))
        return Verified(
            tuple(found), self.items, self.untold, tuple(sorted(self.locked))
        )

    def _findings(self, cursor: Any) -> Iterator[Finding]:
        told = stored(cursor, self.database)
        for box in lacking(cursor, self.database, told, self.gone):
            yield Finding(Fault.LACKING, box.subject, box.field, box.version, box.event)
        rows = keys.every(cursor)
        digests = {box.digest for box in told}
        for row in rows:
            if row.wrapped is None:
                if row.key_id not in self.gone:
                    yield Finding(Fault.DESTROYED, row.subject)
            else:
                yield from self._of_key(cursor, row, digests)
        yield from self._texts(cursor, {row.key_id: row for row in rows})
        yield from self._unprotected(cursor, rows)

    def _of_key(
        self, cursor: Any, row: keys.WrappedKey, digests: set[str]
    ) -> Iterator[Finding]:
        sealed = is_sealed(row.subject, self.open)
        try:
            key = keys.unwrapped(row, self.vault.ring)
        except VaultLocked:
            if not sealed and row.document_class != DocumentClass.BIDS:
                self.locked.add(row.compartment)
            key = None
        except VaultTampered:
            yield Finding(Fault.DAMAGED, row.subject)
            return
        if row.document_class == DocumentClass.BIDS:
            return  # nothing of them is told before they are opened, and then they are
        there = items.of_key(cursor, self.database, row.key_id)
        if sealed:
            wrong = [*_gaps(row.subject, there)]
            wrong += self._opened(cursor, key, there) if key is not None else ()
            yield from (replace(one, field=None, version=None) for one in wrong)
            return
        self.items += len(there)
        if row.document_class == DocumentClass.IDENTITY:
            self.untold += sum(item.digest not in digests for item in there)
        yield from _gaps(row.subject, there)
        if key is not None:
            yield from self._opened(cursor, key, there)

    def _opened(
        self, cursor: Any, key: keys.SubjectKey, there: Iterable[items.Item]
    ) -> Iterator[Finding]:
        number = None
        for item in there:
            try:
                content = items.opened(key, item)
            except VaultTampered:
                yield Finding(Fault.DAMAGED, key.subject, item.field, item.version)
                continue
            if item.field == FactField.PERSONAL_NUMBER:
                number = content.decode()
        if number is not None:
            master = self.vault.ring.master(key.compartment)
            led_to = blind_index.found(cursor, self.database, master, number)
            if key.key_id not in {row.key_id for row in led_to}:
                yield Finding(Fault.INDEX, key.subject, FactField.PERSONAL_NUMBER)

    def _texts(
        self, cursor: Any, rows: dict[str, keys.WrappedKey]
    ) -> Iterator[Finding]:
        """Every token of the log must lead to an item, or to a key that is destroyed."""
        for sql in (IN_EVENTS, IN_REFUSED):
            cursor.execute(sql)
            for case, version, data in cursor.fetchall():
                for key_id, name in TOKEN.findall(data):
                    row = rows.get(key_id)
                    if key_id in self.gone or (row and row.wrapped is None):
                        continue
                    cursor.execute(self.database.native(ITEM), (key_id, name))
                    if not cursor.fetchone()[0]:
                        yield Finding(
                            Fault.TEXT_LACKING,
                            subject=row.subject if row else None,
                            said_by=_reference(case, version),
                        )

    def _unprotected(
        self, cursor: Any, rows: Iterable[keys.WrappedKey]
    ) -> Iterator[Finding]:
        """Who is in the register of the protected has no key elsewhere; never who."""
        try:
            protected = entered(cursor, self.vault)
        except VaultLocked:
            self.locked.add(Compartment.PROTECTED)
            return
        except VaultTampered:
            return  # has been told of as a key and an item
        if any(
            row.subject in protected and row.compartment is not Compartment.PROTECTED
            for row in rows
            if row.wrapped is not None
        ):
            yield Finding(Fault.UNPROTECTED, REGISTER)


def _reference(case: str, version: int | None) -> str:
    """The event, or the refused command; the case alone where a number tells of bids."""
    told = version is not None and case.partition(":")[0] not in UNNUMBERED
    return f"{case}@{version}" if told else case


def _gaps(subject: str, there: Iterable[items.Item]) -> Iterator[Finding]:
    """Versions are counted from 1; a gap is one that has been taken away."""
    next_of: dict[str, int] = {}
    for item in there:
        expected = next_of.get(item.field, 1)
        if item.version != expected:
            yield Finding(Fault.GAP, subject, item.field, expected)
        next_of[item.field] = item.version + 1
