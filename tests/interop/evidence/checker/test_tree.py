"""The bundle's own tree and leaves are those of the log, whatever rows a bundle has."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upphandling.application.store import Receipt
from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.event_log.leaf import (
    details_text,
    event_leaf,
    refusal_leaf,
)
from upphandling.infrastructure.ledger.tree import Levels
from upphandling.interfaces.evidence.proving import Covering, LedgerDiffers
from upphandling.interop.evidence.checker.faults import Fault
from upphandling.interop.evidence.checker.leaves import EVENT, REFUSAL, leaf
from upphandling.interop.evidence.checker.tree import Tree

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
FEW = settings(max_examples=60, deadline=None)


def leaves(size: int) -> list[bytes]:
    return [sha256(bytes([n])).digest() for n in range(size)]


@st.composite
def trees(draw):
    """A size, and the places of the rows that a bundle has of it."""
    size = draw(st.integers(1, 70))
    return size, sorted(draw(st.sets(st.integers(0, size - 1), min_size=1)))


@FEW
@given(trees())
def test_the_rows_and_their_cover_give_the_root_and_every_proof(drawn):
    size, wanted = drawn
    made = leaves(size)
    covering = Covering(wanted, iter(made))
    root = covering.root(size)
    assert root == Levels(made).root()

    rows = [(index, index + 1, made[index]) for index in wanted]
    for sought in wanted:
        parts = sorted([*covering.subtrees, *rows])
        tree = Tree(parts, sought)
        assert tree.root(0, size) == root
        assert tree.next is None
        assert tree.proof == Levels(made).inclusion(sought)


@FEW
@given(trees(), st.randoms(use_true_random=False))
def test_no_part_of_the_cover_can_be_left_out(drawn, chance):
    size, wanted = drawn
    made = leaves(size)
    covering = Covering(wanted, iter(made))
    root = covering.root(size)
    parts = [*covering.subtrees, *((n, n + 1, made[n]) for n in wanted)]
    parts.remove(chance.choice(parts))

    tree = Tree(sorted(parts))
    try:
        found = tree.root(0, size)
    except Fault:
        return
    assert found != root


def test_a_log_that_is_shorter_than_the_checkpoint_is_another_log():
    with pytest.raises(LedgerDiffers):
        Covering([0], iter(leaves(3))).root(5)


@FEW
@given(
    st.tuples(TEXTS, TEXTS, TEXTS), st.integers(1, 9), st.none() | TEXTS, st.booleans()
)
def test_the_leaf_of_an_event_is_the_logs_with_and_without_a_receipt(
    texts, version, command_id, sealed
):
    stream_id, topic, data = texts
    receipt = "ab" * 32 if sealed else None
    at = "2026-05-05T08:00:00.000000Z"
    fields = (stream_id, version, topic, at, command_id, data)
    entry = {**dict(zip(EVENT, fields, strict=True)), "receipt": receipt}

    assert leaf(entry, EVENT, "receipt") == event_leaf(*fields, receipt)


@FEW
@given(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), st.none() | TEXTS, st.none() | TEXTS)
def test_the_leaf_of_a_refusal_is_the_logs_with_and_without_a_policy(
    texts, mandate, policy
):
    by, payload, rule, message = texts
    at = datetime(2026, 5, 5, 8, tzinfo=UTC)
    told = {"command_id": "id", "command": "award.decide", "by": by, "role": "chair"}
    told |= {"mandate": mandate, "because": None, "payload": payload, "policy": policy}
    receipt = Receipt(**told, recorded_at=at, effective_at=at)
    details = {"bid": "anbud-a"}
    said = {"rule": rule, "message": message, "details": details_text(details)}
    entry = {**told, **said, "recorded_at": utc_text(at), "effective_at": utc_text(at)}

    assert leaf(entry, REFUSAL, "policy") == refusal_leaf(
        receipt, rule, message, details
    )
