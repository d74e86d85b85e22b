"""The tree over the leaves (RFC 9162 section 2.1)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from upphandling.interop.evidence.checker.faults import require


class Tree:
    """The tree of the log out of parts that cover it: leaves, and whole subtrees.

    `proof` becomes the inclusion proof of the leaf `sought`, from the leaf upwards,
    and `met` says whether it is among the parts.
    """

    def __init__(
        self, parts: Iterable[tuple[int, int, bytes]], sought: int | None = None
    ) -> None:
        self.parts, self.sought = iter(parts), sought
        self.next = next(self.parts, None)
        self.proof: list[bytes] = []
        self.met = False

    def root(self, start: int, end: int) -> bytes:
        """The root over the leaves from `start` up to `end`."""
        part = self.next
        if part is not None and (part[0], part[1]) == (start, end):
            self.next = next(self.parts, None)
            self.met |= (self.sought, end) == (start, start + 1)
            return part[2]
        covered = part is not None and part[0] < end and end - start > 1
        require(covered, f"beviset räcker inte: löv {start}")
        half = start + (1 << (end - start - 1).bit_length() - 1)
        left, right = self.root(start, half), self.root(half, end)
        if self.sought is not None and start <= self.sought < end:
            self.proof.append(right if self.sought < half else left)
        return hashlib.sha256(b"\1" + left + right).digest()
