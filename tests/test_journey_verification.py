"""Every example re-derives: each deadline, evaluation, lot, allocation and share."""

from __future__ import annotations

import pytest

from tests.journeys import NAMES, Journey, once, run
from upphandling.application.verification import Computation, Findings
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.verification.fan_out import verify
from upphandling.projections.catalogue import PROJECTIONS

C = Computation
ALWAYS = {C.DEADLINE, C.DATE, C.FORM, C.READ_MODEL}
ROUND = {*ALWAYS, C.CARRIED, C.SHARE, C.LOT, C.TALLY, C.ALLOCATION}
CHECKED: dict[str, set[Computation]] = {
    "orebro-planned": {*ROUND, C.EVALUATION, C.PAY},
    "orebro-actual": {*ALWAYS, C.CARRIED, C.TALLY},
    "botkyrka-planned": {*ROUND, C.EVALUATION},
    "botkyrka-actual": {*ROUND, C.EVALUATION, C.PAY},
    "soderhamn": ROUND,
    "borlange": {*ALWAYS, C.CARRIED},
}
AT_LEAST = {
    "orebro-planned": {C.DEADLINE: 3_000, C.LOT: 3, C.ALLOCATION: 1, C.EVALUATION: 2},
    "botkyrka-actual": {C.DEADLINE: 1_500, C.SHARE: 6, C.ALLOCATION: 3},
}


@pytest.fixture
def journey(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Journey:
    return once(request.param, tmp_path_factory)


def verified(journey: Journey) -> Findings:
    with Database(journey.url) as database:
        return verify(database, jobs=1)


@pytest.mark.parametrize("journey", NAMES, indirect=True)
def test_everything_that_an_example_computed_is_derived_again(journey: Journey) -> None:
    findings = verified(journey)

    assert findings.differences == []
    assert findings.total == findings.underivable == 0
    checked = findings.checked
    assert {kind for kind in C if checked[kind] > 0} == CHECKED[journey.scenario.name]
    assert checked[C.READ_MODEL] == len(PROJECTIONS)
    assert checked[C.FORM] == findings.events == len(journey.log)
    for kind, number in AT_LEAST.get(journey.scenario.name, {}).items():
        assert checked[kind] >= number


@pytest.mark.parametrize("journey", ["soderhamn"], indirect=True)
def test_every_database_verifies_the_same(
    journey: Journey, postgresql_url: str
) -> None:
    elsewhere = run(journey.scenario.name, postgresql_url)

    assert verified(elsewhere) == verified(journey)
