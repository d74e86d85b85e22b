"""Whatever anybody tries, in any order: nothing unlawful is ever recorded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.generated.course import agreements, begun, next_step
from tests.generated.desk import Desk
from tests.generated.meddling import meddle
from tests.generated.oracle import unlawful
from tests.given import local
from upphandling.domain.award import Award

SEQUENCES, SHARDS = 20_000, 20
# Of 256 steps, so many take the tender further before an award, and after it.
ONWARD, LATER = 200, 100

# Three bytes a step: whether it is the next one, else which move, in which variant.
STEP = 3
sequences = st.binary(min_size=20 * STEP, max_size=60 * STEP)


def carried_out(sequence: bytes) -> Desk:
    """A tender to which all of it has happened, in order."""
    desk = Desk(local("2026-11-02T09:00"))
    begun(desk)
    for onward, move, variant in batched(sequence):
        if onward < (ONWARD if desk.case(Award, "a") is None else LATER):
            next_step(desk)
        else:
            meddle(desk, move, variant)
    return desk


def batched(sequence: bytes) -> Iterator[tuple[int, int, int]]:
    whole = len(sequence) // STEP * STEP
    yield from zip(*(sequence[n:whole:STEP] for n in range(STEP)), strict=True)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_nothing_unlawful_is_ever_recorded(shard):
    @settings(
        max_examples=SEQUENCES // SHARDS,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(sequences)
    def holds(sequence):
        desk = carried_out(sequence)
        assert list(unlawful(desk.log, desk.attempts)) == []

    holds()


def test_the_course_that_nobody_meddles_with_ends_in_a_contract():
    desk = carried_out(bytes(20 * STEP))

    assert [signed.bid for signed in agreements(desk)] == ["a"]
    assert desk.refused == []
