"""What visits come to taken together, and the digest that holds them to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from upphandling.application.visits import KeptVisit, PlannedVisit
from upphandling.domain.visit_month import Batch

LINES = 5_000  # put into the digest at a time

Read = KeptVisit | PlannedVisit


@dataclass(frozen=True, slots=True)
class Summed:
    """Visits taken together; `latest` is when the last of them ended, None of none."""

    batch: Batch
    latest: datetime | None


def summed(visits: Iterable[KeptVisit] | Iterable[PlannedVisit]) -> Summed:
    """What visits come to, and their digest: SHA-256 over a line a visit, in order."""
    digest = sha256()
    rows = seconds = latest = 0
    agreements: set[str] = set()
    for part in _parts(visits):
        digest.update("".join(map(_line, part)).encode())
        rows += len(part)
        for visit in part:
            seconds += visit.ends - visit.starts
            latest = max(latest, visit.ends)
            agreements.add(visit.agreement)
    batch = Batch(
        rows=rows,
        seconds=seconds,
        agreements=tuple(sorted(agreements)),
        content=digest.hexdigest(),
    )
    return Summed(batch, datetime.fromtimestamp(latest, UTC) if rows else None)


def _parts(visits: Iterable[Read]) -> Iterator[list[Read]]:
    part: list[Read] = []
    for visit in visits:
        part.append(visit)
        if len(part) == LINES:
            yield part
            part = []
    if part:
        yield part


def _line(visit: Read) -> str:
    told = (
        f"{visit.visit};{visit.customer};{visit.agreement};{visit.service};"
        f"{visit.staff};{visit.starts};{visit.ends}"
    )
    if isinstance(visit, PlannedVisit):
        return f"{told}\n"
    aged = "" if visit.aged is None else int(visit.aged)
    return f"{told};{int(visit.registered_after)};{aged}\n"
