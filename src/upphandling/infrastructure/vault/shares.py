"""A secret that takes two to put together: Shamir's scheme, any two of up to 255.

Each byte is a line through the secret at 0 over GF(2^8), the field of AES; one point
of a line says nothing of where it meets the axis.
"""

from __future__ import annotations

from secrets import token_bytes

from upphandling.domain.bid_safe import OFFICERS

MOST = 255
MODULUS = 0x11B


class NotTwo(Exception):
    """It takes two different shares."""


def shared(secret: bytes, holders: int) -> list[bytes]:
    """As many shares as there are holders, of whom any two know the secret."""
    if not OFFICERS <= holders <= MOST:
        raise NotTwo
    slope = token_bytes(len(secret))
    return [
        bytes(byte ^ _times(x, rise) for byte, rise in zip(secret, slope, strict=True))
        for x in range(1, holders + 1)
    ]


def put_together(one: tuple[int, bytes], other: tuple[int, bytes]) -> bytes:
    """The secret out of two shares, each with its number from 1."""
    (a, left), (b, right) = one, other
    if a == b:
        raise NotTwo
    scale = _inverse(a ^ b)
    return bytes(
        _times(scale, _times(b, at_a) ^ _times(a, at_b))
        for at_a, at_b in zip(left, right, strict=True)
    )


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0x100:
            a ^= MODULUS
        b >>= 1
    return product


def _inverse(a: int) -> int:
    """The number that times `a` is 1: its 254th power."""
    power = 1
    for _ in range(254):
        power = _times(power, a)
    return power
