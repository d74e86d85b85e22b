"""However the same time is told, the pay is the same."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.pay.tariffs import VERSIONS
from tests.given import day
from upphandling.domain.calendar import swedish_calendar
from upphandling.domain.configuration import Service
from upphandling.domain.instants import start_of
from upphandling.domain.pay import Visit, pay_performed, total_of
from upphandling.domain.pricing import Clock

FIRST, UNTIL = day("2026-01-01"), day("2027-01-01")
CLOCK = Clock.of(VERSIONS, FIRST, UNTIL + timedelta(days=7), swedish_calendar())
BEGINS, ENDS = (int(start_of(when).timestamp()) for when in (FIRST, UNTIL))
HOURLY = (Service.PERSONAL_CARE, Service.DOMESTIC_SERVICES)
DAY = 24 * 3600

visits = st.builds(
    lambda starts, lasts, service, area, customer: Visit(
        visit=f"{starts}-{lasts}",
        customer=customer,
        service=service,
        area=area,
        starts=starts,
        ends=starts + lasts,
    ),
    st.integers(BEGINS, ENDS - 1),
    st.integers(1, 2 * DAY),
    st.sampled_from(HOURLY),
    st.sampled_from(["ort", "land"]),
    st.sampled_from(["person-1", "person-2"]),
)


@given(st.lists(visits, max_size=8), st.data())
def test_a_visit_told_in_parts_is_paid_as_one(told, data):
    parts = []
    for visit in told:
        cuts = data.draw(st.lists(st.integers(visit.starts, visit.ends), max_size=4))
        times = sorted({visit.starts, *cuts, visit.ends})
        parts += [
            visit._replace(visit=f"{visit.visit}.{first}", starts=first, ends=until)
            for first, until in pairwise(times)
        ]

    whole, _ = pay_performed(told, CLOCK, {})
    split, _ = pay_performed(parts, CLOCK, {})

    assert split.lines() == whole.lines()
    assert total_of(whole.lines()) == sum(line.ore for line in whole.lines())


@given(st.lists(visits, max_size=8))
def test_every_second_that_was_performed_stands_on_a_line(told):
    paid, without_price = pay_performed(told, CLOCK, {})

    seconds = sum(visit.ends - visit.starts for visit in told)
    assert sum(Fraction(line.quantity) for line in paid.lines()) * 3600 == seconds
    assert without_price == []


@given(st.lists(visits, max_size=8), st.randoms(use_true_random=False))
def test_the_order_in_which_visits_are_told_says_nothing(told, order):
    paid, _ = pay_performed(told, CLOCK, {})
    shuffled = [*told]
    order.shuffle(shuffled)

    assert pay_performed(shuffled, CLOCK, {})[0].lines() == paid.lines()


@given(
    st.lists(visits, max_size=8),
    st.dictionaries(
        st.tuples(st.sampled_from(["person-1", "person-2"]), st.sampled_from(HOURLY)),
        st.integers(0, 3 * DAY),
    ),
    st.sampled_from(["0", "50", "100", "112.5"]),
)
def test_above_the_cap_nothing_is_paid_and_everything_is_told(told, granted, percent):
    versions = tuple(
        version.model_copy(update={"most_percent": percent}) for version in VERSIONS
    )
    clock = Clock.of(versions, FIRST, UNTIL + timedelta(days=7), swedish_calendar())

    paid, _ = pay_performed(told, clock, granted)
    uncapped, _ = pay_performed(told, CLOCK, {})

    performed: dict[tuple[str, Service], int] = {}
    for visit in told:
        whose = visit.customer, visit.service
        performed[whose] = performed.get(whose, 0) + visit.ends - visit.starts
    within = sum(
        min(seconds, int(granted.get(whose, 0) * Fraction(percent) / 100))
        for whose, seconds in performed.items()
    )
    hours = {
        unpaid: sum(
            Fraction(line.quantity) for line in paid.lines() if line.unpaid is unpaid
        )
        for unpaid in (True, False)
    }
    assert hours[False] * 3600 == within
    assert sum(hours.values()) == sum(
        Fraction(line.quantity) for line in uncapped.lines()
    )
    assert all(line.ore == 0 for line in paid.lines() if line.unpaid)


def test_the_clock_has_no_gap_and_no_second_twice():
    for before, after in pairwise(CLOCK.segments):
        assert before.until == after.starts
        assert before.starts < before.until
    assert CLOCK.segments[0].starts == BEGINS


def test_what_comes_first_is_paid_first_whatever_it_is_called():
    capped = tuple(v.model_copy(update={"most_percent": "100"}) for v in VERSIONS)
    clock = Clock.of(capped, FIRST, UNTIL, swedish_calendar())
    evening = int(start_of(day("2026-01-12")).timestamp()) + 18 * 3600
    told = [
        Visit("b", "person-1", Service.PERSONAL_CARE, "ort", evening - 3600, evening),
        Visit("a", "person-1", Service.PERSONAL_CARE, "ort", evening, evening + 3600),
    ]

    paid, _ = pay_performed(told, clock, {("person-1", Service.PERSONAL_CARE): 3600})

    assert [(line.band, line.unpaid) for line in paid.lines()] == [
        ("dag", False),
        ("kvall", True),
    ]
