"""Money as it is written in Swedish: kronor with a decimal comma."""

from __future__ import annotations

ORE_A_KRONA = 100


def kronor(ore: int) -> str:
    """Whole öre in kronor, with two decimals."""
    whole, rest = divmod(abs(ore), ORE_A_KRONA)
    return f"{'-' if ore < 0 else ''}{whole},{rest:02}"
