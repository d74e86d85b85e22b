"""Every visit as it was told, and which of them count, as the rows of the log have it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.given import SWEDEN
from tests.simulation.awaits import Data
from tests.simulation.care_book import CareBook, Hears, heard, key_of
from tests.simulation.tally import Visited, last_kept, overlapping
from upphandling.application.store import Record

KEPT_YEARS = 1


class VisitBook:
    """Batches of visits by month; `files` are told beforehand, by their checksum."""

    def __init__(self, care: CareBook) -> None:
        self.care = care
        self.files: dict[str, Sequence[Visited]] = {}
        self.batches: dict[str, dict[int, Sequence[Visited]]] = {}
        self.ever: dict[str, dict[int, list[str]]] = {}  # the agreements of each batch
        self.destroyed: dict[str, list[int]] = {}
        self._hears: Hears = {
            "visit_month.imported": self._imported,
            "visit_month.withdrawn": self._withdrawn,
            "visit_month.destroyed": self._destroyed,
        }

    def hear(self, row: Record) -> Sequence[str]:
        return heard(self._hears, row)

    def counted(self, month: str) -> dict[str, Visited]:
        """The visits of a month that count, by id."""
        batches = self.batches.get(month, {}).values()
        return {one.visit: one for batch in batches for one in batch}

    def everywhere(self) -> dict[str, Visited]:
        """The visits of all months that count."""
        months = (self.counted(month) for month in self.batches)
        return {visit: one for month in months for visit, one in month.items()}

    def _imported(self, row: Record, data: Data) -> Iterator[str]:
        month, known = data["month"], self.everywhere()
        told = [
            one for one in self.files[data["file_sha256"]] if one.visit not in known
        ]
        if data["rows"] != len(told):
            yield f"{data['rows']} visits count of {len(told)} that were as they should"
        if data["seconds"] != sum(one.ends - one.starts for one in told):
            yield "the visits that count are not those that were told"
        for one in told:
            care = self.care.care.get(one.customer)
            if care is None or not care.on(one.day):
                yield f"{one.visit} counts and {one.customer} had no care that day"
            if one.ends > row.recorded_at.timestamp():
                yield f"{one.visit} counts before it is over"
        if month in self.destroyed:
            yield f"visits of {month} count after its destruction"
        self.batches.setdefault(month, {})[data["batch"]] = told
        self.ever.setdefault(month, {})[data["batch"]] = data["agreements"]
        if overlapping(self.everywhere().values()):
            yield "somebody worked in two places at once"

    def _withdrawn(self, row: Record, data: Data) -> Iterator[str]:
        if self.batches[month_of(row)].pop(data["batch"], None) is None:
            yield f"batch {data['batch']} did not count"

    def _destroyed(self, row: Record, data: Data) -> Iterator[str]:
        month = month_of(row)
        today = row.recorded_at.astimezone(SWEDEN).date()
        if today <= last_kept(month, KEPT_YEARS):
            yield f"the visits of {month} are destroyed before their time"
        if sorted(data["batches"]) != sorted(self.ever[month]):
            yield f"not all batches of {month} are destroyed"
        self.destroyed[month] = data["batches"]
        self.batches[month] = {}


def month_of(row: Record) -> str:
    """The month that a row of visits is of."""
    return key_of(row).rpartition(".")[2]
