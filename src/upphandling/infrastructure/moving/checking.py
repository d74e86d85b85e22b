"""A log read back line by line: every leaf computed again, nothing missing or moved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

from upphandling.domain.catalogue import EVENTS
from upphandling.infrastructure.event_log.leaf import (
    event_leaf,
    leaf_of,
    receipt_digest,
)
from upphandling.infrastructure.event_log.upcasts import UPCASTS
from upphandling.infrastructure.ledger.tree import BLOCK, Frontier
from upphandling.infrastructure.moving.lines import Kind
from upphandling.infrastructure.moving.outgoing import Counted

TOPICS = frozenset((*EVENTS, *UPCASTS))
FIELDS = 10  # of a command, that its digest is of
POLICY = FIELDS - 1

NOT_ITS_LEAF = "den stämmer inte med sin lövhash"
NOT_NEXT = "den står inte i ordning, eller någon saknas före den"
NO_COMMAND = "kommandot som den hör till står inte före den"
UNFINISHED = "det som kommandot före den ledde till är inte helt"
UNKNOWN = "händelsetypen är okänd för programmet, är den av en nyare version?"

Row = tuple[Any, ...]


class OutOfOrder(ValueError):
    """Why a row cannot stand where it does, in Swedish."""


class LogCheck:
    """Follows the rows of a log in its order; raises `OutOfOrder` at the first fault.

    `roots` gets the root for each of the `sizes` that the log reaches.
    """

    def __init__(self, sizes: Collection[int] = ()) -> None:
        self.counted = Counted()
        self.roots: dict[int, bytes] = {}
        self._sizes = sorted({*sizes} - {0}, reverse=True)  # the next one last
        self._tree = Frontier()
        if 0 in sizes:
            self.roots[0] = self._tree.root()
        self._leaves: list[bytes] = []
        self._versions: dict[str, int] = {}
        self._sum = sha256()
        self._command: Row | None = None  # the last one
        self._digest: str | None = None
        self._owes = 0  # events, or a refusal, that it says it led to
        self._kinds: Mapping[Kind, Any] = {
            "event": self._event,
            "command": self._take_command,
            "refusal": self._refusal,
        }

    @property
    def digest(self) -> str:
        """SHA-256 over the lines so far, each with its end."""
        return self._sum.hexdigest()

    def take(self, kind: Kind, row: Row, line: bytes) -> None:
        """The next row, and the line without its end that it stood on."""
        self._kinds[kind](row)
        self._sum.update(line)
        self._sum.update(b"\n")

    def end(self) -> Counted:
        """All there was; raises `OutOfOrder` where the last command owes something."""
        if self._owes:
            raise OutOfOrder(UNFINISHED)
        self._grow()
        self.counted.root = self._tree.root().hex()
        return self.counted

    def _take_command(self, row: Row) -> None:
        if self._owes:
            raise OutOfOrder(UNFINISHED)
        verdict, first, last = row[FIELDS:]
        if verdict == "refused":
            self._owes = 1
        elif verdict != "done" or (first is None) != (last is None):
            raise OutOfOrder(NOT_NEXT)
        elif first is not None:
            if first != self.counted.events + 1 or last < first:
                raise OutOfOrder(NOT_NEXT)
            self._owes = last - first + 1
        self._command = row
        has_policy = row[POLICY] is not None
        self._digest = receipt_digest(row[:FIELDS]) if has_policy else None
        self.counted.commands += 1

    def _event(self, row: Row) -> None:
        position, stream, version, topic, recorded_at, command, data, leaf = row
        if position != self.counted.events + 1:
            raise OutOfOrder(NOT_NEXT)
        if version != self._versions.get(stream, 0) + 1:
            raise OutOfOrder(NOT_NEXT)
        if topic not in TOPICS:
            raise OutOfOrder(UNKNOWN)
        self._owed_by(command, "done")
        digest = None if command is None else self._digest
        told = (stream, version, topic, recorded_at, command, data)
        if event_leaf(*told, digest) != leaf:
            raise OutOfOrder(NOT_ITS_LEAF)
        self._versions[stream] = version
        self.counted.events = position
        self._put(leaf)

    def _refusal(self, row: Row) -> None:
        number, after, command, *told, leaf = row
        if number != self.counted.refusals + 1 or after != self.counted.events:
            raise OutOfOrder(NOT_NEXT)
        self._owed_by(command, "refused")
        receipt = [one or "" for one in (self._command or ())[:FIELDS]]
        policy = receipt.pop()
        if leaf_of(*receipt, *told, *([policy] if self._digest else [])) != leaf:
            raise OutOfOrder(NOT_ITS_LEAF)
        self.counted.refusals = number
        self._put(leaf)

    def _owed_by(self, command: str | None, verdict: str) -> None:
        """One of what the last command said that it led to."""
        if command is None and not self._owes:
            return
        last = self._command
        if last is None or not self._owes:
            raise OutOfOrder(NO_COMMAND)
        if (last[0], last[FIELDS]) != (command, verdict):
            raise OutOfOrder(UNFINISHED)
        self._owes -= 1

    def _put(self, leaf: bytes) -> None:
        self._leaves.append(leaf)
        size = self.counted.leaves
        wanted = self._sizes and self._sizes[-1] == size
        if wanted or len(self._leaves) == BLOCK:
            self._grow()
        if wanted:
            self._sizes.pop()
            self.roots[size] = self._tree.root()

    def _grow(self) -> None:
        self._tree.extend(self._leaves)
        self._leaves.clear()
