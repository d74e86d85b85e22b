"""The signer signs a log that only grows, and never two stories of one size."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.infrastructure.ledger.growing import KEY, OTHER, Growing
from upphandling.infrastructure.ledger import signing
from upphandling.infrastructure.ledger.extending import (
    MOST_HASHES,
    NotExtending,
    Request,
    Why,
)
from upphandling.infrastructure.ledger.keys import COSIGNATURE, ED25519, Signer
from upphandling.infrastructure.ledger.note import checkpoint_of
from upphandling.infrastructure.ledger.signing import LogSigner, alone, key_in, make_key
from upphandling.infrastructure.ledger.troubles import (
    BadKey,
    BrokenState,
    KeyExists,
    KeyExposed,
    KeyMissing,
    StateInUse,
    WrongKey,
)

LOG = Growing(20)
FORK = Growing(20, world="en annan ")


@pytest.fixture
def signer(tmp_path):
    return LogSigner(KEY, tmp_path / "state")


@contextmanager
def refuses(why: Why, size: int):
    with pytest.raises(NotExtending) as refusal:
        yield
    assert (refusal.value.why, refusal.value.size) == (why, size)


# -- What it signs --------------------------------------------------------------


def test_it_signs_a_log_that_grows(signer):
    for old, new in [(0, 0), (0, 1), (1, 7), (7, 8), (8, 20)]:
        request = LOG.to_sign(old, new)
        assert KEY.verifier.verifies(request.checkpoint, signer.sign(request))


def test_it_signs_the_same_again(signer):
    first = signer.sign(LOG.to_sign(0, 9))

    assert signer.sign(LOG.to_sign(9, 9)) == first


def test_it_never_signs_a_smaller_log(signer):
    signer.sign(LOG.to_sign(0, 9))

    with refuses(Why.STALE, 9):
        signer.sign(LOG.to_sign(0, 8))
    with refuses(Why.SMALLER, 9):
        signer.sign(LOG.to_sign(9, 8))


def test_it_never_signs_another_log_of_the_same_size(signer):
    signer.sign(LOG.to_sign(0, 9))

    with refuses(Why.OTHER_ROOT, 9):
        signer.sign(FORK.to_sign(9, 9))


def test_it_never_signs_a_log_that_began_otherwise(signer):
    signer.sign(LOG.to_sign(0, 9))

    with refuses(Why.NO_EXTENSION, 9):
        signer.sign(FORK.to_sign(9, 12))
    with refuses(Why.NO_EXTENSION, 9):
        signer.sign(Request(9, (), LOG.checkpoint(12).text))


def test_a_refused_question_changes_nothing(signer):
    signer.sign(LOG.to_sign(0, 9))
    with suppress(NotExtending):
        signer.sign(FORK.to_sign(9, 12))

    signer.sign(LOG.to_sign(9, 12))


@pytest.mark.parametrize(
    "request_",
    [
        Request(0, (), ""),
        Request(0, (), LOG.checkpoint(1).text + "mer\n"),
        Request(0, (), LOG.checkpoint(1).text.replace("staden", "byn")),
        Request(0, (), LOG.checkpoint(1).text.replace("\n1\n", "\nett\n")),
    ],
)
def test_what_is_not_a_checkpoint_of_its_log_is_not_signed(signer, request_):
    with refuses(Why.MALFORMED, 0):
        signer.sign(request_)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 20), st.integers(0, 20)), max_size=12
    )
)
def test_whatever_is_asked_no_size_gets_two_roots_and_no_log_shrinks(asked):
    roots: dict[int, set[bytes]] = defaultdict(set)
    with TemporaryDirectory() as folder:
        signer = LogSigner(KEY, Path(folder) / "state")
        sizes = [0]
        for honest, old, new in asked:
            request = (LOG if honest else FORK).to_sign(old, new)
            with suppress(NotExtending):
                signer.sign(request)
                checkpoint = checkpoint_of(request.checkpoint)
                roots[checkpoint.size].add(checkpoint.root)
                sizes.append(checkpoint.size)

    assert all(len(of_size) == 1 for of_size in roots.values())
    assert sizes == sorted(sizes)


# -- What it remembers ----------------------------------------------------------


def test_it_remembers_over_a_restart(signer):
    signer.sign(LOG.to_sign(0, 9))
    again = LogSigner(KEY, signer.state)

    with refuses(Why.STALE, 9):
        again.sign(FORK.to_sign(0, 9))
    again.sign(LOG.to_sign(9, 20))


def test_a_crash_after_the_state_is_written_is_harmless(signer, monkeypatch):
    signer.sign(LOG.to_sign(0, 5))
    write = signing.write_whole

    def written_and_then_dead(*told):
        write(*told)
        raise KeyboardInterrupt

    monkeypatch.setattr(signing, "write_whole", written_and_then_dead)
    with pytest.raises(KeyboardInterrupt):
        signer.sign(LOG.to_sign(5, 9))
    monkeypatch.undo()
    again = LogSigner(KEY, signer.state)

    with refuses(Why.STALE, 9):
        again.sign(LOG.to_sign(5, 12))
    again.sign(LOG.to_sign(9, 12))


def test_no_signature_leaves_when_the_state_cannot_be_written(signer, monkeypatch):
    def full(*_):
        raise OSError

    monkeypatch.setattr(signing, "write_whole", full)
    with pytest.raises(OSError):  # noqa: PT011 -- any of them
        signer.sign(LOG.to_sign(0, 5))
    monkeypatch.undo()

    signer.sign(FORK.to_sign(0, 5))  # nothing was promised


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "",
        lambda text: text[:-20],
        lambda text: text.replace("\n9\n", "\n4\n"),
        lambda text: text + "x",
        lambda _: "\udcff",
    ],
)
def test_a_broken_state_file_stops_it(signer, spoil):
    signer.sign(LOG.to_sign(0, 9))
    spoiled = spoil(signer.state.read_text("utf-8"))
    signer.state.write_text(spoiled, "utf-8", "surrogateescape")

    with pytest.raises(BrokenState, match="skadad"):
        LogSigner(KEY, signer.state)


def test_another_key_s_state_is_no_state(signer):
    signer.sign(LOG.to_sign(0, 9))

    with pytest.raises(BrokenState):
        LogSigner(Signer.make(KEY.name), signer.state)


def test_two_signers_cannot_share_a_state(tmp_path):
    with alone(tmp_path / "state"):
        held = str(tmp_path / "state.lock")
        with pytest.raises(StateInUse, match=held), alone(tmp_path / "state"):
            pass
        with alone(tmp_path / "other"):
            pass
    with alone(tmp_path / "state"):
        pass


# -- Keys -----------------------------------------------------------------------


def test_a_key_is_made_for_its_owner_only_and_never_written_over(tmp_path):
    file = tmp_path / "key"
    made = make_key(file, "staden", ED25519)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key_in(file, ED25519) == made
    with pytest.raises(KeyExists):
        make_key(file, "staden", ED25519)
    assert key_in(file, ED25519) == made


def test_a_key_that_is_not_there_or_is_no_key_is_told(tmp_path):
    (tmp_path / "key").write_bytes(os.urandom(50))
    (tmp_path / "key").chmod(0o600)

    with pytest.raises(KeyMissing):
        key_in(tmp_path / "none", ED25519)
    with pytest.raises(BadKey):
        key_in(tmp_path / "key", ED25519)


def test_a_key_that_others_can_read_is_not_used(tmp_path):
    file = tmp_path / "key"
    make_key(file, "staden", ED25519)
    file.chmod(0o640)

    with pytest.raises(KeyExposed):
        key_in(file, ED25519)


def test_a_witness_s_key_does_not_sign_a_log(tmp_path):
    make_key(tmp_path / "key", "staden", COSIGNATURE)

    with pytest.raises(WrongKey):
        key_in(tmp_path / "key", ED25519)


def test_more_hashes_than_a_proof_can_have_are_refused():
    text = "old 1\n" + f"{'A' * 43}=\n" * (MOST_HASHES + 1) + "\nx"

    with refuses(Why.MALFORMED, 0):
        Request.of(text.encode())


def test_the_key_of_another_log_signs_nothing_of_this(tmp_path):
    with refuses(Why.MALFORMED, 0):
        LogSigner(OTHER, tmp_path / "state").sign(LOG.to_sign(0, 1))
