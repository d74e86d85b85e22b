"""The command that computes a value of an indicator from what the house has."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.indicator.counted import counted
from upphandling.application.indicator.figures import Asked
from upphandling.application.indicator.groups import must_be_a_group
from upphandling.application.indicator.measured import measured
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.indicator import Indicator
from upphandling.domain.indicators.definition import OF_CUSTOMERS, Whose
from upphandling.domain.intervals import Day


class ComputeIndicator(Command):
    """Beräkna ett värde ur det som huset har, så som definitionen säger."""

    NAME = "indicator.compute"
    indicator: Key
    system: Key
    agreement: Key | None = None
    area: Key | None = None
    first: Day
    rounds: Annotated[list[Key], Field(description="Valomgångar i perioden")] = Field(
        default_factory=list
    )
    reason: Text | None = None


def compute(command: ComputeIndicator, cases: Cases, stamp: Stamp) -> None:
    indicator = cases.fetch(Indicator, command.indicator)
    definition, last = indicator.period_from(command.first)
    indicator.must_be_over(stamp, last)
    whose = Whose(system=command.system, agreement=command.agreement, area=command.area)
    must_be_a_group(cases, whose)
    asked = Asked(whose, command.first, last, tuple(command.rounds))
    if definition.computed_by in OF_CUSTOMERS:
        indicator.keep_counted(
            stamp,
            **counted(cases, definition, asked)._asdict(),
            reason=command.reason,
        )
        return
    figure, visits = measured(cases, definition, asked)
    indicator.keep_computed(
        stamp,
        figure=figure,
        visits=visits,
        rounds=asked.rounds,
        reason=command.reason,
    )


VERBS = verbs((ComputeIndicator, compute))
