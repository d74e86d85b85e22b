"""What a choice system waits for: decisions to gain legal force."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.projections.base import Change, Fact
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    counted,
    over,
)


@DEADLINES.on(ChoiceSystem.MinutesAnnounced)
def minutes_announced(fact: Fact) -> Iterable[Change]:
    yield counted(
        fact, Deadline.LEGAL_FORCE, fact.data["appeal"], fact.data["decision"]
    )


@DEADLINES.on(ChoiceSystem.LegalForceGained)
def legal_force_gained(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.LEGAL_FORCE, fact.data["decision"])
