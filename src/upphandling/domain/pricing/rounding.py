"""The one way in which money is rounded: to whole öre, a half away from zero."""

from __future__ import annotations

from fractions import Fraction

HALF = Fraction(1, 2)


def whole_ore(exact: Fraction) -> int:
    """The nearest whole öre."""
    whole = int(abs(exact) + HALF)
    return whole if exact >= 0 else -whole
