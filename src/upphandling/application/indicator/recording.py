"""Commands of indicators: define one, and record or correct a value from outside."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Part, verbs
from upphandling.application.indicator.groups import must_be_a_group
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.indicator import Indicator
from upphandling.domain.indicators.definition import Definition, Figure, Number, Whose
from upphandling.domain.intervals import Day


class DefineIndicator(Command):
    """Besluta ett nyckeltals definition, eller nästa, som gäller från sin dag."""

    NAME = "indicator.define"
    indicator: Key
    definition: Definition


class Told(Part):
    """Ett värde för en grupp i en period."""

    indicator: Key
    system: Key
    agreement: Key | None = None
    area: Key | None = None
    first: Day
    last: Day
    value: Number
    numerator: Annotated[int, Field(ge=0)] | None = None
    denominator: Annotated[int, Field(ge=1)] | None = None
    of: Annotated[int, Field(ge=0, description="Så många personer värdet gäller")]
    source: Text

    @property
    def whose(self) -> Whose:
        return Whose(system=self.system, agreement=self.agreement, area=self.area)

    @property
    def figure(self) -> Figure:
        return Figure(
            whose=self.whose,
            first=self.first,
            last=self.last,
            value=self.value,
            numerator=self.numerator,
            denominator=self.denominator,
            of=self.of,
        )


class RecordValue(Told, Command):
    """För in ett värde som har mätts utanför huset."""

    NAME = "indicator.record"


class CorrectValue(Told, Command):
    """Rätta ett värde; det tidigare står kvar i loggen."""

    NAME = "indicator.correct"
    reason: Text


def define(command: DefineIndicator, cases: Cases, stamp: Stamp) -> None:
    indicator = cases.find(Indicator, command.indicator)
    if indicator is None:
        cases.add(
            Indicator.define(stamp, command.indicator, definition=command.definition)
        )
    else:
        indicator.define_anew(stamp, definition=command.definition)


def record(command: RecordValue, cases: Cases, stamp: Stamp) -> None:
    indicator = cases.fetch(Indicator, command.indicator)
    must_be_a_group(cases, command.whose)
    indicator.record_value(stamp, figure=command.figure, source=command.source)


def correct(command: CorrectValue, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Indicator, command.indicator).correct_value(
        stamp, figure=command.figure, source=command.source, reason=command.reason
    )


VERBS = verbs((DefineIndicator, define), (RecordValue, record), (CorrectValue, correct))
