"""What a share is held against: the decision on shares, and what the agreement says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from upphandling.domain.agreement import BEGINNINGS, Agreement
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.interfaces.report.figures import Asked, Sources
from upphandling.projections.agreements import agreements
from upphandling.projections.source_events import is_of, source_events

POLICIES = (ChoiceSystem.Established, ChoiceSystem.SharesDecided)
AGREED = (*BEGINNINGS, Agreement.SharesAgreed, Agreement.PlacesChanged)


@dataclass(frozen=True, slots=True)
class Aims:
    """The event that decided the system's shares, and each agreement's own."""

    policy: str | None
    agreed: Mapping[str, str]

    def named(self, agreement: str | None, sources: Sources) -> Sources:
        """The events of a share: what it is held against, then its customers."""
        mine = (self.agreed.get(agreement or ""), self.policy)
        return sources.and_named(*(one for one in mine if one is not None))


def aims_of(connection: Connection, asked: Asked) -> Aims:
    """What was decided by the day; the latest holds."""
    event = source_events.c
    system = select(event.part, event.reference).where(
        is_of(*POLICIES), event.key == asked.system, event.day <= asked.on
    )
    policies = [
        one.reference
        for one in connection.execute(system.order_by(event.part, event.position))
        if one.part <= asked.last.isoformat()
    ]
    mine = select(agreements.c.agreement).where(agreements.c.system == asked.system)
    own = select(event.key, event.reference).where(
        is_of(*AGREED), event.key.in_(mine), event.day <= asked.on
    )
    agreed = {
        one.key: one.reference
        for one in connection.execute(own.order_by(event.position))
    }
    return Aims(policies[-1] if policies else None, agreed)
