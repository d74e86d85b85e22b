"""What must hold of a database that has been through something."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from tests.faults.disk.life import STEPS, log_in, rows_in, url_in
from upphandling.infrastructure.ledger.auditing import audit
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.catalogue import PROJECTIONS

HEARD = {
    table.name: f"SELECT * FROM {table.name} ORDER BY {', '.join(table.primary_key.columns.keys())}"
    for name in ("deadlines", "cases", "timetable", "decisions")
    for table in PROJECTIONS[name].tables
}

Log = dict[str, list[tuple[Any, ...]]]


def wrongs_after(
    folder: Path, whole: Log, acknowledged: Collection[str]
) -> Iterator[str]:
    """Right after: nothing acknowledged is lost, and what is there was asked for."""
    found = log_in(folder)
    for table in ("events", "refusals"):
        if found[table] != whole[table][: len(found[table])]:
            yield f"{table} is no beginning of what it would have been"
    if not set(found["commands"]) <= set(whole["commands"]):
        yield "an outcome is kept that nothing led to"
    commands = {name for name, _, verb, _ in STEPS if verb}
    kept = {row[0] for row in found["commands"]}
    for name in commands.intersection(acknowledged) - kept:
        yield f"{name} was acknowledged and is lost"
    recorded = {row[5] for row in found["events"]} | {
        row[1] for row in found["refusals"]
    }
    for name in recorded - kept:
        yield f"{name} has left rows without an outcome"


def wrongs_at_the_end(folder: Path, whole: Log) -> Iterator[str]:
    """Once everything was asked for again: as if nothing had ever happened."""
    for table, rows in all_in(folder).items():
        if rows != whole[table]:
            yield f"{table} ends otherwise than in peace"
    with Database(url_in(folder)) as database:
        if faults := audit(database, Seals()).faults:
            yield f"the recount finds {faults[0].in_general}"


def all_in(folder: Path) -> Log:
    """The log, and the read models that hear of such a life."""
    return {**log_in(folder), **rows_in(folder, HEARD)}
