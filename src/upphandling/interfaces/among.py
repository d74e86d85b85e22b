"""One word out of those that are known, or a fault of form that lists them."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.application.messages import Fault, Malformed


def must_be_among(
    word: str | None, known: Iterable[str], *, field: str, unknown: str
) -> None:
    """Raise `Malformed` for a word that is not known; None is no word at all.

    `field` is what was filled in, and `unknown` what is wrong with it in Swedish, as in
    "okänd roll". The known ones are listed in the order they come.
    """
    words = list(known)
    if word is not None and word not in words:
        among = ", ".join(words)
        raise Malformed([Fault(field, f"{unknown} ”{word}”, välj bland {among}")])
