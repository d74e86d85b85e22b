"""The Merkle tree of RFC 9162 section 2: roots, and proofs that outsiders can check.

A hash is 32 bytes of SHA-256. A tree of n leaves splits at the largest power of
two below n; leaves and nodes are hashed apart, so that neither passes for the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from hashlib import sha256
from itertools import islice

HASH = 32  # bytes
LEAF = b"\x00"
NODE = b"\x01"
BLOCK = 1024  # leaves hashed level by level at a time; a power of two


class OutsideTree(ValueError):
    """An index or a size that the tree does not reach."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: SHA-256(0x00 || data)."""
    return sha256(LEAF + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node: SHA-256(0x01 || left || right)."""
    return sha256(NODE + left + right).digest()


def empty_root() -> bytes:
    """The root of a tree without leaves: SHA-256 of nothing."""
    return sha256(b"").digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


class Frontier:
    """A tree that only grows, kept as the roots of its perfect subtrees.

    Needs one hash for every bit of the size, however many leaves there were.
    """

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # the largest subtree first

    def append(self, leaf: bytes) -> None:
        """Put one leaf hash last."""
        self._grow(whole([leaf]), 1)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Put any number of leaf hashes last, in order."""
        coming = iter(leaves)
        for leaf in islice(coming, -self.size % BLOCK):
            self.append(leaf)
        while len(block := list(islice(coming, BLOCK))) == BLOCK:
            nodes = whole(block)
            while len(nodes) > HASH:
                nodes = parents(nodes)
            self._grow(nodes, BLOCK)
        for leaf in block:
            self.append(leaf)

    def root(self) -> bytes:
        """The root over all leaves so far."""
        return joined(self._peaks)

    def _grow(self, node: bytes, width: int) -> None:
        """Put the root of a perfect subtree last; its width divides the size."""
        place = self.size // width
        while place & 1:
            node = node_hash(self._peaks.pop(), node)
            place >>= 1
        self._peaks.append(node)
        self.size += width


class Levels:
    """A tree with all its nodes in memory, about 64 bytes a leaf, for giving proofs.

    Sizes and indices outside the tree raise `OutsideTree`.
    """

    def __init__(self, leaves: Iterable[bytes]) -> None:
        nodes = whole(list(leaves))
        self.size = len(nodes) // HASH
        self._levels = [nodes]  # of perfect subtrees only: 1, 2, 4 ... leaves wide
        while len(nodes) > HASH:
            nodes = parents(nodes)
            self._levels.append(nodes)

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves (default: all)."""
        return self._over(0, self._reached(size))

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The proof that leaf `index` is in the tree of `size`, from the leaf upwards.

        Source: RFC 9162 section 2.1.3.1.
        """
        start, end = 0, self._reached(size)
        if not 0 <= index < end:
            message = f"no leaf {index} in a tree of {end}"
            raise OutsideTree(message)
        proof: list[bytes] = []
        while end - start > 1:
            middle = start + split(end - start)
            if index < middle:
                proof.append(self._over(middle, end))
                end = middle
            else:
                proof.append(self._over(start, middle))
                start = middle
        return proof[::-1]

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """The proof that the tree of `new` begins with the tree of `old`.

        Empty for equal sizes, and for an old tree without leaves, which begins
        every tree. Source: RFC 9162 section 2.1.4.1.
        """
        start, end = 0, self._reached(new)
        if not 0 <= old <= end:
            message = f"a tree of {end} does not begin with one of {old}"
            raise OutsideTree(message)
        proof: list[bytes] = []
        while old not in (0, end):
            middle = start + split(end - start)
            if old <= middle:
                proof.append(self._over(middle, end))
                end = middle
            else:
                proof.append(self._over(start, middle))
                start = middle
        if start:
            proof.append(self._over(start, end))
        return proof[::-1]

    def _reached(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            message = f"the tree has {self.size} leaves, not {size}"
            raise OutsideTree(message)
        return size

    def _over(self, start: int, end: int) -> bytes:
        """The root over leaves `start` to `end`; a split of the tree starts there."""
        return joined(list(self._peaks(start, end)))

    def _peaks(self, start: int, end: int) -> Iterator[bytes]:
        while start < end:
            height = (end - start).bit_length() - 1
            place = (start >> height) * HASH
            yield self._levels[height][place : place + HASH]
            start += 1 << height


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the proof leads from the leaf hash to the root of the tree of `size`.

    Source: RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for step in proof:
        if last == 0 or len(step) != HASH:
            return False
        if place & 1 or place == last:
            node = node_hash(step, node)
            place, last = after_right(place, last)
        else:
            node = node_hash(node, step)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(
    old_size: int,
    new_size: int,
    old_root: bytes,
    new_root: bytes,
    proof: Sequence[bytes],
) -> bool:
    """Whether the proof leads from the old root and to the new.

    Source: RFC 9162 section 2.1.4.2; an empty old tree needs no proof.
    """
    if not 0 <= old_size <= new_size:
        return False
    if old_size in (0, new_size):
        begun = new_root if old_size else empty_root()
        return not proof and old_root == begun
    path = list(proof)
    if old_size & (old_size - 1) == 0:  # the old tree is a subtree of the new
        path.insert(0, old_root)
    if not path or any(len(step) != HASH for step in path):
        return False
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            place, last = after_right(place, last)
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def whole(leaves: Sequence[bytes]) -> bytes:
    """The leaf hashes in a row; ValueError for one that is no hash."""
    if any(length != HASH for length in set(map(len, leaves))):
        message = f"a leaf hash is {HASH} bytes"
        raise ValueError(message)
    return b"".join(leaves)


def after_right(place: int, last: int) -> tuple[int, int]:
    """Up past the levels at which a right edge has no node of its own."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def split(size: int) -> int:
    """The largest power of two below `size`, which is 2 or more."""
    return 1 << (size - 1).bit_length() - 1


def joined(peaks: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees, the largest and leftmost first."""
    if not peaks:
        return empty_root()
    return reduce(lambda right, left: node_hash(left, right), reversed(peaks))


def parents(nodes: bytes) -> bytes:
    """The level above: a hash for each two hashes in a row, none for one left over."""
    pairs = range(0, len(nodes) - HASH, 2 * HASH)
    return b"".join([sha256(NODE + nodes[at : at + 2 * HASH]).digest() for at in pairs])
