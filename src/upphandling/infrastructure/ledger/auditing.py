"""The audit: the rows recounted, and held against every checkpoint that anybody kept.

The own ones may be as false as the rows; a witness's cannot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from upphandling.infrastructure.ledger.faults import Fault
from upphandling.infrastructure.ledger.holding import Gathered, Held, gathered
from upphandling.infrastructure.ledger.recount import Recount, recount
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.storage.database import Database


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """What the audit found.

    `faults` tell of a log that is not what it was; `unjudged` of events that only a
    later version of the program can judge; `doubts` of files that were given and prove
    nothing; `unheard` of those who did not answer. `compared` counts the checkpoints of
    each kind of holder.
    """

    size: int
    root: bytes
    faults: tuple[Fault, ...] = ()
    found: int = 0
    unjudged: tuple[Fault, ...] = ()
    doubts: tuple[Fault, ...] = ()
    unheard: tuple[str, ...] = ()
    compared: dict[str, int] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """Every fault and doubt as a line."""
        return [fault.line for fault in self.faults + self.doubts]


def audit(
    database: Database,
    seals: Seals,
    given: Sequence[Path] = (),
    *,
    progress: Callable[[int], None] | None = None,
) -> Findings:
    """Recount the log and compare it with what is held, `given` files too."""
    there = gathered(seals, given)
    sizes = {held.checkpoint.size for held in there.held}
    counted = recount(database, progress=progress, sizes=sizes)
    differing = tuple(compared(there.held, counted))
    return Findings(
        size=counted.size,
        root=counted.root,
        faults=(*counted.faults, *there.faults, *differing),
        found=counted.found + len(there.faults) + len(differing),
        unjudged=counted.unjudged,
        doubts=tuple(there.doubts),
        unheard=tuple(there.unheard),
        compared=counted_by(there),
    )


def compared(held: Iterable[Held], counted: Recount) -> Iterable[Fault]:
    """The checkpoints that the log does not agree with: of each kind the first ones."""
    for kind, group in groupby(sorted(held, key=_order), key=lambda one: one.kind):
        agreed, differs, beyond = 0, False, False
        for one in group:
            size = one.checkpoint.size
            if size > counted.size:
                if not beyond:
                    yield Fault(kind, one.by, _said_beyond(size, counted.size), size)
                beyond = True
            elif counted.roots[size] == one.checkpoint.root:
                agreed = size
            elif not differs:
                yield Fault(kind, one.by, _said_differs(agreed, size), size)
                differs = True


def _order(held: Held) -> tuple[str, int]:
    return held.kind, held.checkpoint.size


def _said_beyond(held: int, size: int) -> str:
    return (
        f"intygar {held} poster men loggen har {size}, slutet är borta eller en äldre"
        " kopia är återställd"
    )


def _said_differs(agreed: int, size: int) -> str:
    return (
        f"intygar andra poster än loggens, något är ändrat, struket eller inskjutet"
        f" efter post {agreed} men inte efter post {size}"
    )


def counted_by(there: Gathered) -> dict[str, int]:
    """How many sizes each kind of holder has a checkpoint of."""
    sizes = {(str(held.kind), held.checkpoint.size) for held in there.held}
    return dict(Counter(kind for kind, _ in sorted(sizes)))
