"""Indicator (nyckeltal): its definitions, one after another, and the values by them.

Defined ──▶ Defined | ValueRecorded | ValueComputed | ValueCounted | ValueCorrected ──▶ ...

A value keeps the number of the definition that it was made by. A new definition
changes no value that is kept, and a correction stands beside the value it corrects.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import Any, Self

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp, Value
from upphandling.domain.indicators.definition import Definition, Figure, Unit, Whose
from upphandling.domain.indicators.measuring import decimal_text
from upphandling.domain.indicators.periods import last_day, may_begin
from upphandling.domain.indicators.refusals import (
    DefinitionNotLater,
    NotAPeriod,
    NotYetDefined,
    NoValueToCorrect,
    PeriodNotOver,
    QuotientInHalf,
    ValueExists,
    ValueNotItsQuotient,
)
from upphandling.domain.instants import local_date


class BatchesOfMonth(Value):
    """Which batches of a month's visits a value was computed from."""

    month: str
    batches: tuple[int, ...]


class Kept(Value):
    """A value as it stands, and the number of the definition it was made by."""

    version: int
    figure: Figure


class Indicator(Aggregate):
    """An indicator; `definitions` by number from 1, `values` by group and period."""

    KIND = "indicator"

    definitions: dict[int, Definition] = field(default_factory=dict)
    values: dict[str, Kept] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class Defined(Decision):
        """Nyckeltalets definition har beslutats (lokal ordning)."""

        TOPIC = "indicator.defined"
        version: int
        definition: Definition

        def apply(self, case: Indicator) -> None:
            case.definitions[self.version] = self.definition

    class ValueRecorded(DomainEvent):
        """Ett värde har förts in utifrån (lokal ordning)."""

        TOPIC = "indicator.value_recorded"
        version: int
        figure: Figure
        source: str

        def apply(self, case: Indicator) -> None:
            case._keep(self.version, self.figure)

    class ValueComputed(DomainEvent):
        """Ett värde har beräknats ur det som huset har (lokal ordning)."""

        TOPIC = "indicator.value_computed"
        version: int
        figure: Figure
        visits: tuple[BatchesOfMonth, ...]
        rounds: tuple[str, ...]
        reason: str | None

        def apply(self, case: Indicator) -> None:
            case._keep(self.version, self.figure)

    class ValueCounted(DomainEvent):
        """Ett värde har räknats ur avtalens kunder, klagomål eller kontroller (lokal ordning)."""

        TOPIC = "indicator.value_counted"
        version: int
        figure: Figure
        agreements: tuple[str, ...]
        deviations: tuple[str, ...]
        reason: str | None

        def apply(self, case: Indicator) -> None:
            case._keep(self.version, self.figure)

    class ValueCorrected(DomainEvent):
        """Ett värde har rättats, och det tidigare står kvar (lokal ordning)."""

        TOPIC = "indicator.value_corrected"
        version: int
        figure: Figure
        source: str
        reason: str

        def apply(self, case: Indicator) -> None:
            case._keep(self.version, self.figure)

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def define(cls, stamp: Stamp, key: str, *, definition: Definition) -> Self:
        """The first definition."""
        return cls.begin(cls.Defined, stamp, key, version=1, definition=definition)

    def define_anew(self, stamp: Stamp, *, definition: Definition) -> None:
        """The next definition; the values that there are stay as they are."""
        latest = self.definitions[max(self.definitions)]
        if definition.valid_from <= latest.valid_from:
            raise DefinitionNotLater(
                valid_from=definition.valid_from, latest=latest.valid_from
            )
        version = max(self.definitions) + 1
        self.decide(self.Defined, stamp, version=version, definition=definition)

    def record_value(self, stamp: Stamp, *, figure: Figure, source: str) -> None:
        version = self._must_fit(stamp, figure)
        self._must_be_new(figure)
        self.record(
            self.ValueRecorded, stamp, version=version, figure=figure, source=source
        )

    def correct_value(
        self, stamp: Stamp, *, figure: Figure, source: str, reason: str
    ) -> None:
        version = self._must_fit(stamp, figure)
        self._must_be_known(figure)
        self.record(
            self.ValueCorrected,
            stamp,
            version=version,
            figure=figure,
            source=source,
            reason=reason,
        )

    def keep_computed(
        self,
        stamp: Stamp,
        *,
        figure: Figure,
        visits: tuple[BatchesOfMonth, ...],
        rounds: tuple[str, ...],
        reason: str | None,
    ) -> None:
        """A value of visits or rounds; again only for a reason."""
        self.record(
            self.ValueComputed,
            stamp,
            version=self._must_fit_again(stamp, figure, reason),
            figure=figure,
            visits=visits,
            rounds=rounds,
            reason=reason,
        )

    def keep_counted(
        self,
        stamp: Stamp,
        *,
        figure: Figure,
        agreements: tuple[str, ...],
        deviations: tuple[str, ...],
        reason: str | None,
    ) -> None:
        """A value of agreements' customers and their complaints; again for a reason."""
        self.record(
            self.ValueCounted,
            stamp,
            version=self._must_fit_again(stamp, figure, reason),
            figure=figure,
            agreements=agreements,
            deviations=deviations,
            reason=reason,
        )

    # -- Rules -------------------------------------------------------------

    def version_on(self, day: date) -> int:
        """The number of the definition that holds on a day."""
        held = [
            version
            for version, definition in self.definitions.items()
            if definition.valid_from <= day
        ]
        if not held:
            raise NotYetDefined(indicator=self.key, day=day)
        return max(held)

    def period_from(self, first: date) -> tuple[Definition, date]:
        """The definition that holds on the first day of a period, and its last day."""
        definition = self.definitions[self.version_on(first)]
        if not may_begin(definition.period, first):
            raise NotAPeriod(period=definition.period, first=first)
        return definition, last_day(definition.period, first)

    def must_be_over(self, stamp: Stamp, last: date) -> None:
        if last >= local_date(stamp.at):
            raise PeriodNotOver(indicator=self.key, last=last)

    def _must_fit(self, stamp: Stamp, figure: Figure) -> int:
        """The number of the definition by which the value was made."""
        definition, last = self.period_from(figure.first)
        if figure.last != last:
            raise NotAPeriod(
                period=definition.period, first=figure.first, last=figure.last
            )
        self.must_be_over(stamp, last)
        must_be_its_quotient(figure, definition.unit)
        return self.version_on(figure.first)

    def _must_fit_again(self, stamp: Stamp, figure: Figure, reason: str | None) -> int:
        """As `_must_fit`; whoever has a reason has a value to compute anew."""
        version = self._must_fit(stamp, figure)
        if reason is None:
            self._must_be_new(figure)
        else:
            self._must_be_known(figure)
        return version

    def _must_be_new(self, figure: Figure) -> None:
        if _place(figure) in self.values:
            raise ValueExists(indicator=self.key, **_said(figure))

    def _must_be_known(self, figure: Figure) -> None:
        if _place(figure) not in self.values:
            raise NoValueToCorrect(indicator=self.key, **_said(figure))

    def _keep(self, version: int, figure: Figure) -> None:
        self.values[_place(figure)] = Kept(version=version, figure=figure)

    def portrait(self) -> dict[str, Any]:
        return {**super().portrait(), "values": list(self.values.values())}


def must_be_its_quotient(figure: Figure, unit: Unit) -> None:
    """Refuse a value that says something else than the quotient told with it."""
    if (figure.numerator is None) != (figure.denominator is None):
        raise QuotientInHalf(**_said(figure))
    if figure.quotient is None:
        return
    decimals = len(figure.value.partition(".")[2])
    ought = decimal_text(figure.quotient * unit.scale, decimals)
    if Fraction(figure.value) != Fraction(ought):
        raise ValueNotItsQuotient(value=figure.value, ought=ought, **_said(figure))


def _place(figure: Figure) -> str:
    """A group and a period, as one text."""
    whose: Whose = figure.whose
    parts = (whose.system, whose.agreement or "", whose.area or "", str(figure.first))
    return "/".join(parts)


def _said(figure: Figure) -> dict[str, Any]:
    """What a refusal tells of where a value belongs; never the value."""
    told = {**dict(figure.whose), "first": figure.first}
    return {name: value for name, value in told.items() if value is not None}
