"""What must hold of each row of the log, whatever the case is about."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tests.simulation.awaits import Data
from tests.simulation.skies import PATIENCE, Skies
from upphandling.application.store import Record
from upphandling.domain.base import Decision
from upphandling.domain.catalogue import EVENTS

DECISIONS = frozenset(
    topic for topic, event in EVENTS.items() if issubclass(event, Decision)
)
RECEIVED = ("tender.bid_received", "tender.bid_replaced")


class Lawbook:
    """Reads row after row; knows when each tender closes and who has been chosen."""

    def __init__(self, skies: Skies) -> None:
        self.skies = skies
        self.latest = datetime.min.replace(tzinfo=UTC)
        self.versions: dict[str, int] = {}
        self.topics = Counter[str]()
        self.closes_at: dict[str, datetime] = {}
        self.free_from: dict[str, datetime] = {}

    def hear(self, row: Record) -> Sequence[str]:
        """What is wrong with a row."""
        data: Data = json.loads(row.data)
        self.topics[row.topic] += 1
        wrongs = self._of_order(row, data)
        if row.topic in DECISIONS and (
            data["role"] == "scheduler" or not data["mandate"]
        ):
            wrongs.append(f"nobody decided {row.topic}")
        if row.topic in ("tender.announced", "tender.extended"):
            closes_at = datetime.fromisoformat(data["closes_at"])
            self.closes_at[row.stream_id] = closes_at
        if row.topic in RECEIVED and self._is_over(row, self.closes_at[row.stream_id]):
            wrongs.append("a bid came in late")
        if row.topic == "tender.opened" and not self._is_over(
            row, self.closes_at[row.stream_id]
        ):
            wrongs.append("bids were opened before the last day was over")
        if row.topic == "direct_procurement.intent_published":
            free_from = datetime.fromisoformat(data["standstill"]["expires_at"])
            self.free_from[row.stream_id] = free_from
        if row.topic == "direct_procurement.contract_signed" and not self._is_over(
            row, self.free_from.get(row.stream_id, self.skies.begin)
        ):
            wrongs.append("a contract was signed while the published intent held")
        return wrongs

    def _is_over(self, row: Record, limit: datetime) -> bool:
        """By the row's own time or by what the time really is, whatever the clock says."""
        waited_out = PATIENCE if self.skies.error else timedelta(0)
        return max(row.recorded_at, self.skies.time.now - waited_out) >= limit

    def _of_order(self, row: Record, data: Data) -> list[str]:
        wrongs = []
        due = self.versions.get(row.stream_id, 0) + 1
        if row.version != due:
            wrongs.append(f"{row.stream_id} has {row.version} where {due} should be")
        self.versions[row.stream_id] = due
        if row.recorded_at < self.latest:
            wrongs.append("the log went back in time")
        self.latest = row.recorded_at
        if datetime.fromisoformat(data["effective_at"]) > row.recorded_at:
            wrongs.append(f"{row.topic} was to happen later than it was recorded")
        return wrongs
