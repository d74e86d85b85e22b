"""The proof of a bundle: what of the tree it takes to reach the root from its leaves."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from upphandling.domain.errors import Refused
from upphandling.infrastructure.event_log.leaf import event_leaf, leaf_of
from upphandling.infrastructure.ledger.tree import (
    Frontier,
    empty_root,
    node_hash,
    split,
)
from upphandling.interfaces.evidence.rows import EventRow, RefusalRow


class LedgerDiffers(Refused):
    """Loggen är inte den som kontrollpunkten intygar, så inget bevis kan lämnas ut."""


@dataclass(slots=True)
class Covering:
    """Every largest subtree without a leaf of the bundle, as `(start, end, hash)`.

    With the bundle's own leaves they give the root, and so hold the inclusion proof
    of each leaf (RFC 9162 section 2.1.3), each hash that several share only once.
    """

    wanted: Sequence[int]
    leaves: Iterator[bytes]
    subtrees: list[tuple[int, int, bytes]] = field(default_factory=list)

    def root(self, size: int) -> bytes:
        """The root of the tree of that size; raises `LedgerDiffers` if there is none."""
        return self._over(0, size) if size else empty_root()

    def _over(self, start: int, end: int) -> bytes:
        if bisect_left(self.wanted, start) == bisect_left(self.wanted, end):
            frontier = Frontier()
            frontier.extend(islice(self.leaves, end - start))
            if frontier.size < end - start:
                raise LedgerDiffers(leaves=start + frontier.size)
            self.subtrees.append((start, end, frontier.root()))
            return frontier.root()
        if end - start == 1:
            return next(self.leaves, b"")
        half = start + split(end - start)
        return node_hash(self._over(start, half), self._over(half, end))


def must_recompute(events: Iterable[EventRow], refusals: Iterable[RefusalRow]) -> None:
    """Raise `LedgerDiffers` for a row that is not what its leaf was made of."""
    for event in events:
        leaf = event_leaf(
            event.stream_id,
            event.version,
            event.topic,
            event.recorded_at,
            event.command_id,
            event.data,
            event.receipt,
        )
        if leaf != event.leaf:
            raise LedgerDiffers(event=event.reference)
    for refusal in refusals:
        told = dict(refusal.told)
        policy = told.pop("policy")
        fields = [field or "" for field in told.values()]
        leaf = leaf_of(*fields) if policy is None else leaf_of(*fields, policy)
        if leaf != refusal.leaf:
            raise LedgerDiffers(refusal=refusal.number)
