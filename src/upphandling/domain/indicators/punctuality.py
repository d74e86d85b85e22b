"""Punctuality: when planned visits began, and how long after its time one is late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from upphandling.domain.base import Value

SECONDS_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Appointment:
    """A planned visit: when it was to begin, and when it did; None where it never did.

    Seconds since 1970 (UTC).
    """

    customer: str
    planned: int
    began: int | None


class Punctuality(Value):
    """How long after the planned time a visit may begin and not be late."""

    late_after_minutes: Annotated[int, Field(ge=0, le=24 * 60)] = 15

    def is_late(self, appointment: Appointment) -> bool:
        """Whether the visit was made, and began too late."""
        if appointment.began is None:
            return False
        grace = self.late_after_minutes * SECONDS_A_MINUTE
        return appointment.began - appointment.planned > grace
