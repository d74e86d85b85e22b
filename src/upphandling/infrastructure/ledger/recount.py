"""The recount: every leaf computed again from its row, and the tree built of them.

What a row says is held against its stored leaf and against its neighbours: no place,
version or number is missing, each command has the events that it says. Whoever rewrites
a row with its leaf gives the tree another root, which whoever has kept a checkpoint can
tell. A topic that nobody here knows is a fault where the leaf says another; where the
leaf agrees it is for a later version of the program to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from upphandling.domain.catalogue import EVENTS
from upphandling.infrastructure.event_log.stored_rows import raw
from upphandling.infrastructure.event_log.upcasts import UPCASTS
from upphandling.infrastructure.ledger.faults import Fault
from upphandling.infrastructure.ledger.reading import (
    COMMAND_ID,
    Entry,
    entries,
    written,
)
from upphandling.infrastructure.ledger.tree import BLOCK, Frontier
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.query import Query

TOPICS = frozenset(topic.encode() for topic in (*EVENTS, *UPCASTS))
FAULTS = 1000  # more are counted, not told: who has rewritten all has been found

NOT_ITS_LEAF = "raden stämmer inte med sin lövhash"
NO_COMMAND = "kommandot finns inte"
NOT_COUNTED = "kommandot räknar inte händelsen till sina"
MANY = {
    NOT_ITS_LEAF: "de eller kommandot stämmer inte med sina lövhashar",
    NO_COMMAND: NO_COMMAND,
    NOT_COUNTED: "kommandot räknar inte händelserna till sina",
}
"""What the same fault is called when several events of a command have it."""

SPANS = (
    "SELECT coalesce(sum(last_position - first_position + 1), 0) FROM commands"
    " WHERE first_position IS NOT NULL"
)
LOST = (
    "SELECT {}, first_position, last_position FROM commands WHERE"
    " first_position IS NOT NULL AND last_position - first_position + 1 <>"
    " (SELECT count(*) FROM events WHERE events.command_id = commands.command_id"
    " AND position BETWEEN first_position AND last_position)"
    " ORDER BY first_position"
)
UNTOLD = (
    "SELECT {} FROM commands LEFT JOIN refusals USING (command_id)"
    " WHERE verdict = 'refused' AND number IS NULL ORDER BY command_id"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recount:
    """The tree that the rows make, and what is wrong with them.

    `roots` has the root for each size that was asked for and reached. `found` counts
    all faults; `faults` has the first ones. `unjudged` has the first events of topics
    that this version does not know, whose leaves are right.
    """

    size: int
    root: bytes
    faults: tuple[Fault, ...]
    found: int
    roots: Mapping[int, bytes]
    unjudged: tuple[Fault, ...] = ()


def recount(
    database: Database,
    *,
    progress: Callable[[int], None] | None = None,
    sizes: Collection[int] = (),
) -> Recount:
    """Recompute every leaf and the root; `progress` is told how many are done."""
    count = _Count(set(sizes))
    block: list[Entry] = []
    for entry in entries(database):
        block.append(entry)
        if len(block) == BLOCK:
            count.take(block)
            block.clear()
            if progress is not None:
                progress(count.tree.size)
    count.take(block)
    count.end(database)
    if progress is not None:
        progress(count.tree.size)
    return Recount(
        size=count.tree.size,
        root=count.tree.root(),
        faults=tuple(count.faults),
        found=count.found,
        roots=count.roots,
        unjudged=tuple(count.unjudged),
    )


@dataclass(slots=True)
class _Run:
    """The same fault of events in a row that one command led to: told as one."""

    fault: Fault  # of the last
    first: int
    last: int

    def told(self, command: bytes) -> Fault:
        """The one event's fault, or that of the command and all of them."""
        if self.first == self.last:
            return self.fault
        events = f"händelserna {self.first} till {self.last}"
        place = f"kommando {shown(command)}, {events}"
        return self.fault._replace(where=place, said=MANY[self.fault.said])


class _Count:
    """How far the recount has come."""

    def __init__(self, sizes: set[int]) -> None:
        self.tree = Frontier()
        self.sizes = sizes
        self.roots = {0: self.tree.root()} if 0 in sizes else {}
        self.faults: list[Fault] = []
        self.unjudged: list[Fault] = []
        self.found = 0
        self.position = self.number = self.after = self.commanded = 0
        self.versions: dict[bytes, int] = {}
        self.command = b""
        self.runs: dict[str, _Run] = {}

    def take(self, block: list[Entry]) -> None:
        """Count the entries, the next in order."""
        leaves = []
        for entry in block:
            leaf = entry.recomputed()
            leaves.append(leaf)
            if self.runs and _command_of(entry) != self.command:
                self._end_runs()
            if leaf != entry.leaf and not _is_orphan(entry):
                self._note("leaf", entry, NOT_ITS_LEAF)
            if entry.is_event:
                self._event(entry, is_its_leaf=leaf == entry.leaf)
            else:
                self._refusal(entry)
        self._grow(leaves)

    def end(self, database: Database) -> None:
        """What only shows when all rows have been seen: those that are gone."""
        self._end_runs()
        name = raw(database, ("command_id",))
        ((spanned,),) = Query(SPANS).rows(database)
        if spanned != self.commanded:
            for command, first, last in Query(LOST.format(name)).rows(database):
                said = f"händelserna {first} till {last} är inte alla kvar"
                self._lost(command, said, last + self.number)
        for (command,) in Query(UNTOLD.format(name)).rows(database):
            self._lost(command, "avslaget är borta")

    def _grow(self, leaves: list[bytes]) -> None:
        start, end = self.tree.size, self.tree.size + len(leaves)
        done = 0
        for size in sorted(size for size in self.sizes if start < size <= end):
            self.tree.extend(leaves[done : size - start])
            done = size - start
            self.roots[size] = self.tree.root()
        self.tree.extend(leaves[done:])

    def _event(self, entry: Entry, *, is_its_leaf: bool) -> None:
        stream, version, topic = entry.fields[:3]
        if entry.place != self.position + 1:
            self._note("gap", entry, f"plats {self.position + 1} saknas")
        self.position = entry.place
        due = self.versions.get(stream, 0) + 1
        if version != b"%d" % due:
            self._note("version", entry, "versionen är inte fallets nästa")
        self.versions[stream] = int(version) if version.isdigit() else due
        if topic not in TOPICS:
            said = f"okänd händelsetyp {shown(topic)}"
            if not is_its_leaf:
                self._note("topic", entry, said)
            elif len(self.unjudged) < FAULTS:
                self.unjudged.append(self._fault("topic", entry, said))
        self._commanded(entry)

    def _commanded(self, entry: Entry) -> None:
        command = entry.command
        if command is None:
            if _is_orphan(entry):
                self._note("command", entry, NO_COMMAND)
            return
        self.commanded += 1
        first, last = command.first, command.last
        if first is None or last is None or not first <= entry.place <= last:
            self._note("command", entry, NOT_COUNTED)

    def _refusal(self, entry: Entry) -> None:
        if entry.place != self.number + 1:
            self._note("gap", entry, f"nummer {self.number + 1} saknas")
        self.number = entry.place
        if not max(self.after, 0) <= entry.after <= self.position:
            said = f"står efter plats {entry.after}, väntad {self.position}"
            self._note("order", entry, said)
        self.after = entry.after
        if entry.command is None:
            self._note("command", entry, NO_COMMAND)
        elif entry.command.verdict != b"refused":
            self._note("command", entry, "kommandot säger att det blev gjort")

    def _fault(self, kind: str, entry: Entry, said: str) -> Fault:
        before = self.number if entry.is_event else max(entry.after, self.position)
        return Fault(kind, where(entry), said, entry.place + before)

    def _note(self, kind: str, entry: Entry, said: str) -> None:
        fault = self._fault(kind, entry, said)
        command = _command_of(entry)
        if not command or said not in MANY:
            self._keep(fault)
            return
        self.command = command
        run = self.runs.setdefault(said, _Run(fault, entry.place, entry.place))
        run.fault, run.last = fault, entry.place

    def _end_runs(self) -> None:
        for run in self.runs.values():
            self._keep(run.told(self.command))
        self.runs.clear()

    def _lost(self, command: bytes | str, said: str, reach: int | None = None) -> None:
        place = f"kommando {shown(written(command))}"
        self._keep(Fault("lost", place, said, reach))

    def _keep(self, fault: Fault) -> None:
        self.found += 1
        if len(self.faults) < FAULTS:
            self.faults.append(fault)


def _command_of(entry: Entry) -> bytes:
    """The id of the command that an event says it came of; none of a refusal."""
    return entry.fields[COMMAND_ID] if entry.is_event else b""


def _is_orphan(entry: Entry) -> bool:
    """Whether the row's command is gone; then its leaf cannot be told."""
    return entry.command is None and (not entry.is_event or bool(_command_of(entry)))


def where(entry: Entry) -> str:
    """The row as a reader finds it; the version of a case is not told."""
    if entry.is_event:
        return f"händelse {entry.place} ({shown(entry.fields[0])})"
    return f"avslag {entry.place}"


def shown(field: bytes) -> str:
    """A field as text, whatever has become of its bytes."""
    return field.decode(errors="replace")
