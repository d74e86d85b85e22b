"""Who finds which attack, as the documentation shows it in Swedish."""

from __future__ import annotations

from collections.abc import Mapping

from tests.attacks.attackers import ATTACKERS
from tests.attacks.attacks import ATTACKS

FINDERS = {
    "own_checkpoint": "own checkpoints",
    "signer": "signer",
    "witness": "witness",
}
ROWS = "rows"
NOBODY = "nobody"

Found = Mapping[tuple[str, str], frozenset[str]]
"""By attack and attacker, who found it."""

FOUND: Found = {
    (attack, attacker): finders
    for attacker, of_attacks in {
        "plain": {
            **dict.fromkeys(ATTACKS, (ROWS, "own checkpoints", "signer")),
            "truncate the end": ("own checkpoints", "signer"),
            "restore an old backup with its checkpoint file": ("signer",),
        },
        "recomputes every hash": {
            **dict.fromkeys(ATTACKS, ("own checkpoints", "signer")),
            "restore an old backup with its checkpoint file": ("signer",),
        },
        "also owns the signing key": dict.fromkeys(ATTACKS, ()),
    }.items()
    for attack, names in of_attacks.items()
    for finders in [frozenset((*names, "witness"))]
}
"""What the tests hold true, on both databases."""

IN_SWEDISH = {
    "plain": "den enkle",
    "recomputes every hash": "räknar om varje hash",
    "also owns the signing key": "har också signerarens nyckel",
    "change data": "ändra innehållet",
    "change topic": "ändra händelsetypen",
    "swap two rows": "byta plats på två rader",
    "delete in the middle": "stryka mitt i",
    "delete the last of a stream": "stryka det sista i ett ärende",
    "delete a stream": "stryka ett ärende",
    "truncate the end": "hugga av slutet",
    "restore an old backup with its checkpoint file": (
        "återställa en gammal säkerhetskopia med dess kontrollpunkter"
    ),
    "back-dated insert": "skjuta in en tillbakadaterad rad",
    "reorder": "ändra ordningen",
    ROWS: "raderna",
    "own checkpoints": "egna kontrollpunkter",
    "signer": "signeraren",
    "witness": "vittnet",
    NOBODY: "ingen",
}
"""Each attacker, attack and finder by the name that reviewers read."""


def table(found: Found = FOUND) -> str:
    """A table in Markdown: an attack a row, an attacker a column.

    Without a witness is all but the last finder; a lone `vittnet` is what nobody
    would find without one.
    """
    heads = [IN_SWEDISH[attacker] for attacker in ATTACKERS]
    lines = [f"| Angrepp | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for attack in ATTACKS:
        cells = [_cell(found[attack, attacker]) for attacker in ATTACKERS]
        lines.append(f"| {IN_SWEDISH[attack]} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def finders(kinds: frozenset[str]) -> frozenset[str]:
    """Who is behind the faults of these kinds."""
    return frozenset(FINDERS.get(kind, ROWS) for kind in kinds)


def _cell(found: frozenset[str]) -> str:
    order = (ROWS, *FINDERS.values())
    told = [IN_SWEDISH[finder] for finder in order if finder in found]
    return ", ".join(told) or IN_SWEDISH[NOBODY]
