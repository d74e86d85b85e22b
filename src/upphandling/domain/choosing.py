"""How choosing goes on day by day: notice, queue, offers, and a provider that falls away.

All of it is decided by the municipality, from a day on; none of it is law.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from upphandling.domain.base import Value
from upphandling.domain.intervals import FIRST_DAY, Day


class QueueOrder(StrEnum):
    """In which order those who wait are offered a place."""

    CHOSEN_AT = "chosen_at"
    NEED = "need"
    DRAWN = "drawn"


class FallAway(StrEnum):
    """What happens with a provider's part when the provider falls away."""

    IN_HOUSE = "in_house"
    OTHERS_WITH_ROOM = "others_with_room"
    NEXT_IN_RANK = "next_in_rank"
    NEW_TENDER = "new_tender"


class ChoosingPolicy(Value):
    """How customers choose when no round is open.

    `notice_days` is how long a change of provider waits at the least after the
    choice, `offer_days` how long an offered place is kept. `queue_seed` is published
    before a queue is drawn by lot.
    """

    valid_from: Day = FIRST_DAY
    notice_days: Annotated[int, Field(ge=0, le=365)] = 0
    offer_days: Annotated[int, Field(ge=1, le=90)] = 7
    queue_order: QueueOrder = QueueOrder.CHOSEN_AT
    queue_seed: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    when_provider_falls: FallAway = FallAway.IN_HOUSE

    @model_validator(mode="after")
    def _drawn_with_a_seed(self) -> Self:
        if (self.queue_order is QueueOrder.DRAWN) != (self.queue_seed is not None):
            message = "queue_seed ska anges när kön lottas, och bara då"
            raise ValueError(message)
        return self
