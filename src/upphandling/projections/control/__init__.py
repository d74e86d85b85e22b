"""Internal control (intern kontroll): what an auditor asks for, each with its events.

Of the cases of individuals nothing is kept: what auditors examine there is not the
single case (KL 12 kap. 3 §).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from upphandling.domain.base import DomainEvent
from upphandling.domain.catalogue import KINDS, PERSONAL
from upphandling.projections.base import Change, Fact, Projection
from upphandling.projections.control import (
    acts,
    alarms,
    late,
    late_limit,
    matters,
    points,
    programme,
)
from upphandling.projections.control.tables import TABLES, Teller

CONTROL = Projection("control", "Intern kontroll", TABLES, version=2)

BESIDES = {*matters.BEGUN, *acts.BEGUN}
"""What is listened to although it is secret: whose matter a case is, and who proposed."""


def _tellers(event: type[DomainEvent]) -> Sequence[Teller]:
    """All that an event of that kind tells of the control points."""
    if event.SECRET and event not in BESIDES:
        return ()
    told = (
        matters.teller(event),
        points.teller(event),
        alarms.raises(event),
        alarms.answers(event),
        acts.teller(event),
        programme.teller(event),
        late.teller(event),
        late_limit.teller(event),
    )
    return [teller for teller in told if teller is not None]


def _listen(event: type[DomainEvent], tellers: Sequence[Teller]) -> None:
    @CONTROL.on(event)
    def react(fact: Fact) -> Iterable[Change]:
        for tell in tellers:
            yield from tell(fact)


for kind in KINDS.values():
    for listened in kind.EVENTS:
        if kind.KIND not in PERSONAL and (found := _tellers(listened)):
            _listen(listened, found)
