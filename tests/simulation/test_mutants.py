"""The simulation finds faults: a few of those that `make simulation-mutants` puts in."""

from __future__ import annotations

import pytest

from tests.simulation.mutants import PROJECT, SOURCE, copy_into, goes_wrong, mutated
from tests.simulation.mutations import MUTATIONS

FOUND_SOON = {
    "a late bid is welcome until somebody closes": "a bid came in late",
    "somebody stands twice in a queue": "stands twice in the queue",
    "refusals are not kept": "was answered and not kept",
    "a care decision never ends": "customer.decision_expired",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    return copy_into(tmp_path_factory.mktemp("mutants") / "copy")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_a_fault_stands_in_one_place_and_is_still_a_program(mutation):
    source = (PROJECT / SOURCE / mutation.file).read_text(encoding="utf-8")

    compile(mutation.applied_to(source), mutation.file, "exec")


def test_there_are_faults_enough_and_each_has_a_name_of_its_own():
    assert len({one.name for one in MUTATIONS}) == len(MUTATIONS) >= 20


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", FOUND_SOON)
def test_a_fault_is_found_for_what_it_is(name, copy):
    (mutation,) = (one for one in MUTATIONS if one.name == name)

    with mutated(mutation, copy):
        assert FOUND_SOON[name] in goes_wrong(copy, mutation.favours)
