"""Every call to the disk as a point where it may end, or go wrong and be mended."""

from __future__ import annotations

import pytest

from tests.faults.disk.points import KILLS
from tests.faults.disk.shim import Fault, run

PARTS = 2  # of the calls; each is a test, so that two may run at once
FEWEST = 150 // PARTS  # or the shim does not stand where it should


@pytest.mark.parametrize("first", range(1, PARTS + 1))
@pytest.mark.parametrize(
    "fault", [fault for fault in Fault if fault], ids=lambda f: f.name
)
def test_whatever_call_it_strikes_nothing_acknowledged_is_lost_or_done_twice(
    fault, first, tmp_path
):
    *wrongs, last = run(
        "tests.faults.disk.points", tmp_path, fault.name, str(first), str(PARTS)
    ).splitlines()
    points, killed = map(int, last.split())

    assert wrongs == []
    assert points > FEWEST
    assert killed == (points if fault in KILLS else 0)
    print(f"{fault.name}: {points} points, {killed} killed, 0 violations")
