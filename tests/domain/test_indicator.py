"""An indicator: definitions one after another, and values that keep their own."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.given import day, emitted, event, person, refuses, scheduler, without_mandate
from tests.given import given as after
from upphandling.domain.base import Stamp
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.indicator import BatchesOfMonth, Indicator
from upphandling.domain.indicators.continuity import Continuity
from upphandling.domain.indicators.definition import (
    Better,
    ComputedBy,
    Definition,
    Figure,
    Unit,
    Whose,
)
from upphandling.domain.indicators.periods import Period
from upphandling.domain.indicators.punctuality import Punctuality
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

DECIDED, AT = person("2026-01-02T09:00"), person("2026-04-01T09:00")
WHOSE = Whose(system="staden", agreement="avtal-a")
SAID = {"system": "staden", "agreement": "avtal-a", "first": day("2026-03-01")}


def definition(**told: Any) -> Definition:
    return Definition(
        **{
            "valid_from": day("2026-01-01"),
            "title": "Nöjda kunder",
            "formula": "Andel som svarar mycket eller ganska nöjd",
            "unit": Unit.PERCENT,
            "population": "Alla som har svarat",
            "source": "Kundundersökningen",
            "period": Period.MONTH,
            "better": Better.HIGHER,
            **told,
        }
    )


def figure(**told: Any) -> Figure:
    return Figure(
        **{
            "whose": WHOSE,
            "first": day("2026-03-01"),
            "last": day("2026-03-31"),
            "value": "87.5",
            "of": 40,
            **told,
        }
    )


def defined(**told: Any) -> Indicator:
    return after(Indicator.define(DECIDED, "nojdhet", definition=definition(**told)))


def record(indicator: Indicator, **told: Any) -> None:
    indicator.record_value(AT, figure=figure(**told), source="Enkät")


def correct(indicator: Indicator, **told: Any) -> None:
    indicator.correct_value(
        AT, figure=figure(**told), source="Enkät", reason="Fel lästa svar"
    )


def test_a_value_keeps_the_number_of_its_definition():
    indicator = defined()
    record(indicator)

    assert emitted(indicator) == [
        event(Indicator.ValueRecorded, version=1, figure=figure(), source="Enkät")
    ]


def test_a_new_definition_changes_no_value_that_is_kept():
    indicator = defined()
    record(indicator)
    before = list(indicator.values.values())
    indicator.define_anew(AT, definition=definition(valid_from=day("2026-02-01")))
    record(indicator, whose=Whose(system="staden"))

    first, second = indicator.values.values()
    assert [first] == before
    assert (first.version, second.version) == (1, 2)


def test_a_period_is_measured_by_what_held_on_its_first_day():
    indicator = defined()
    indicator.define_anew(AT, definition=definition(valid_from=day("2026-03-02")))
    record(indicator)

    assert [kept.version for kept in indicator.values.values()] == [1]


@pytest.mark.parametrize("valid_from", ["2026-01-01", "2025-12-31"])
def test_the_next_definition_holds_from_a_later_day(valid_from):
    with refuses(
        indicator := defined(),
        DefinitionNotLater,
        valid_from=day(valid_from),
        latest=day("2026-01-01"),
    ):
        indicator.define_anew(AT, definition=definition(valid_from=day(valid_from)))


def test_no_value_is_kept_of_what_is_not_defined_yet():
    indicator = defined(valid_from=day("2026-03-02"))

    with refuses(indicator, NotYetDefined, indicator="nojdhet", day=day("2026-03-01")):
        record(indicator)


def test_no_value_is_kept_of_a_period_that_is_not_over():
    indicator = defined()

    with refuses(indicator, PeriodNotOver, indicator="nojdhet", last=day("2026-03-31")):
        indicator.record_value(
            person("2026-03-31T23:59"), figure=figure(), source="Enkät"
        )
    indicator.record_value(person("2026-04-01T00:00"), figure=figure(), source="Enkät")


def test_a_value_is_of_a_whole_period():
    indicator = defined()

    with refuses(
        indicator,
        NotAPeriod,
        period=Period.MONTH,
        first=day("2026-03-01"),
        last=day("2026-03-30"),
    ):
        record(indicator, last=day("2026-03-30"))
    with refuses(indicator, NotAPeriod, period=Period.MONTH, first=day("2026-03-02")):
        record(indicator, first=day("2026-03-02"))


def test_a_value_is_told_once_and_then_corrected_for_a_reason():
    indicator = defined()
    with refuses(indicator, NoValueToCorrect, indicator="nojdhet", **SAID):
        correct(indicator)
    record(indicator)
    after(indicator)
    with refuses(indicator, ValueExists, indicator="nojdhet", **SAID):
        record(indicator, value="90")
    correct(indicator, value="90")

    (kept,) = indicator.values.values()
    assert kept.figure.value == "90"


@pytest.mark.parametrize(
    "whose",
    [
        Whose(system="staden"),
        Whose(system="staden", area="norr"),
        Whose(system="staden", agreement="avtal-a", area="norr"),
        Whose(system="landet", agreement="avtal-a"),
    ],
)
def test_every_group_has_a_value_of_its_own(whose):
    indicator = defined()
    record(indicator)
    record(indicator, whose=whose)

    assert len(indicator.values) == 2


@pytest.mark.parametrize("value", ["87.5", "87.50", "88"])
def test_a_value_is_its_quotient_to_as_many_decimals_as_it_has(value):
    indicator = defined()
    record(indicator, value=value, numerator=35, denominator=40)

    assert len(indicator.values) == 1


def test_a_value_that_is_not_its_quotient_is_refused():
    indicator = defined()

    with refuses(indicator, ValueNotItsQuotient, value="87.4", ought="87.5", **SAID):
        record(indicator, value="87.4", numerator=35, denominator=40)


@pytest.mark.parametrize("half", [{"numerator": 1}, {"denominator": 1}])
def test_a_quotient_has_both_its_parts(half):
    with refuses(indicator := defined(), QuotientInHalf, **SAID):
        record(indicator, **half)


@pytest.mark.parametrize(
    "wrong", [{"of": -1}, {"value": "1e3"}, {"value": "1,5"}, {"denominator": 0}]
)
def test_a_figure_has_numbers_that_can_be(wrong):
    with pytest.raises(ValidationError):
        figure(**wrong)


def computed(indicator: Indicator, stamp: Stamp, reason: str | None) -> None:
    visits = (BatchesOfMonth(month="2026-03", batches=(1,)),)
    indicator.keep_computed(
        stamp, figure=figure(), visits=visits, rounds=(), reason=reason
    )


def counted(indicator: Indicator, stamp: Stamp, reason: str | None) -> None:
    indicator.keep_counted(
        stamp, figure=figure(), agreements=("avtal-a",), deviations=(), reason=reason
    )


BY_THE_HOUSE = pytest.mark.parametrize("made", [computed, counted])


@BY_THE_HOUSE
def test_what_was_computed_is_computed_again_only_for_a_reason(made):
    indicator = defined()

    def keep(reason: str | None) -> None:
        made(indicator, AT, reason)

    with refuses(indicator, NoValueToCorrect, indicator="nojdhet", **SAID):
        keep("Ändrat")
    keep(None)
    after(indicator)
    with refuses(indicator, ValueExists, indicator="nojdhet", **SAID):
        keep(None)
    keep("Ett parti besök har återtagits")
    assert len(emitted(indicator)) == 1


@BY_THE_HOUSE
def test_a_computed_value_meets_the_same_rules_as_any_other(made):
    indicator = defined()

    with refuses(indicator, PeriodNotOver, indicator="nojdhet", last=day("2026-03-31")):
        made(indicator, person("2026-03-31T09:00"), None)


def test_a_counted_value_says_of_which_agreements_and_complaints():
    indicator = defined()
    told = {"agreements": ("avtal-a", "avtal-b"), "deviations": ("avv-1",)}
    indicator.keep_counted(AT, figure=figure(), **told, reason=None)

    assert emitted(indicator) == [
        event(Indicator.ValueCounted, version=1, figure=figure(), **told, reason=None)
    ]
    (kept,) = indicator.values.values()
    assert kept.figure == figure()


@pytest.mark.parametrize(
    "wrong",
    [
        {"computed_by": ComputedBy.CONTINUITY_MEAN, "unit": Unit.NUMBER},
        {"continuity": Continuity(), "unit": Unit.NUMBER},
        {
            "computed_by": ComputedBy.CONTINUITY_MEAN,
            "continuity": Continuity(),
            "unit": Unit.PERCENT,
        },
        {
            "computed_by": ComputedBy.CONTINUITY_MEDIAN,
            "continuity": Continuity(days=29),
            "unit": Unit.NUMBER,
        },
        {"computed_by": ComputedBy.PERFORMED_SHARE, "unit": Unit.NUMBER},
        {"computed_by": ComputedBy.LATE_SHARE},
        {"computed_by": ComputedBy.MISSED_SHARE, "punctuality": Punctuality()},
        {"computed_by": ComputedBy.RECHOICE_OUT, "unit": Unit.PER_HUNDRED},
        {"computed_by": ComputedBy.COMPLAINTS_PER_100, "unit": Unit.PERCENT},
        {"least_group": 0},
    ],
)
def test_a_definition_that_cannot_be_computed_is_none(wrong):
    with pytest.raises(ValidationError):
        definition(**wrong)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        (scheduler("2026-04-01T09:00"), MachineCannotDecide),
        (without_mandate("2026-04-01T09:00"), NoMandate),
    ],
)
def test_a_person_with_a_mandate_decides_what_an_indicator_means(who, refusal):
    with refuses(None, refusal, event="indicator.defined"):
        Indicator.define(who, "nojdhet", definition=definition())
    indicator = defined()
    with refuses(indicator, refusal, event="indicator.defined"):
        indicator.define_anew(who, definition=definition(valid_from=day("2026-05-01")))
