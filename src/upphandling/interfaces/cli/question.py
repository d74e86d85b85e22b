"""A question about a deadline, as the command line asks it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from upphandling.domain.intervals import Day
from upphandling.domain.rulebook import Channel


class Question(BaseModel):
    """Regel, dag 0, kanal och om man vill den angivna sista dagen."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    rule: str
    trigger: Day = Field(alias="from")
    channel: Channel = Channel.ELECTRONIC
    stated_last_day: Day | None = None
    on: Day | None = None
