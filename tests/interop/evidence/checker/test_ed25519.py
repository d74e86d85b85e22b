"""The bundle's own Ed25519 says of every signature what an established library says."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from upphandling.interop.evidence.checker.ed25519 import ORDER, P, is_signed

SEEDS = st.binary(min_size=32, max_size=32)
FEW = settings(max_examples=25, deadline=None)

# RFC 8032 section 7.1, tests 1 to 3.
KNOWN = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33ba"
            "cc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996"
            "e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f29"
            "0ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
)


def theirs(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def made(seed: bytes, message: bytes) -> tuple[bytes, bytes]:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return private.public_key().public_bytes_raw(), private.sign(message)


def test_the_standards_own_examples_hold():
    for key, message, signature in KNOWN:
        told = (bytes.fromhex(one) for one in (key, message, signature))
        assert is_signed(*told)


@FEW
@given(seed=SEEDS, message=st.binary(max_size=300))
def test_every_true_signature_is_accepted(seed, message):
    key, signature = made(seed, message)

    assert is_signed(key, message, signature)


@FEW
@given(
    seed=SEEDS,
    message=st.binary(min_size=1, max_size=40),
    which=st.integers(0, 2),
    place=st.integers(0, 2**16),
)
def test_of_any_flipped_bit_both_say_the_same(seed, message, which, place):
    key, signature = made(seed, message)
    told = [key, message, signature]
    at = place % (8 * len(told[which]))
    raw = bytearray(told[which])
    raw[at // 8] ^= 1 << at % 8
    told[which] = bytes(raw)

    assert is_signed(*told) is theirs(*told) is False


@FEW
@given(
    key=SEEDS,
    message=st.binary(max_size=8),
    signature=st.binary(min_size=64, max_size=64),
)
def test_of_any_bytes_at_all_both_say_the_same(key, message, signature):
    assert is_signed(key, message, signature) == theirs(key, message, signature)


def test_a_signature_is_not_to_be_rewritten():
    key, signature = made(bytes(32), b"text")
    larger = int.from_bytes(signature[32:], "little") + ORDER
    rewritten = signature[:32] + larger.to_bytes(32, "little")

    assert is_signed(key, b"text", signature)
    assert not is_signed(key, b"text", rewritten)


def test_what_is_no_key_and_what_is_no_signature_is_refused():
    key, signature = made(bytes(32), b"text")
    beyond = P.to_bytes(32, "little")
    minus_nothing = (1 | 1 << 255).to_bytes(32, "little")  # x = 0 with its sign set

    assert not is_signed(key[:-1], b"text", signature)
    assert not is_signed(key, b"text", signature[:-1])
    assert not is_signed(beyond, b"text", signature)
    assert not is_signed(minus_nothing, b"text", signature)
    assert not is_signed(b"\2" + bytes(31), b"text", signature)
