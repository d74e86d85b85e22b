"""What `serve` runs beside projector and scheduler, in the order it is started."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.schedules.standing import Part
    from upphandling.settings import Settings


def parts_of(house: House, settings: Settings) -> list[Part]:
    """The parts of a service, stopped in the opposite order; raises `BadSetting`."""
    from upphandling.interfaces.vitals.part import VitalsPart

    parts: list[Part] = [VitalsPart(house, settings)]
    if settings.outbox is not None:
        from upphandling.interfaces.outbox.part import OutboxPart

        parts.append(OutboxPart(house, settings.outbox))
    return parts
