"""Answers that are known from elsewhere: published examples, and what follows by hand."""

from __future__ import annotations

import pytest

from tests.domain.allocation.questions import asked, in_house, offers, wants
from upphandling.domain.allocation import allocate
from upphandling.domain.allocation.network import Program
from upphandling.domain.allocation.solving import solver_for

# -- Residents and hospitals -------------------------------------------------------

# The example of the National Resident Matching Program, as the tests of the Python
# library `matching` have it: residents A, S, J, L, D and hospitals Mercy, City, General
# with two places each. There, hospitals choose too; here only the residents do.
RESIDENTS = {
    "a": ("city",),
    "s": ("city", "mercy"),
    "j": ("city", "general", "mercy"),
    "l": ("mercy", "city", "general"),
    "d": ("city", "mercy", "general"),
}
HOSPITALS = ("city", "general", "mercy")


def residents_placed(seed: str = "frö") -> dict[str, str]:
    people = [wants(name, *wishes) for name, wishes in RESIDENTS.items()]
    places = [offers(name, 2) for name in HOSPITALS]
    proposal = allocate(asked(people, [*places, in_house()], seed=seed))
    ranks = {s.name: s.objective for s in proposal.stages}
    # City is first with four and has two places, Mercy with one: three firsts. A wishes
    # nothing but City. Of S, J and D one gets the other place there, J has General for
    # second, S and D have Mercy, where one place is left when L has the other. Two
    # seconds are reached when J is one of them, and no more than two are left.
    assert (ranks["choice_1"], ranks["choice_2"], ranks["choice_3"]) == (3, 2, 0)
    return {p.customer: p.agreement for p in proposal.placements}


@pytest.mark.parametrize("seed", ["frö", "annat", "tredje", "fjärde"])
def test_residents_get_as_many_first_wishes_as_there_are_and_then_second(seed):
    placed = residents_placed(seed)

    sunny, darrius = placed.pop("s"), placed.pop("d")
    assert placed == {"a": "city", "j": "general", "l": "mercy"}
    assert {sunny, darrius} == {"city", "mercy"}


def test_who_of_two_with_the_same_right_comes_first_is_for_the_seed_to_say():
    winners = {residents_placed(f"frö-{n}")["s"] for n in range(12)}

    assert winners == {"city", "mercy"}


# -- Generalised assignment --------------------------------------------------------

# OR-Library (J. E. Beasley), file gap1, problem c515-1: 5 agents, 15 jobs. Its published
# optimum as a maximisation is 336, and 261 as a minimisation (the model `gap.mod` that
# comes with GLPK states both). The resource a job takes depends on the agent, which
# people's minutes do not, so that it is put to the search in hours itself.
WORTH = (
    (17, 21, 22, 18, 24, 15, 20, 18, 19, 18, 16, 22, 24, 24, 16),
    (23, 16, 21, 16, 17, 16, 19, 25, 18, 21, 17, 15, 25, 17, 24),
    (16, 20, 16, 25, 24, 16, 17, 19, 19, 18, 20, 16, 17, 21, 24),
    (19, 19, 22, 22, 20, 16, 19, 17, 21, 19, 25, 23, 25, 25, 25),
    (18, 19, 15, 15, 21, 25, 16, 16, 23, 15, 22, 17, 19, 22, 24),
)
TAKES = (
    (8, 15, 14, 23, 8, 16, 8, 25, 9, 17, 25, 15, 10, 8, 24),
    (15, 7, 23, 22, 11, 11, 12, 10, 17, 16, 7, 16, 10, 18, 22),
    (21, 20, 6, 22, 24, 10, 24, 9, 21, 14, 11, 14, 11, 19, 16),
    (20, 11, 8, 14, 9, 5, 6, 19, 19, 7, 6, 6, 13, 9, 18),
    (8, 13, 13, 13, 10, 20, 25, 16, 16, 17, 10, 10, 5, 12, 23),
)
CAPACITY = (36, 34, 38, 27, 33)


@pytest.mark.parametrize(("sign", "optimum"), [(-1, -336), (1, 261)])
def test_the_search_in_hours_finds_the_published_optimum(sign, optimum):
    program = Program(nests=False)
    jobs = [program.add_row(1, 1) for _ in WORTH[0]]
    agents = [program.add_row(-float("inf"), most) for most in CAPACITY]
    costs = []
    for agent, takes, worth in zip(agents, TAKES, WORTH, strict=True):
        for job, amount, value in zip(jobs, takes, worth, strict=True):
            program.add_column((job, agent), 1, [(job, 1), (agent, amount)])
            costs.append(sign * value)

    answer = solver_for(program).minimise(costs)

    assert (answer.objective, answer.bound, answer.proved) == (optimum, optimum, True)
