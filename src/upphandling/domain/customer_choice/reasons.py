"""The reasons that a customer reads in a letter: what they got, what was full, what follows."""

from __future__ import annotations

ORDINALS = ("första", "andra", "tredje", "fjärde", "femte")
ACCEPTED = "Du har tackat ja till platsen hos {name}."
DECLINED = "Du har tackat nej till platsen."
CHOSE_AGAIN = "Du har gjort ett nytt val."
ENDED = "Dina insatser har upphört."
NEED_ASSESSED = "Ditt behov av en plats har bedömts på nytt."
MOVED = "Du har flyttat till område {area}."
KEPT = "Du har kvar din nuvarande utförare så länge."
NOBODY_YET = "Du får besked när det finns en ledig plats."


def got(rank: int, name: str) -> str:
    """What the customer got: the wish of a rank, from 0."""
    return f"Du fick ditt {ORDINALS[rank]} val, {name}."


def was_full(rank: int, name: str, area: str, number: int | None = None) -> str:
    """Why not the wish of a rank, from 0; `number` is the place in its queue, from 1."""
    queue = "" if number is None else f"; du står på plats {number} i kön"
    return (
        f"Ditt {ORDINALS[rank]} val, {name}, hade inga lediga platser"
        f" i område {area}{queue}."
    )
