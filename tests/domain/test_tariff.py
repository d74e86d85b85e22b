"""A tariff: one dated version after another, none of them ever changed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.pay.tariffs import VERSIONS
from tests.given import day, person, refuses, scheduler, without_mandate
from tests.given import given as after
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.pricing import Version
from upphandling.domain.pricing.refusals import NotATariffYet, TariffGap
from upphandling.domain.pricing.rounding import whole_ore
from upphandling.domain.tariff import FactorOfNothing, Tariff, VersionExists

FIRST, INDEXED, CHANGED = VERSIONS
AT = person("2025-11-24T09:00")


def adopted(version: Version = FIRST) -> Tariff:
    return Tariff.adopt(AT, "hemtjanst", system="staden", version=version)


def index(
    tariff: Tariff, factor: str = "1.023", valid_from: str = "2026-04-01"
) -> None:
    tariff.index(
        AT,
        valid_from=day(valid_from),
        index="Omsorgsprisindex",
        factor=factor,
        source=FIRST.source,
    )


def test_a_tariff_holds_from_its_day():
    assert adopted().in_order == (FIRST,)


def test_the_next_version_leaves_the_first_as_it_was():
    tariff = adopted()
    tariff.adopt_version(AT, version=CHANGED)

    assert tariff.in_order == (FIRST, CHANGED)


def test_versions_are_in_order_of_time_however_they_came():
    tariff = adopted(CHANGED)
    tariff.adopt_version(AT, version=FIRST)

    assert tariff.in_order == (FIRST, CHANGED)


def test_an_indexation_is_what_was_worked_by_hand():
    tariff = adopted()
    index(tariff)

    assert tariff.in_order == (FIRST, INDEXED)


def test_an_indexation_builds_on_what_held_the_day_before():
    tariff = adopted()
    tariff.adopt_version(AT, version=CHANGED)
    index(tariff, "1", "2026-06-14")

    assert tariff.versions[day("2026-06-14")].prices == FIRST.prices


def test_a_version_is_never_changed():
    tariff = after(adopted())
    taken = {"tariff": "hemtjanst", "valid_from": FIRST.valid_from}

    with refuses(tariff, VersionExists, **taken):
        index(tariff, valid_from="2026-01-01")
    with refuses(tariff, VersionExists, **taken):
        tariff.adopt_version(AT, version=FIRST)


def test_there_is_nothing_to_index_before_the_first_version():
    with pytest.raises(NotATariffYet):
        index(adopted(), valid_from="2025-12-31")


@pytest.mark.parametrize("factor", ["0", "0.0001"])
def test_no_index_makes_a_price_nothing(factor):
    with pytest.raises(FactorOfNothing):
        index(adopted(), factor)


def test_a_tariff_with_a_gap_is_no_tariff():
    broken = FIRST.model_copy(update={"bands": FIRST.bands[1:]})

    with pytest.raises(TariffGap):
        adopted(broken)
    with pytest.raises(TariffGap):
        adopted(CHANGED).adopt_version(AT, version=broken)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        (scheduler("2025-11-24T09:00"), MachineCannotDecide),
        (without_mandate("2025-11-24T09:00"), NoMandate),
    ],
)
def test_a_person_with_a_mandate_decides_what_is_paid(who, refusal):
    tariff = after(adopted())

    with refuses(tariff, refusal, event="tariff.version_adopted"):
        tariff.adopt_version(who, version=CHANGED)
    with refuses(tariff, refusal, event="tariff.indexed"):
        tariff.index(
            who, valid_from=day("2026-04-01"), index="i", factor="1.02", source="s"
        )
    with refuses(None, refusal, event="tariff.adopted"):
        Tariff.adopt(who, "hemtjanst", system="staden", version=FIRST)


@given(st.fractions(-1000, 1000, max_denominator=3600))
def test_money_is_rounded_to_the_nearest_a_half_away_from_zero(exact):
    rounded = whole_ore(exact)

    assert abs(exact - rounded) <= Fraction(1, 2)
    if abs(exact - rounded) == Fraction(1, 2):
        assert abs(rounded) > abs(exact)
