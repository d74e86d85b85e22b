"""The leaves of the ledger, read in its order: the one in which the rows were written.

Refusal r stands after event `after_position` and before the next. The end is fixed
when the reading begins, so what is written meanwhile changes nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from upphandling.domain.errors import Refused
from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.event_log.leaf import digest_of, sealed
from upphandling.infrastructure.event_log.stored_rows import RECEIPT, REFUSAL, raw
from upphandling.infrastructure.ledger.tree import HASH
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.query import Query

PAGE = 5000  # rows fetched at a time; no connection is held in between
COMMANDS = 500  # asked for in one statement

ENDS = (
    "SELECT (SELECT coalesce(max(position), 0) FROM events),"
    " (SELECT coalesce(max(number), 0) FROM refusals)"
)
EVENTS, REFUSALS = "event", "refusal"
EVENT_LEAVES = "SELECT position, 0, leaf_hash FROM events"
REFUSAL_LEAVES = "SELECT number, after_position, leaf_hash FROM refusals"

EVENT = ("stream_id", "version", "topic", "recorded_at", "command_id", "data")
COMMAND_ID = EVENT.index("command_id")

Fields = tuple[bytes, ...]
Row = tuple[Any, ...]
R = TypeVar("R", bound=Row)


class LeafNotWhole(Refused):
    """Radens lövhash är inte hel, så inget kan bevisas förrän loggen är utredd."""


class Command:
    """A row of `commands`: what its digest is of, and what it says it led to.

    `first` and `last` are the positions of its events, None when there are none.
    """

    def __init__(self, row: Sequence[Any]) -> None:
        self.fields: Fields = tuple(map(written, row[: len(RECEIPT)]))
        self.has_policy = row[len(RECEIPT) - 1] is not None
        verdict, self.first, self.last = row[len(RECEIPT) :]
        self.verdict = written(verdict)

    @cached_property
    def digest(self) -> bytes:
        """The last field of the leaves of its events, where it has a policy."""
        return digest_of(self.fields).encode()


class Entry(NamedTuple):
    """One leaf and what it is of; the fields are bytes, as they are hashed.

    `place` is the position of an event or the number of a refusal, which stands
    after position `after`. `leaf` is the stored hash. `command` is None where the
    row has none that is kept.
    """

    place: int
    after: int
    is_event: bool
    fields: Fields
    leaf: bytes
    command: Command | None

    def recomputed(self) -> bytes:
        """The leaf as it ought to be, by what the row says."""
        return sealed(self.fields)


def size(database: Database) -> int:
    """How many leaves there are."""
    return sum(ends(database))


def ends(database: Database) -> tuple[int, int]:
    """The last position and the last number, of one and the same moment."""
    ((position, number),) = Query(ENDS).rows(database)
    return position, number


def index_of_event(database: Database, position: int) -> int:
    """The place of an event's leaf, counted from 0."""
    return position - 1 + _refusals(database, "after_position < ?", position)


def index_of_refusal(database: Database, number: int) -> int:
    """The place of a refusal's leaf, counted from 0; LookupError if there is none."""
    query = Query("SELECT after_position FROM refusals").where("number = ?", number)
    for (after,) in query.rows(database):
        index: int = after + number - 1
        return index
    raise LookupError(number)


def leaves(database: Database, *, after: int = 0) -> Iterator[bytes]:
    """The stored leaf hashes in the order of the ledger, without the first `after`.

    Raises `LeafNotWhole` at one that is no hash.
    """
    skipped = _refusals(database, "after_position + number <= ?", after)
    position, number = ends(database)
    events = Query(EVENT_LEAVES).where("position <= ?", position)
    refusals = Query(REFUSAL_LEAVES).where("number <= ?", number)
    for _, _, leaf in woven(
        _whole(events.pages(database, "position", after - skipped, None, PAGE), EVENTS),
        _whole(refusals.pages(database, "number", skipped, None, PAGE), REFUSALS),
    ):
        yield leaf


def entries(database: Database, *, stream_id: str | None = None) -> Iterator[Entry]:
    """Every leaf with what it is of, in the order of the ledger.

    With `stream_id` only the events of that stream. The fields are those of the row
    and, where its command has a policy, last the digest of the command (an event) or
    the policy (a refusal).
    """
    position, number = ends(database)
    columns = raw(database, EVENT)
    if stream_id is not None:  # by version: no walk of the whole log by position
        one = Query(f"SELECT version, position, 0, leaf_hash, {columns} FROM events")  # noqa: S608
        one.where("stream_id = ?", stream_id).where("+position <= ?", position)
        rows = one.pages(database, "version", -1, None, PAGE)
        return _event_entries(database, (row[1:] for row in rows))
    events = Query(f"SELECT position, 0, leaf_hash, {columns} FROM events")  # noqa: S608
    events.where("position <= ?", position)
    rows = events.pages(database, "position", 0, None, PAGE)
    columns = raw(database, (*RECEIPT, "verdict", *REFUSAL))
    refusals = Query(
        f"SELECT number, after_position, leaf_hash, {columns}"  # noqa: S608
        " FROM refusals LEFT JOIN commands USING (command_id)"
    ).where("number <= ?", number)
    refused = refusals.pages(database, "number", 0, None, PAGE)
    return woven(_event_entries(database, rows), map(_refusal_entry, refused))


def woven(events: Iterator[R], refusals: Iterator[R]) -> Iterator[R]:
    """Both in the order of the ledger.

    First in a row of `events` is its position; first in one of `refusals` its
    number, then the position after which it stands.
    """
    refused = next(refusals, None)
    for event in events:
        while refused is not None and refused[1] < event[0]:
            yield refused
            refused = next(refusals, None)
        yield event
    if refused is not None:
        yield refused
        yield from refusals


def written(value: Any) -> bytes:
    """A column as it is hashed: text in UTF-8, null as nothing, UTC as `utc_text`."""
    if isinstance(value, bytes):
        return value
    if value is None:
        return b""
    return (utc_text(value) if isinstance(value, datetime) else str(value)).encode()


def _whole(rows: Iterator[Row], kind: str) -> Iterator[Row]:
    for place, after, stored in rows:
        leaf = written(stored)
        if len(leaf) != HASH:
            raise LeafNotWhole(**{kind: place})
        yield place, after, leaf


def _refusals(database: Database, condition: str, value: int) -> int:
    """The last number of the refusals that meet the condition."""
    query = Query("SELECT coalesce(max(number), 0) FROM refusals")
    number: int = query.where(condition, value).rows(database)[0][0]
    return number


def _event_entries(database: Database, rows: Iterator[Row]) -> Iterator[Entry]:
    while page := list(islice(rows, PAGE)):
        commands = _commands(database, page)
        for position, after, leaf, *columns in page:
            fields = tuple(map(written, columns))
            command = commands.get(fields[COMMAND_ID])
            if command is not None and command.has_policy:
                fields = (*fields, command.digest)
            yield Entry(position, after, True, fields, written(leaf), command)  # noqa: FBT003


def _refusal_entry(row: Row) -> Entry:
    number, after, leaf, *columns = row
    command = Command((*columns[: len(RECEIPT) + 1], None, None))
    told = tuple(map(written, columns[len(RECEIPT) + 1 :]))
    fields = (*command.fields[:-1], *told)
    if command.has_policy:
        fields = (*fields, command.fields[-1])
    kept = command if command.verdict else None
    return Entry(number, after, False, fields, written(leaf), kept)  # noqa: FBT003


def _commands(database: Database, page: list[Row]) -> dict[bytes, Command]:
    """The commands of the events on a page, each read once however many it had."""
    columns = f"{raw(database, (*RECEIPT, 'verdict'))}, first_position, last_position"
    ids = {written(row[3 + COMMAND_ID]) for row in page} - {b""}
    wanted = sorted(one.decode(errors="replace") for one in ids)
    found = {}
    for start in range(0, len(wanted), COMMANDS):
        query = Query(f"SELECT {columns} FROM commands")  # noqa: S608
        query.among("command_id", wanted[start : start + COMMANDS])
        for row in query.rows(database):
            command = Command(row)
            found[command.fields[0]] = command
    return found
