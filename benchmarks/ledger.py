"""The ledger: what a leaf costs each append, and how fast the tree is built.

Run with `python -m benchmarks.ledger [--events 1000000]`. The seal of an event (the
digest of its command, and its leaf) is timed in turns with the append that it is part
of, and with a loop that only hashes as many bytes. Trees are built in memory; the
recount reads a store of so many events.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from time import perf_counter
from typing import Any
from uuid import uuid4

from benchmarks.append import events, receipt
from benchmarks.both import both_kinds
from benchmarks.log import fill
from benchmarks.side_by_side import Contender, rates, table
from tests.databases import Factory
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.event_log.writing import (
    event_rows,
    receipt_row,
    seal_of,
)
from upphandling.infrastructure.ledger.recount import recount
from upphandling.infrastructure.ledger.tree import Frontier, Levels, leaf_hash
from upphandling.infrastructure.storage.database import Database

APPEND, SEAL, UNSEALED = "append", "seal alone", "rows without a seal"
SIZES = {1: 1500, 10: 300, 1000: 10}  # events in a transaction: transactions a round
LEAVES = 1_000_000
MICRO = 1_000_000


def appending(recorder: EventRecorder, batch: int) -> Contender:
    """The whole append of a command with its events."""

    def prepare(transactions: int) -> Callable[[], None]:
        prepared = [told(batch) for _ in range(transactions)]

        def append() -> None:
            for written, kept in prepared:
                recorder.insert_events(written, receipt=kept)

        return append

    return prepare


def sealing(batch: int) -> Contender:
    """The rows of `events` with their leaves, and the digest of their command."""

    def prepare(transactions: int) -> Callable[[], None]:
        prepared = [told(batch) for _ in range(transactions)]
        rows = [(written, receipt_row(kept)) for written, kept in prepared]

        def seal() -> None:
            for written, row in rows:
                made = event_rows(1, written, row[2] or "", row[0], seal_of(row))
                for _ in made:
                    pass

        return seal

    return prepare


def unsealed(batch: int) -> Contender:
    """The same rows without leaves: what the seal is measured against."""

    def prepare(transactions: int) -> Callable[[], None]:
        prepared = [told(batch) for _ in range(transactions)]
        rows = [(written, receipt_row(kept)) for written, kept in prepared]

        def write() -> None:
            for written, row in rows:
                for position, event in enumerate(written):
                    _ = (
                        position,
                        str(event.originator_id),
                        event.originator_version,
                        event.topic,
                        row[2],
                        row[0],
                        event.state.decode(),
                    )

        return write

    return prepare


def told(batch: int) -> tuple[Any, Any]:
    """Events and a receipt that a policy let in, which costs most."""
    return events(f"tender:{uuid4()}", batch), replace(receipt(), policy="2026-01-01")


def cost(name: str, factory: Factory, batch: int) -> None:
    """Print the microseconds that the seal takes of an append."""
    with Database(factory.migrated()) as database:
        measured = rates(
            {
                APPEND: appending(EventRecorder(database), batch),
                SEAL: sealing(batch),
                UNSEALED: unsealed(batch),
            },
            SIZES[batch],
        )
    took = {one: MICRO / rate / batch for one, rate in measured.items()}
    seal = took[SEAL] - took[UNSEALED]
    print(
        f"{name}, {batch} events a transaction: append {took[APPEND]:.1f} us an event,"
        f" of which the seal {seal:.1f} us, {seal / took[APPEND]:.1%}"
    )


def trees() -> None:
    """Print how many leaves a second each way to build a tree takes."""
    leaves = [leaf_hash(b"%d" % number) for number in range(LEAVES)]

    def grown(size: int) -> Callable[[], object]:
        def work() -> bytes:
            frontier = Frontier()
            frontier.extend(leaves[:size])
            return frontier.root()

        return work

    def kept(size: int) -> Callable[[], object]:
        return lambda: Levels(leaves[:size]).root()

    def hashed(size: int) -> Callable[[], object]:
        pair = leaves[0] + leaves[1]
        return lambda: [sha256(pair).digest() for _ in range(size)]

    contenders = {"hashing alone": hashed, "frontier": grown, "all levels": kept}
    measured = rates(contenders, LEAVES, rounds=3)
    title = f"Tree of {LEAVES:,} leaves (leaves a second)"
    print(table(title, measured, "hashing alone"))


def recounted(name: str, factory: Factory, size: int) -> None:
    """Print how long a recount of a whole store takes."""
    with Database(factory.migrated()) as database:
        fill(EventRecorder(database), size)
        started = perf_counter()
        found = recount(database)
        took = perf_counter() - started
    assert not found.faults
    print(f"{name}: recount of {found.size:,} leaves in {took:.1f} s")


def main() -> None:
    """Print the cost of the seal, the trees, and a recount of each database."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--events", type=int, default=100_000)
    size = arguments.parse_args().events
    with both_kinds() as kinds:
        for name, factory in kinds.items():
            for batch in SIZES:
                cost(name, factory, batch)
        trees()
        for name, factory in kinds.items():
            recounted(name, factory, size)


if __name__ == "__main__":
    main()
