"""Three services on one PostgreSQL: whoever is killed, every deadline falls once, in time."""

from __future__ import annotations

import signal
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import quantiles
from time import monotonic, sleep

import pytest

from tests.service.instances import Instances, instances, wait_until
from tests.service.pending import wait_to_close
from upphandling.infrastructure.storage.database import Database

DEADLINES = 1_000
KILLS = 20
CLOSED = (
    "SELECT e.stream_id, e.recorded_at, a.data::json->>'closes_at'"
    " FROM events e JOIN events a USING (stream_id)"
    " WHERE e.topic = 'tender.closed' AND a.topic = 'tender.announced'"
)


@pytest.mark.timeout(300)
def test_a_thousand_deadlines_fall_once_each_while_leaders_are_killed_and_frozen(
    postgresql_url, tmp_path, capsys
):
    chance = Random(11)
    soon = datetime.now(UTC) + timedelta(seconds=15)
    closings = [
        soon + timedelta(seconds=chance.random() * 25) for _ in range(DEADLINES)
    ]
    wait_to_close(postgresql_url, closings)

    with (
        Database(postgresql_url) as database,
        instances(postgresql_url, tmp_path) as some,
    ):
        for _ in range(3):
            some.start()
        first_up = wait_until(lambda: some.leader(database)) and database.now()
        frozen_and_thawed(some, database)
        gaps = []
        for _ in range(KILLS):
            gaps.append(killed(some, database))
            some.start()
            sleep(chance.random() * 1.5)
        wait_until(lambda: len(rows(database)) >= DEADLINES, seconds=120)
        assert all(one.ended() == 0 for one in some.running.values())
        closed = rows(database)
        assert database.now() > first_up

    late = [
        (recorded - datetime.fromisoformat(due)).total_seconds()
        for _, recorded, due in closed
        if datetime.fromisoformat(due) > first_up
    ]
    with capsys.disabled():
        shares = quantiles(late, n=100)
        print(  # noqa: T201 -- figures that are to be seen
            f"\n{DEADLINES} frister, {KILLS} kill -9 och en frysning:"
            f" sena p50 {shares[49] * 1000:.0f} ms, p99 {shares[98] * 1000:.0f} ms;"
            f" ny ledare efter högst {max(gaps):.1f} s"
        )
    assert len(closed) == len({stream for stream, _, _ in closed}) == DEADLINES
    assert min(late) >= 0, "a deadline fell early"


def killed(some: Instances, database: Database) -> float:
    """Kill whoever leads; answers the seconds until somebody else does."""
    leader = wait_until(lambda: some.leader(database))
    wait_until(lambda: len(some.up(database)) > 1)  # somebody is there to take over
    some.kill(leader)
    began = monotonic()
    wait_until(lambda: some.leader(database))
    return monotonic() - began


def frozen_and_thawed(some: Instances, database: Database) -> None:
    """The leader stands still until another leads, and knows it when it wakes."""
    leader = wait_until(lambda: some.leader(database))
    wait_until(lambda: len(some.up(database)) > 1)
    leader.signalled(signal.SIGSTOP)
    wait_until(lambda: some.leader(database) is not leader)
    leader.signalled(signal.SIGCONT)
    wait_until(lambda: "leadership_lost" in leader.events())


def rows(database: Database) -> list[tuple[str, datetime, str]]:
    with database.reading() as cursor:
        cursor.execute(CLOSED)
        return list(cursor.fetchall())
