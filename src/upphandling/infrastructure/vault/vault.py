"""The vault over a database: keeps texts and facts under the keys of their subjects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from upphandling.application.commands import Command
from upphandling.application.sealing import (
    OF_A_PERSON,
    SealedText,
    texts_in,
    with_tokens,
)
from upphandling.application.vault import TOKEN, Destroyed, NotAsStored, NothingKept
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.errors import Refused
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vault import items, keys
from upphandling.infrastructure.vault.keyring import Compartment, Keyring
from upphandling.infrastructure.vault.keys import SubjectKey, WrappedKey

LOCK = "vault"
ASKED = "SELECT payload FROM commands WHERE command_id = ?"
DESTROYED = "SELECT key_id FROM vault_keys WHERE wrapped IS NULL"
IN_COMPARTMENT = "SELECT count(*) FROM vault_keys WHERE subject = ? AND compartment = ?"


class SealedVault:
    """Implements `application.vault.Vault`; needs its keys only when it is used.

    Each write is one transaction of its own, before the log's. Whoever is stopped
    between the two leaves an item that nothing names, under its subject's key.
    """

    def __init__(self, database: Database, ring: Keyring) -> None:
        self.database = database
        self.ring = ring
        self.unreadable: Refused | None = None  # why, where nothing may be read

    def must_be_readable(self) -> None:
        """Raise what keeps everybody from reading, if anything does."""
        if self.unreadable is not None:
            raise self.unreadable

    # Free text of commands

    def sealed(self, command: Command, command_id: str) -> Command:
        """As `application.vault.Vault.sealed`.

        A text that was destroyed since the command came first is not kept anew: it
        gets the token that it had.
        """
        texts = texts_in(command)
        if not texts:
            return command
        with self.database.writing(LOCK) as cursor:
            gone = self._gone(cursor, texts, command_id)
            tokens = {
                text: gone.get(text) or self._kept(cursor, text, command_id)
                for text in texts
            }
        return with_tokens(command, tokens)

    def tokens_for(self, command: Command, command_id: str) -> Command:  # noqa: ARG002
        """As `application.vault.Vault.tokens_for`."""
        texts = texts_in(command)
        if texts:
            self.ring.master(Compartment.ORDINARY)
        nothing = f"valv:{'a' * 12}-{'a' * 32}"
        return with_tokens(command, dict.fromkeys(texts, nothing)) if texts else command

    def token_of(self, text: SealedText, told_by: str) -> str:
        """Keep a text that no command holds; `told_by` is what it came with.

        Answers its token, as `sealed` does for a command.
        """
        with self.database.writing(LOCK) as cursor:
            return self._kept(cursor, text, told_by)

    def text_of(self, token: str) -> str:
        """What a token stands for.

        Raises `VaultLocked`, `VaultTampered`, `Destroyed`, and `NotAsStored`, or
        `NothingKept` for what is no token.
        """
        key, item = self.item_of(token)
        return items.opened(keys.unwrapped(key, self.ring), item).decode()

    def item_of(self, token: str) -> tuple[WrappedKey, items.Item]:
        """Whose item a token stands for, unopened; raises as `text_of`."""
        self.must_be_readable()
        fits = TOKEN.fullmatch(token)
        if fits is None:
            raise NothingKept
        key_id, name = fits.groups()
        with self.database.reading() as cursor:
            key = keys.by_name(cursor, self.database, key_id)
            item = items.find(cursor, self.database, key_id, item=name)
        if key is None:
            raise NotAsStored(token=token)
        if key.wrapped is None:
            raise Destroyed(subject=key.subject)
        if item is None:
            raise NotAsStored(subject=key.subject, token=token)
        return key, item

    def destroyed_keys(self) -> frozenset[str]:
        """The names of all keys that have been destroyed."""
        with self.database.reading() as cursor:
            cursor.execute(DESTROYED)
            return frozenset(row[0] for row in cursor.fetchall())

    # Keys, for the other files of the vault

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """A cursor in a write transaction of the vault's."""
        with self.database.writing(LOCK) as cursor:
            yield cursor

    def key_for(
        self, cursor: Any, subject: str, document_class: DocumentClass
    ) -> SubjectKey:
        """The subject's key of a class, made where there is none."""
        found = keys.live(cursor, self.database, subject, document_class.value)
        if found:
            return keys.unwrapped(found[0], self.ring)
        return keys.made(
            cursor,
            self.database,
            self.ring,
            subject=subject,
            document_class=document_class.value,
            compartment=self.compartment_of(cursor, subject),
        )

    def existing_key(
        self, cursor: Any, subject: str, document_class: DocumentClass
    ) -> SubjectKey:
        """The subject's key of a class; raises `NothingKept` where there is none."""
        found = keys.live(cursor, self.database, subject, document_class.value)
        if not found:
            raise NothingKept(subject=subject)
        return keys.unwrapped(found[0], self.ring)

    def compartment_of(self, cursor: Any, subject: str) -> Compartment:
        """Where the subject's keys lie: once protected, always protected."""
        asked = (subject, Compartment.PROTECTED.value)
        cursor.execute(self.database.native(IN_COMPARTMENT), asked)
        return Compartment.PROTECTED if cursor.fetchone()[0] else Compartment.ORDINARY

    def _gone(
        self, cursor: Any, texts: Sequence[SealedText], command_id: str
    ) -> dict[SealedText, str]:
        """The tokens of texts under destroyed keys, where the command has come before."""
        cursor.execute(self.database.native(ASKED), (command_id,))
        asked = cursor.fetchone()
        tokens = [] if asked is None else list(TOKEN.finditer(asked[0]))
        if len(tokens) != len(texts):
            return {}
        found = {}
        for text, token in zip(texts, tokens, strict=True):
            key = keys.by_name(cursor, self.database, token[1])
            if key is not None and key.wrapped is None:
                found[text] = token[0]
        return found

    def _kept(self, cursor: Any, text: SealedText, command_id: str) -> str:
        key = self.key_for(cursor, text.subject, class_of(text.subject))
        name = items.item_name(key, command_id, text.field, text.text)
        if items.find(cursor, self.database, key.key_id, item=name) is None:
            content = text.text.encode()
            items.add(
                cursor,
                self.database,
                key,
                item=name,
                name=text.field,
                content=content,
            )
        return f"valv:{key.key_id}-{name}"


def class_of(subject: str) -> DocumentClass:
    """The document class of free text about a subject."""
    kind = subject.partition(":")[0]
    if kind == OF_A_PERSON:
        return DocumentClass.PERSON_NOTES
    return DocumentClass.CASE_NOTES
