"""What a dossier waits for: to be complete in time."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.domain.dossier import Dossier
from upphandling.projections.base import Change, Fact
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    counted,
    over,
)


@DEADLINES.on(Dossier.Opened)
def dossier_opened(fact: Fact) -> Iterable[Change]:
    if fact.data["due"] is not None:
        yield counted(fact, Deadline.DOSSIER_DUE, fact.data["due"])


@DEADLINES.on(Dossier.Completed, Dossier.Overdue)
def dossier_completed(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.DOSSIER_DUE)
