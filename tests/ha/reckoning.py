"""Afterwards: whether the log holds all that anybody was promised, once, everywhere."""

from __future__ import annotations

from typing import Any

from tests.ha.callers import Answered
from tests.ha.cluster import Cluster, until

KEPT = """
    SELECT command_id, count(*) FROM commands LEFT JOIN events USING (command_id)
    WHERE verdict = 'done' AND "by" = 'avtalscontroller-1' GROUP BY command_id
"""
BROKEN_STREAMS = """
    SELECT stream_id FROM events GROUP BY stream_id
    HAVING count(*) <> max(version) OR min(version) <> 1
"""
POSITIONS = "SELECT count(*), coalesce(min(position), 1), coalesce(max(position), 0) FROM events"
FALLEN = """
    SELECT count(*), count(DISTINCT (stream_id, data::json ->> 'ruling')),
        (SELECT count(*) FROM events WHERE topic = 'provider.licence_decided')
    FROM events WHERE topic = 'provider.licence_took_effect'
"""
LATE = """
    SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY late), max(late) FROM (
        SELECT extract(epoch FROM max(recorded_at) - min(recorded_at))::float AS late
        FROM events, LATERAL (SELECT coalesce(
            data::json -> 'ruling' ->> 'ruling', data::json ->> 'ruling'
        )) AS one (ruling)
        WHERE topic IN ('provider.licence_decided', 'provider.licence_took_effect')
        GROUP BY stream_id, ruling
    ) AS deadlines
"""
CONTENT = """
    SELECT md5(string_agg(encode(leaf_hash, 'hex'), '' ORDER BY position)) FROM events
"""


class Reckoning:
    """Questions to the one who leads, and to each server by itself."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.cluster.connection(self.cluster.led()) as connection:
            return connection.execute(sql.encode()).fetchall()

    def lost(self, answered: list[Answered]) -> set[str]:
        """What was answered, and is not there."""
        return {one.command_id for one in answered} - set(dict(self.rows(KEPT)))

    def unasked(self, answered: list[Answered]) -> set[str]:
        """What is there, and nobody was answered."""
        return set(dict(self.rows(KEPT))) - {one.command_id for one in answered}

    def doubled(self) -> set[str]:
        """Commands that led to anything else than the one event they ask for."""
        return {name for name, events in self.rows(KEPT) if events != 1}

    def torn(self) -> list[tuple[Any, ...]]:
        """Cases whose versions have gaps, and the log itself where its positions have."""
        count, first, last = self.rows(POSITIONS)[0]
        gaps = [] if (first, count) == (1, last) else [(first, last, count)]
        return self.rows(BROKEN_STREAMS) + gaps

    def all_has_fallen(self) -> bool:
        """Whether each deadline has fallen; raises if one fell twice."""
        fallen, distinct, decided = self.rows(FALLEN)[0]
        assert fallen == distinct, "a deadline fell twice"
        return bool(fallen == decided)

    def late(self) -> tuple[float, float]:
        """How long deadlines waited for who leads: the median and the longest, seconds."""
        median, longest = self.rows(LATE)[0]
        return median, longest

    def same_everywhere(self) -> None:
        """Each server holds the same log, byte for byte."""
        until(lambda: len(self.contents()) == 1, "three equal logs")

    def contents(self) -> set[object]:
        told = set()
        for node in self.cluster:
            with self.cluster.connection(node) as connection:
                told.add(connection.execute(CONTENT.encode()).fetchone())
        return told
