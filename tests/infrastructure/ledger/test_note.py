"""Signed notes: the form others read, and what is never believed."""

from __future__ import annotations

import subprocess
from base64 import b64decode
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upphandling.infrastructure.ledger.keys import (
    COSIGNATURE,
    Signature,
    Signer,
    Verifier,
    cosigned,
)
from upphandling.infrastructure.ledger.note import (
    Checkpoint,
    of_log,
    read,
    signed,
    verified,
)
from upphandling.infrastructure.ledger.troubles import (
    BadKey,
    BadKeyName,
    ForgedCheckpoint,
    UnknownLog,
)

# The published example of the form, with its key, text and signature.
PETER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETERS_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETERS_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
    "qdngotpRZb6KE6RyyBwJnAM=\n"
)

CHECKPOINT = Checkpoint("upphandling.staden.example", 7, bytes(range(32)))
KEY = Signer.make(CHECKPOINT.origin)
WITNESS = Signer.make("vittne.example", COSIGNATURE)
NOTE = signed(CHECKPOINT, KEY)


def openssl_verifies(key: Verifier, message: bytes, signature: bytes, folder) -> bool:
    """What the machine's own openssl says of an Ed25519 signature."""
    der = bytes.fromhex("302a300506032b6570032100") + key.key
    (folder / "key.der").write_bytes(der)
    (folder / "message").write_bytes(message)
    (folder / "signature").write_bytes(signature)
    question = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER"]
    files = ["-inkey", "key.der", "-in", "message", "-sigfile", "signature"]
    said = subprocess.run(
        [*question, *files], cwd=folder, capture_output=True, check=False
    )
    return said.returncode == 0


# -- The form -------------------------------------------------------------------


def test_the_published_example_of_the_form_is_ours_to_the_byte():
    signer = Signer.read(PETER)

    assert signer.secret == PETER
    assert str(signer.verifier) == PETERS_KEY
    assert Verifier.read(PETERS_KEY) == signer.verifier
    assert signer.sign(PETERS_TEXT).line == PETERS_LINE


def test_a_checkpoint_is_three_lines_an_empty_one_and_the_signature():
    lines = NOTE.split("\n")

    assert lines[:4] == [
        "upphandling.staden.example",
        "7",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "",
    ]
    assert lines[4].startswith("— upphandling.staden.example ")
    assert lines[5:] == [""]


def test_openssl_verifies_the_log_s_signature(tmp_path):
    (signature,) = read(NOTE).signatures
    text = CHECKPOINT.text.encode()

    assert openssl_verifies(KEY.verifier, text, signature.raw, tmp_path)
    assert not openssl_verifies(KEY.verifier, text + b"\n", signature.raw, tmp_path)


def test_openssl_verifies_a_cosignature_over_the_time_and_the_checkpoint(tmp_path):
    signature = WITNESS.sign(CHECKPOINT.text, seen_at=1_700_000_000)
    message = f"cosignature/v1\ntime 1700000000\n{CHECKPOINT.text}"

    assert signature.seen_at == 1_700_000_000
    assert cosigned(CHECKPOINT.text, 1_700_000_000) == message
    assert openssl_verifies(
        WITNESS.verifier, message.encode(), signature.raw[8:], tmp_path
    )


def test_a_key_s_number_is_a_hash_of_name_algorithm_and_key():
    for signer, algorithm in ((KEY, b"\x01"), (WITNESS, b"\x04")):
        key = signer.verifier
        told = key.name.encode() + b"\n" + algorithm + key.key
        assert key.key_id == sha256(told).digest()[:4]
        assert str(key).split("+", 2)[1] == key.key_id.hex()
        assert b64decode(str(key).split("+", 2)[2]) == algorithm + key.key


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\tb"])
def test_a_name_that_the_form_has_no_room_for_is_refused(name):
    with pytest.raises(BadKeyName):
        Signer.make(name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "staden",
        "staden+00000000+AQ==",
        PETERS_KEY.replace("c74f20a3", "c74f20a4"),
        PETERS_KEY.replace("ARpc", "Ahpc"),
        PETERS_KEY + "=",
        PETER,
    ],
)
def test_a_text_that_is_no_key_is_refused(text):
    with pytest.raises(BadKey):
        Verifier.read(text)


def test_a_private_key_is_shown_neither_in_faults_nor_by_itself():
    with pytest.raises(BadKey) as fault:
        Signer.read(PETER.replace("c74f20a3", "c74f20a4"))

    assert "AYEKFALV" not in str(fault.value)
    assert "AYEKFALV" not in repr(Signer.read(PETER))


# -- What is believed -----------------------------------------------------------


def test_a_note_reads_back_and_writes_out_the_same():
    note = read(NOTE).adding([WITNESS.sign(CHECKPOINT.text, seen_at=1)])

    assert read(str(note)) == note
    assert verified(str(note), [KEY.verifier]) == CHECKPOINT
    assert verified(str(note), [WITNESS.verifier]) == CHECKPOINT


def test_a_second_signature_of_the_same_key_is_left_out():
    note = read(NOTE).adding([KEY.sign(CHECKPOINT.text)])

    assert str(note) == NOTE


def test_a_note_that_no_known_key_signed_is_not_believed():
    with pytest.raises(ForgedCheckpoint, match="ingen känd nyckel"):
        verified(NOTE, [Signer.make(CHECKPOINT.origin).verifier])


def test_one_false_signature_of_a_known_key_spoils_the_note():
    other = Checkpoint(CHECKPOINT.origin, 8, CHECKPOINT.root)
    forged = read(NOTE).adding([WITNESS.sign(other.text, seen_at=1)])

    with pytest.raises(ForgedCheckpoint, match=r"vittne\.example"):
        verified(str(forged), [KEY.verifier, WITNESS.verifier])


def test_a_cosignature_with_another_time_is_false():
    signature = WITNESS.sign(CHECKPOINT.text, seen_at=1)
    later = (2).to_bytes(8) + signature.raw[8:]
    moved = Signature(signature.name, signature.key_id, later)

    assert WITNESS.verifier.verifies(CHECKPOINT.text, signature)
    assert not WITNESS.verifier.verifies(CHECKPOINT.text, moved)


def test_a_witness_does_not_pass_for_the_log():
    note = read(NOTE)
    only_witness = read(
        f"{CHECKPOINT.text}\n{WITNESS.sign(CHECKPOINT.text, seen_at=1).line}"
    )

    assert of_log(note, [KEY.verifier]) == CHECKPOINT
    with pytest.raises(ForgedCheckpoint):
        of_log(only_witness, [KEY.verifier])


def test_another_log_s_checkpoint_is_told_by_its_name():
    other = Signer.make("upphandling.byn.example")
    note = read(signed(Checkpoint(other.name, 1, CHECKPOINT.root), other))

    with pytest.raises(UnknownLog, match=r"upphandling\.byn\.example"):
        of_log(note, [KEY.verifier])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        NOTE[:-1],
        NOTE[: len(NOTE) // 2],
        CHECKPOINT.text,
        NOTE.replace("\n7\n", "\n07\n"),
        NOTE.replace("\n7\n", "\n-7\n"),
        NOTE.replace("\n7\n", "\n٧\n"),
        NOTE.replace("—", "-"),
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("Hh8=", "Hh9="),
        NOTE + "\n",
        NOTE * 1000,
    ],
)
def test_what_is_not_a_whole_checkpoint_is_told_as_such(text):
    with pytest.raises(ForgedCheckpoint):
        verified(text, [KEY.verifier])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(1, 255))
def test_a_flipped_byte_anywhere_is_found(place, flip):
    flipped = bytearray(NOTE.encode())
    flipped[place] ^= flip

    with pytest.raises(ForgedCheckpoint):
        verified(flipped.decode(errors="replace"), [KEY.verifier])
