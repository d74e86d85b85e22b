"""Sealing a log: what is kept, and what is told when somebody is away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from eventsourcing.persistence import StoredEvent

from tests.infrastructure.ledger.growing import KEY, ORIGIN, Growing
from tests.infrastructure.ledger.standing import standing
from tests.infrastructure.ledger.tampering import tamper
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.ledger import sealing
from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles
from upphandling.infrastructure.ledger.keys import Signer
from upphandling.infrastructure.ledger.note import read, verified
from upphandling.infrastructure.ledger.proving import (
    inclusion,
    question,
    with_cosignature,
)
from upphandling.infrastructure.ledger.sealing import seal
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.signer_socket import SignerClient, SignerServer
from upphandling.infrastructure.ledger.signing import LogSigner
from upphandling.infrastructure.ledger.tree import verify_inclusion
from upphandling.infrastructure.ledger.troubles import (
    ForgedCheckpoint,
    LedgerOff,
    NoCheckpoint,
    NotGrown,
    SignerRefused,
    SignerUnreachable,
    UnknownSigner,
)
from upphandling.infrastructure.ledger.witness import Witness, make_witness
from upphandling.infrastructure.ledger.witness_client import WitnessClient
from upphandling.infrastructure.ledger.witness_server import WitnessServer

NOW = 1_750_000_000


@pytest.fixture
def witness(tmp_path):
    make_witness(tmp_path / "witness", "vittne.example")
    witness = Witness(tmp_path / "witness", lambda: NOW)
    witness.watch([KEY.verifier])
    return witness


@pytest.fixture
def signer(tmp_path):
    return LogSigner(KEY, tmp_path / "state")


@pytest.fixture
def seals(tmp_path, signer, witness):
    """A house with all its seals."""
    keys = (witness.key.verifier,)
    with (
        standing(SignerServer(tmp_path / "s", signer)),
        standing(WitnessServer(("127.0.0.1", 0), witness)) as server,
    ):
        yield Seals(
            files=CheckpointFiles(tmp_path / "own"),
            keys=(KEY.verifier,),
            signer=SignerClient(tmp_path / "s"),
            witness_keys=keys,
            witnesses=(
                WitnessClient(f"http://127.0.0.1:{server.server_address[1]}", keys),
            ),
        )


def write(database, *numbers: int) -> None:
    """Events of a case of its own each."""
    events = [
        StoredEvent(f"tender:{number}", 1, "tender.closed", b"{}") for number in numbers
    ]
    EventRecorder(database).insert_events(events)


def signers(note) -> Sequence[str]:
    return [signature.name for signature in note.signatures]


def test_a_checkpoint_is_signed_cosigned_and_kept(database, seals, witness):
    write(database, 1, 2, 3)

    sealed = seal(database, seals)

    assert sealed.missing == ()
    assert signers(sealed.note) == [ORIGIN, "vittne.example"]
    assert sealed.note.checkpoint.size == 3
    for file in (seals.files.latest, seals.files.of_size(3)):
        kept = file.read_text(encoding="utf-8")
        assert kept == str(sealed.note)
        assert verified(kept, seals.keys) == sealed.note.checkpoint
    assert witness.watched(ORIGIN).last() == sealed.note


def test_an_empty_log_is_sealed_too(database, seals):
    assert seal(database, seals).note.checkpoint.size == 0
    write(database, 1)
    assert seal(database, seals).missing == ()


def test_a_log_that_has_not_grown_keeps_its_checkpoint(database, seals, witness):
    write(database, 1)
    first = seal(database, seals).note
    witness.clock = lambda: NOW + 3600

    assert seal(database, seals).note == first
    assert seals.files.sizes() == [1]


def test_every_size_that_was_sealed_stays_in_the_history(database, seals):
    for number in (1, 2, 3):
        write(database, number)
        seal(database, seals)

    assert seals.files.sizes() == [1, 2, 3]


def test_a_witness_that_is_away_is_told_and_cosigns_later(database, seals):
    write(database, 1)
    away = WitnessClient("http://127.0.0.1:9", seals.witness_keys)

    sealed = seal(database, replace(seals, witnesses=(away,)))

    (line,) = sealed.missing
    assert line == "Vittnet svarar inte som det ska: http://127.0.0.1:9."
    assert signers(sealed.note) == [ORIGIN]
    assert signers(seal(database, seals).note) == [ORIGIN, "vittne.example"]


def test_a_witness_that_has_seen_more_is_told(database, seals, witness):
    other = Growing(9)
    witness.add(other.to_cosign(0, 9))
    write(database, 1)

    (line,) = seal(database, seals).missing

    assert line.startswith("Vittnet http://127.0.0.1:")
    assert " vägrade: " in line
    assert "9 poster" not in line


def test_without_the_signer_there_is_no_checkpoint(database, seals, tmp_path):
    away = replace(seals, signer=SignerClient(tmp_path / "nobody"))

    with pytest.raises(SignerUnreachable):
        seal(database, away)
    assert seals.files.last() is None


def test_a_log_that_began_otherwise_is_not_signed(database, seals):
    write(database, 1, 2)
    seal(database, seals)
    tamper(
        database,
        "UPDATE events SET leaf_hash = (SELECT leaf_hash FROM events"
        " WHERE position = 2) WHERE position = 1",
    )
    write(database, 3)

    with pytest.raises(SignerRefused, match="bara har vuxit"):
        seal(database, seals)
    assert seals.files.sizes() == [2]


def test_a_log_that_shrank_is_not_signed(database, seals):
    write(database, 1, 2)
    seal(database, seals)
    tamper(database, "DELETE FROM events WHERE position = 2")

    with pytest.raises(SignerRefused, match="mindre än"):
        seal(database, seals)


def test_a_crash_between_the_signature_and_the_own_file_is_harmless(
    database, seals, monkeypatch
):
    write(database, 1)
    with monkeypatch.context() as crash:
        crash.setattr(CheckpointFiles, "keep", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            seal(database, seals)
    write(database, 2)

    assert seal(database, seals).missing == ()
    assert seals.files.sizes() == [2]


def test_a_crash_before_the_witness_has_answered_is_harmless(
    database, seals, monkeypatch
):
    write(database, 1)
    with monkeypatch.context() as crash:
        crash.setattr(sealing, "_witnessed", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            seal(database, seals)
    write(database, 2)

    assert signers(seal(database, seals).note) == [ORIGIN, "vittne.example"]


def test_a_house_without_seals_makes_no_checkpoint(database):
    with pytest.raises(LedgerOff):
        seal(database, Seals())


# -- For outsiders --------------------------------------------------------------


def test_a_leaf_is_proved_against_the_first_checkpoint_that_has_it(database, seals):
    write(database, 1, 2, 3)
    seal(database, seals)
    write(database, 4)
    seal(database, seals)

    for index, size in [(0, 3), (2, 3), (3, 4)]:
        proof = inclusion(database, seals.files, index)
        assert proof.note.checkpoint.size == size
        assert verify_inclusion(
            proof.leaf, index, size, proof.hashes, proof.note.checkpoint.root
        )
    with pytest.raises(NoCheckpoint):
        inclusion(database, seals.files, 4)


def test_a_proof_is_written_as_others_read_it(database, seals):
    write(database, 1, 2)
    seal(database, seals)

    head, index, one_hash, empty, *note = str(
        inclusion(database, seals.files, 1)
    ).split("\n")

    assert (head, index, empty) == ("c2sp.org/tlog-proof@v1", "index 1", "")
    assert len(one_hash) == 44
    assert read("\n".join(note)).checkpoint.size == 2


def test_a_witness_without_a_network_is_asked_by_file(database, seals, witness):
    offline = replace(seals, witnesses=())
    write(database, 1, 2)
    seal(database, offline)

    for old, new in [(0, 2), (2, 3)]:
        asked = question(database, seals.files, old)
        answer = witness.add(type(asked).of(str(asked).encode())).line
        note = with_cosignature(seals, answer)
        assert signers(note) == [ORIGIN, "vittne.example"]
        assert seals.files.last() == note
        write(database, new + 1)
        seal(database, offline)
    with pytest.raises(NotGrown):
        question(database, seals.files, 9)


def test_an_answer_that_no_witness_gave_is_not_kept(database, seals):
    write(database, 1)
    before = seal(database, replace(seals, witnesses=())).note

    with pytest.raises(ForgedCheckpoint):
        with_cosignature(seals, KEY.sign("annat\n").line)
    assert seals.files.last() == before


def test_a_signature_by_a_key_that_is_not_set_is_not_kept(database, seals):
    write(database, 1)
    other = Signer.make(ORIGIN)

    with pytest.raises(UnknownSigner, match="alla loggens nycklar"):
        seal(database, replace(seals, keys=(other.verifier,)))

    assert seals.files.sizes() == []
    seal(database, replace(seals, keys=(other.verifier, KEY.verifier)))
    assert seals.files.sizes() == [1]
