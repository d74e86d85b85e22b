"""A correction's lines: what makes the new of the old, to the öre."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.pay.tariffs import FIRST_DAY_OF, VERSIONS
from upphandling.domain.configuration import Service
from upphandling.domain.pay import (
    Kind,
    Line,
    Quantities,
    difference,
    hours_in,
    total_of,
    vat_on,
)
from upphandling.domain.pay.lines import kind_of
from upphandling.domain.pricing import PaidBy
from upphandling.domain.pricing.rounding import whole_ore

kinds = st.builds(
    Kind,
    st.sampled_from(FIRST_DAY_OF),
    st.sampled_from([Service.PERSONAL_CARE, Service.MEALS]),
    st.sampled_from([PaidBy.PERFORMED_HOUR, PaidBy.VISIT]),
    st.sampled_from(["dag", "natt"]),
    st.sampled_from(["ort", "land"]),
    st.integers(1, 70_000),
    st.sampled_from([Fraction(1), Fraction("1.085")]),
    st.booleans(),
)
amounts = st.lists(st.tuples(kinds, st.integers(1, 10**6)), max_size=6)


def lines(told: list[tuple[Kind, int]]) -> tuple[Line, ...]:
    quantities = Quantities()
    for kind, seconds in told:
        quantities.add_seconds(kind, seconds)
    return quantities.lines()


def sums(*several: tuple[Line, ...]) -> dict[Kind, tuple[Fraction, int]]:
    """Quantity and öre of each kind, of all the lines together."""
    found: dict[Kind, tuple[Fraction, int]] = defaultdict(lambda: (Fraction(0), 0))
    for line in (line for part in several for line in part):
        quantity, ore = found[kind_of(line)]
        found[kind_of(line)] = quantity + Fraction(line.quantity), ore + line.ore
    return {kind: told for kind, told in found.items() if any(told)}


@given(amounts, amounts)
def test_the_old_and_the_difference_are_the_new(new, old):
    changed = difference(lines(new), lines(old))

    assert sums(lines(old), changed) == sums(lines(new))
    assert total_of(lines(old)) + total_of(changed) == total_of(lines(new))


@given(amounts, amounts, amounts)
def test_one_correction_after_another_sums_to_a_fresh_calculation(first, then, last):
    one = difference(lines(then), lines(first))
    other = difference(lines(last), lines(then))

    assert sums(lines(first), one, other) == sums(lines(last))


@given(amounts)
def test_the_same_again_is_no_difference(told):
    assert difference(lines(told), lines(told)) == ()


@given(amounts)
def test_a_line_says_which_kind_it_is_of(told):
    assert {kind_of(line) for line in lines(told)} <= {kind for kind, _ in told}
    assert tuple(sorted(map(kind_of, lines(told)))) == tuple(map(kind_of, lines(told)))


@given(amounts)
def test_vat_is_rounded_once_on_all_the_lines(told):
    versions = [
        version.model_copy(update={"vat_percent": "2.5"}) for version in VERSIONS
    ]

    assert vat_on(lines(told), versions) == whole_ore(
        Fraction(total_of(lines(told))) * Fraction("2.5") / 100
    )
    assert vat_on(lines(told), VERSIONS) == 0


def test_only_what_is_paid_by_the_hour_has_hours():
    kind = Kind(
        FIRST_DAY_OF[0], Service.MEALS, PaidBy.VISIT, "dag", "ort", 1, Fraction(1)
    )
    visits, hours = Quantities(), Quantities()
    visits.add_units(kind, Fraction(3))
    hours.add_units(kind._replace(paid_by=PaidBy.GRANTED_HOUR), Fraction(7, 2))

    assert [hours_in(*some.lines()) for some in (visits, hours)] == [0, Fraction(7, 2)]
