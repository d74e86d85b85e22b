"""What only the visits together can tell, against a plain count by hand."""

from __future__ import annotations

from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.infrastructure.visits.test_kept import keep
from tests.visits_town import MONTH, visit
from upphandling.infrastructure.visits import checks, pending
from upphandling.infrastructure.visits.kept import span
from upphandling.infrastructure.visits.tables import PERFORMED

AROUND = span(MONTH)
ONE = visit("b-1", "2026-01-15T07:30", "2026-01-15T08:00")


def test_a_visit_on_two_lines_is_told_at_the_later_ones(database):
    keep(database, [ONE, ONE])
    two = ONE._replace(visit="b-2")

    batch = keep(database, [ONE, two, ONE, ONE])

    assert checks.told_twice(database, PERFORMED, batch) == [(4, 2), (5, 2)]


def test_what_was_kept_before_is_the_same_or_not(database):
    counted = keep(database, [ONE, ONE._replace(visit="b-2", aged=True)])
    keep(database, [ONE._replace(visit="b-3")])
    told = [
        ONE,
        ONE._replace(visit="b-2"),
        ONE._replace(visit="b-3"),
        ONE._replace(visit="b-4"),
    ]
    batch = keep(database, told)

    found = checks.kept_before(database, PERFORMED, batch, [counted])

    assert found == [(2, True), (3, False)]
    assert checks.kept_before(database, PERFORMED, batch, []) == []


SHIFTS = st.tuples(
    st.sampled_from(["p-1", "p-2"]), st.integers(0, 20), st.integers(1, 6)
)


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(before=st.lists(SHIFTS, max_size=5), now=st.lists(SHIFTS, max_size=8))
def test_those_who_overlap_are_those_that_a_look_at_every_pair_finds(
    database, before, now
):
    def visits(shifts, name):
        return [
            ONE._replace(
                visit=f"{name}-{number}",
                staff=staff,
                starts=ONE.starts + starts * 60,
                ends=ONE.starts + (starts + minutes) * 60,
            )
            for number, (staff, starts, minutes) in enumerate(shifts)
        ]

    counted = keep(database, visits(before, "a"))
    told = visits(now, "b")
    batch = keep(database, told)
    numbered = list(enumerate(told, 2)) + [(0, one) for one in visits(before, "a")]
    expected = {
        line
        for (first, one), (second, other) in combinations(numbered, 2)
        if one.staff == other.staff
        and one.starts < other.ends
        and other.starts < one.ends
        for line in (first, second)
        if line
    }

    found = checks.overlapping(database, batch, [counted], AROUND)

    assert found == sorted(expected)
    pending.drop(database, counted)
    pending.drop(database, batch)
