"""Commands of the postponing: one wave, or all that remain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from upphandling.application.commands import Cases, Command, Part, unique, verbs
from upphandling.application.transition.covering import must_cover, watch
from upphandling.application.transition.people import choices_of, still_moving
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day
from upphandling.domain.transition import Transition

MOST_DAYS = 3650


class PostponeWave(Command):
    """Skjut upp en våg till en senare dag, med skäl."""

    NAME = "transition.postpone_wave"
    transition: Key
    wave: Key
    on: Day
    reason: Text


class NewDay(Part):
    """En våg och dess nya dag."""

    wave: Key
    on: Day


class Postpone(Command):
    """Skjut upp alla vågor som återstår ett antal dagar, eller var och en för sig."""

    NAME = "transition.postpone"
    transition: Key
    reason: Text
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None = None
    waves: Annotated[list[NewDay], Field(min_length=1), unique(by="wave")] | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.days is None) == (self.waves is None):
            message = (
                "ange days för alla vågor, eller waves med en ny dag för var och en"
            )
            raise ValueError(message)
        return self


def postpone_wave(command: PostponeWave, cases: Cases, stamp: Stamp) -> None:
    _move(cases, stamp, command, {command.wave: command.on})


def postpone(command: Postpone, cases: Cases, stamp: Stamp) -> None:
    if command.waves is not None:
        days = {wave.wave: wave.on for wave in command.waves}
    else:
        transition = cases.fetch(Transition, command.transition)
        later = timedelta(days=command.days or 0)
        days = {key: transition.waves[key].on + later for key in transition.remaining}
    _move(cases, stamp, command, days)


def _move(
    cases: Cases,
    stamp: Stamp,
    command: PostponeWave | Postpone,
    days: Mapping[str, date],
) -> None:
    """New days for waves, each still covered by its agreements."""
    transition = cases.fetch(Transition, command.transition)
    for wave, on in days.items():
        customers = transition.waiting_wave(wave).customers
        moving = still_moving(choices_of(cases, transition.bundle, customers))
        must_cover(cases, stamp, on, moving)
        transition.postpone_wave(stamp, wave=wave, on=on, reason=command.reason)
        watch(cases, stamp, transition, wave, moving)


VERBS = verbs((PostponeWave, postpone_wave), (Postpone, postpone))
