"""What keeps a case from being acted on just now, and what falls in it all the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from upphandling.application.barriers import frozen
from upphandling.application.refusals import CasePaused
from upphandling.bootstrap import House
from upphandling.domain.errors import Refused
from upphandling.domain.pause import Pause
from upphandling.interfaces.follow_up.reading import rows
from upphandling.interfaces.masking import masked, masks_now
from upphandling.interfaces.waits import by_deadline, named
from upphandling.interfaces.waits import in_words as waits_for
from upphandling.projections.deadlines import held_back, waiting

MOST = 5  # deadlines told

Row = dict[str, Any]


def hindrances(house: House, case_id: str) -> list[Refused]:
    """What anybody would be refused with who wanted to act on the case now."""
    found: list[Refused] = []
    if by := house.engine.barriers.set_aside().get(case_id):
        found.append(frozen(case_id, by))
    if case_id in house.engine.barriers.paused():
        since = house.engine.session().fetch(Pause, case_id).since
        found.append(CasePaused(case=case_id, since=since))
    return found


def awaited(house: House, case_id: str) -> list[Row]:
    """The next deadlines of a case, which no pause stops, and what they wait for."""
    masks = masks_now(house)
    with house.database.engine.connect() as connection:
        waits = by_deadline(rows(connection, held_back(case_id)))
        found = rows(connection, waiting(case_id, MOST, 0))
    return [
        masked(
            masks,
            case_id,
            {
                "deadline": row["deadline"],
                "part": row["part"] or None,
                "due_at": row["due_at"],
                "paragraph": row["paragraph"],
                "waits": waits.get(named(row), []),
            },
        )
        for row in found
    ]


def in_words(found: list[Row]) -> list[str]:
    """A sentence a deadline, and one that says that they go on."""
    from upphandling.interfaces.local_time import spoken  # noqa: PLC0415 -- for people
    from upphandling.interfaces.words import value_word  # noqa: PLC0415

    if not found:
        return ["Fristerna löper enligt lag; ingen löper i ärendet just nu."]

    def said(row: Row) -> str:
        due_at: datetime = row["due_at"]
        part = f" ({row['part']})" if row["part"] else ""
        name = value_word(row["deadline"], "deadline")
        waits = f", väntar på {waits_for(row['waits'])}" if row["waits"] else ""
        return f"- {name}{part}: {spoken(due_at)}{waits}"

    head = "Fristerna löper enligt lag och faller ändå:"
    return [head, *(said(row) for row in found)]
