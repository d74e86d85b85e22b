"""The tree: the roots and proofs of RFC 9162, held against two other accounts of them."""

from __future__ import annotations

import hashlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree, InvalidProof
from pymerkle import verify_consistency as their_consistency
from pymerkle import verify_inclusion as their_inclusion

from upphandling.infrastructure.ledger.tree import (
    Frontier,
    Levels,
    OutsideTree,
    empty_root,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

MOST = 130
SMALL = 18  # sizes whose every pair is tried
ENTRIES = [f"rad {number}".encode() for number in range(MOST)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
TREE = Levels(LEAVES)

PAIRS = [(old, new) for new in range(SMALL) for old in range(new + 1)]


# The definitions of RFC 9162 section 2.1, word for word and slow.


@cache
def mth(start: int, end: int) -> bytes:
    """MTH(D[start:end]), section 2.1.1."""
    if start == end:
        return hashlib.sha256().digest()
    if end - start == 1:
        return hashlib.sha256(b"\x00" + ENTRIES[start]).digest()
    k = below(end - start)
    both = mth(start, start + k) + mth(start + k, end)
    return hashlib.sha256(b"\x01" + both).digest()


def path(m: int, start: int, end: int) -> list[bytes]:
    """PATH(m, D[start:end]), section 2.1.3.1; m is counted from `start`."""
    if end - start == 1:
        return []
    k = below(end - start)
    if m < k:
        return [*path(m, start, start + k), mth(start + k, end)]
    return [*path(m - k, start + k, end), mth(start, start + k)]


def subproof(m: int, start: int, end: int, *, known: bool) -> list[bytes]:
    """SUBPROOF(m, D[start:end], known), section 2.1.4.1."""
    if m == end - start:
        return [] if known else [mth(start, end)]
    k = below(end - start)
    if m <= k:
        return [*subproof(m, start, start + k, known=known), mth(start + k, end)]
    return [*subproof(m - k, start + k, end, known=False), mth(start, start + k)]


def below(size: int) -> int:
    """The largest power of two smaller than `size`."""
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def spoiled(proof: list[bytes]) -> list[list[bytes]]:
    """The proof with each byte changed, each step left out, and one step too many."""
    changed = [
        [*proof[:place], flipped(step, at), *proof[place + 1 :]]
        for place, step in enumerate(proof)
        for at in range(len(step))
    ]
    shorter = [proof[:place] + proof[place + 1 :] for place in range(len(proof))]
    return [*changed, *shorter, [*proof, LEAVES[0]], [LEAVES[0], *proof]]


def flipped(step: bytes, at: int) -> bytes:
    return step[:at] + bytes([step[at] ^ 1]) + step[at + 1 :]


# Roots


def test_the_root_of_nothing_is_the_hash_of_nothing():
    known = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    assert empty_root().hex() == known
    assert root_of([]) == Levels([]).root() == Frontier().root() == empty_root()


def test_leaves_and_nodes_are_hashed_apart():
    left, right = LEAVES[:2]

    assert leaf_hash(b"") == hashlib.sha256(b"\x00").digest()
    assert node_hash(left, right) != leaf_hash(left + right)
    assert root_of([left]) == left


@pytest.mark.parametrize("size", range(MOST + 1))
def test_every_way_to_the_root_is_the_definition(size):
    one_by_one = Frontier()
    for leaf in LEAVES[:size]:
        one_by_one.append(leaf)

    assert mth(0, size) == one_by_one.root()
    assert mth(0, size) == root_of(LEAVES[:size])
    assert mth(0, size) == TREE.root(size)
    assert mth(0, size) == Levels(LEAVES[:size]).root()
    assert one_by_one.size == size


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=2100), min_size=1, max_size=4))
def test_a_frontier_grows_by_any_steps(steps):
    grown, leaves = Frontier(), []
    for step in steps:
        coming = [leaf_hash(b"%d" % number) for number in range(step)]
        grown.extend(iter(coming))
        leaves += coming

    assert (grown.size, grown.root()) == (len(leaves), Levels(leaves).root())


# Proofs


@pytest.mark.parametrize("size", range(1, SMALL))
def test_every_leaf_of_every_small_tree_is_proved_to_be_in_it(size):
    root = mth(0, size)
    for index in range(size):
        proof = TREE.inclusion(index, size)

        assert proof == path(index, 0, size)
        assert verify_inclusion(LEAVES[index], index, size, proof, root)
        for false in spoiled(proof):
            assert not verify_inclusion(LEAVES[index], index, size, false, root)


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_every_small_tree_is_proved_to_begin_every_later(old, new):
    proof = TREE.consistency(old, new)
    roots = (mth(0, old), mth(0, new))

    assert proof == (subproof(old, 0, new, known=True) if old else [])
    assert verify_consistency(old, new, *roots, proof)
    for false in spoiled(proof):
        assert not verify_consistency(old, new, *roots, false)
    assert not verify_consistency(old, new, LEAVES[-1], roots[1], proof)
    assert not verify_consistency(old, new, roots[0], LEAVES[-1], proof) or not old


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_proofs_of_larger_trees_are_the_definition(data):
    new = data.draw(st.integers(1, MOST))
    old = data.draw(st.integers(1, new))
    index = data.draw(st.integers(0, new - 1))
    inclusion, consistency = TREE.inclusion(index, new), TREE.consistency(old, new)

    assert inclusion == path(index, 0, new)
    assert consistency == subproof(old, 0, new, known=True)
    assert verify_inclusion(LEAVES[index], index, new, inclusion, mth(0, new))
    assert verify_consistency(old, new, mth(0, old), mth(0, new), consistency)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_proof_holds_for_one_leaf_one_place_and_one_size(data):
    size = data.draw(st.integers(2, MOST))
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda it: it != index))
    proof, root = TREE.inclusion(index, size), mth(0, size)

    assert not verify_inclusion(LEAVES[other], index, size, proof, root)
    assert not verify_inclusion(LEAVES[index], other, size, proof, root)
    assert not verify_inclusion(LEAVES[index], index, size, proof, LEAVES[0])
    assert not verify_inclusion(LEAVES[index], size, size, proof, root)
    assert not verify_inclusion(LEAVES[index], -1, size, proof, root)


def test_a_shorter_log_never_extends_a_longer():
    assert not verify_consistency(3, 2, mth(0, 3), mth(0, 2), [])
    assert not verify_consistency(-1, 2, mth(0, 0), mth(0, 2), [])


def test_what_is_outside_the_tree_has_no_proof():
    for ask in (
        lambda: TREE.inclusion(5, 5),
        lambda: TREE.inclusion(-1, 5),
        lambda: TREE.inclusion(0, MOST + 1),
        lambda: TREE.consistency(6, 5),
        lambda: TREE.consistency(-1, 5),
        lambda: TREE.root(MOST + 1),
        lambda: Levels([]).inclusion(0),
    ):
        with pytest.raises(OutsideTree):
            ask()


def test_a_leaf_that_is_no_hash_makes_no_tree():
    for leaves in ([b"kort"], [LEAVES[0][:-1], LEAVES[1] + b"x"]):
        with pytest.raises(ValueError, match="32"):
            Levels(leaves)
        with pytest.raises(ValueError, match="32"):
            root_of(leaves)


# Another's implementation


@pytest.fixture(scope="module")
def theirs() -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES:
        tree.append_entry(entry)
    return tree


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 63, 64, 65, MOST])
def test_another_implementation_gives_the_same_roots(theirs, size):
    assert theirs.get_root(size) == TREE.root(size)
    assert theirs.get_leaf(size) == LEAVES[size - 1]


@pytest.mark.parametrize("size", [1, 2, 5, 8, 21, MOST])
def test_another_implementation_proves_our_leaves(theirs, size):
    root = TREE.root(size)
    for index in range(0, size, 3):
        proof = theirs.prove_inclusion(index + 1, size)
        their_inclusion(LEAVES[index], root, proof)
        assert proof.path == [LEAVES[index], *TREE.inclusion(index, size)]
        with pytest.raises(InvalidProof):
            their_inclusion(leaf_hash(b"annan"), root, proof)


@pytest.mark.parametrize("new", [1, 2, 5, 8, 21, MOST])
def test_another_implementation_proves_our_growth(theirs, new):
    for old in range(1, new + 1, 2):
        proof = theirs.prove_consistency(old, new)
        their_consistency(TREE.root(old), TREE.root(new), proof)
