"""A short life of a house, the same to the byte each time it is lived.

Its clock stands still between its steps and every command has an id of its own. So
whatever happens to the disk, a life that is lived on to its end leaves one log.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from tests.given import local
from tests.town import SYSTEM, command, role_for, sender_for
from tests.vault_key import the_keys
from upphandling.bootstrap import House, open_house
from upphandling.domain.errors import Refused
from upphandling.infrastructure.clock import ManualClock
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DatabaseTrouble

MANDATE = "delegationsordning 4.2"
PLAN: dict[str, Any] = {"plan": "tidplan", "milestone": "annons"}
WHEN = {"earliest": "2026-03-02", "latest": "2026-03-03"}
BORN = local("2026-01-12T09:00")

BEATS = 2  # a sweep that the database broke off is taken up by the next

Step = tuple[str, str, str, dict[str, Any]]

STEPS: tuple[Step, ...] = (
    ("c-01", "2026-01-12T09:00", "choice_system.establish", SYSTEM),
    (
        "c-02",
        "2026-01-12T09:01",
        "plan.draw_up",
        {"plan": "tidplan", "system": "staden"},
    ),
    (
        "c-03",
        "2026-01-12T09:02",
        "plan.add_milestone",
        {**PLAN, "title": "Annonsen är ute", "when": WHEN},
    ),
    ("c-04", "2026-01-12T09:03", "plan.meet_milestone", {**PLAN, "milestone": "okand"}),
    (
        "c-05",
        "2026-01-12T09:05",
        "plan.promise",
        {
            "plan": "tidplan",
            "promise": "start",
            "to": "Kommunens invånare",
            "text": "Valet öppnar i vår.",
            "when": WHEN,
            "depends_on": ["annons"],
        },
    ),
    ("beat-1", "2026-03-05T08:00", "", {}),
    (
        "c-06",
        "2026-03-05T08:01",
        "plan.abandon_milestone",
        {**PLAN, "reason": "Kom för sent."},
    ),
    ("beat-2", "2026-03-05T08:02", "", {}),
)
"""Name, instant, command and what it is told; without a command the service beats."""

Told = Callable[[str], None]


def live(
    folder: Path,
    acknowledged: Told,
    *,
    done: Collection[str] = (),
    trouble: Callable[[], None] | None = None,
) -> None:
    """Live the whole life on the database in a folder; `acknowledged` hears of each step.

    The clock never shows less than at the last step that is `done` already. A step
    that the database could not carry out is told as `trouble`, if anybody listens,
    and taken once more.
    """
    latest = max([local(at) for name, at, *_ in STEPS if name in done] or [BORN])
    clock = ManualClock(max(BORN, latest))
    with again_if(trouble, lambda: opened(folder, clock)) as house:
        for name, at, verb, told in STEPS:
            clock.now = max(local(at), latest)
            again_if(trouble, partial(take, house, name, verb, told))
            acknowledged(name)


def again_if(trouble: Callable[[], None] | None, deed: Callable[[], Any]) -> Any:
    try:
        return deed()
    except DatabaseTrouble:
        if trouble is None:
            raise
    trouble()
    return deed()


def take(house: House, name: str, verb: str, told: dict[str, Any]) -> None:
    """One step; raises what the database does."""
    if not verb:
        for _ in range(BEATS):
            house.tick()
        return
    role = role_for(verb)
    with suppress(Refused):
        house.engine.handle(
            command(verb, told),
            by=sender_for(verb, role),
            role=role,
            mandate=MANDATE,
            command_id=name,
        )


def opened(folder: Path, clock: ManualClock) -> House:
    return open_house(url_in(folder), clock=clock, keys=the_keys())


def url_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'house.db'}"


LOG = {
    "events": "SELECT * FROM events ORDER BY position",
    "commands": "SELECT * FROM commands ORDER BY recorded_at, command_id",
    "refusals": "SELECT * FROM refusals ORDER BY number",
}


def log_in(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that the log holds."""
    return rows_in(folder, LOG)


def rows_in(folder: Path, asked: Mapping[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    """The answers to some questions, by name."""
    with Database(url_in(folder)) as database, database.reading() as cursor:
        return {name: cursor.execute(sql).fetchall() for name, sql in asked.items()}
