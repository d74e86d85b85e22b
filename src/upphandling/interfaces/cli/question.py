"""A question about a deadline, as the command line asks it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    ValidationError,
)
from pydantic_core import to_json

from upphandling.application.messages import Malformed, faults_of
from upphandling.domain.intervals import Day
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.lengths import Length
from upphandling.domain.rulebook import Channel


def _from_words(length: Any) -> Length | None:
    """A length from how it is written: "7 dagar"."""
    if length is None:
        return None
    if not isinstance(length, str):
        message = "ska vara text, till exempel 7 dagar"
        raise ValueError(message)  # noqa: TRY004  (pydantic hears only ValueError)
    return Length.parse(length)


class Question(BaseModel):
    """Regel, dag 0, kanal och om man vill angiven sista dag, ärendets början, längd."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    rule: str
    trigger: Day = Field(alias="from")
    channel: Channel = Channel.ELECTRONIC
    stated_last_day: Day | None = None
    on: Day | None = None
    length: Annotated[InstanceOf[Length] | None, BeforeValidator(_from_words)] = None


def counted(asked: Any) -> LegalDeadline:
    """The deadline that plain data asks for; raises `Malformed` or `Refused`."""
    try:
        question = Question.model_validate_json(to_json(asked))
    except ValidationError as error:
        raise Malformed(faults_of(error)) from None
    return count(
        question.rule,
        question.trigger,
        channel=question.channel,
        stated_last_day=question.stated_last_day,
        on=question.on,
        length=question.length,
    )
