"""The neutral order: no provider stands first because somebody put it there.

By name as a Swedish register has it, or drawn by lot with a published seed. Both give
the same order on every machine: no locale is asked.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from upphandling.domain.choice_round.terms import NeutralOrder, Presented

LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"
SORTED_AS = {"æ": "ä", "ø": "ö", "ü": "y", "ß": "ss"}


def in_neutral_order(
    presented: Iterable[Presented], order: NeutralOrder, seed: str | None
) -> tuple[Presented, ...]:
    """The same providers in the stated order; the seed counts only when it is drawn."""
    if order is NeutralOrder.DRAWN:
        return tuple(sorted(presented, key=lambda one: drawn(str(seed), one.agreement)))
    return tuple(
        sorted(presented, key=lambda one: (swedish(one.name), one.name, one.agreement))
    )


def drawn(seed: str, agreement: str) -> str:
    """The lot that an agreement draws: SHA-256 of `seed|agreement`; the lowest is first."""
    return sha256(f"{seed}|{agreement}".encode()).hexdigest()


def swedish(name: str) -> tuple[tuple[int, str | int], ...]:
    """Signs before digits before letters; å, ä, ö last, capitals as small letters."""
    known = unicodedata.normalize("NFC", name).lower()
    spelled = "".join(SORTED_AS.get(sign, sign) for sign in known)
    return tuple(_rank(sign) for sign in spelled)


def _rank(sign: str) -> tuple[int, str | int]:
    if sign not in LETTERS:
        sign = unicodedata.normalize("NFD", sign)[0]  # é stands with e
    if sign in LETTERS:
        return 2, LETTERS.index(sign)
    return (1, sign) if sign.isdigit() else (0, sign)
