"""One sweep: carry out every deadline that has passed, in the order they fell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

import structlog

from upphandling.application.engine import Engine
from upphandling.domain.base import DomainEvent, Role
from upphandling.domain.errors import Refused
from upphandling.projections.deadlines import Deadline
from upphandling.schedules.timetable import TIMETABLE

log = structlog.get_logger()

BY = "scheduler"


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline that has passed: which, of what case, when, and who set it."""

    case_id: str
    deadline: Deadline
    part: str
    due_at: datetime
    set_by: str

    @property
    def command_id(self) -> str:
        """The same deadline is always the same command, so it falls only once."""
        name = f"{self.case_id}|{self.deadline}|{self.part}|{self.set_by}"
        return str(uuid5(NAMESPACE_URL, name))


@dataclass(frozen=True, slots=True)
class Fallen:
    """A deadline that was carried out, and what it led to."""

    due: Due
    events: tuple[DomainEvent, ...]


class Sweep:
    """Asks what is due and sends the command of each.

    `due` answers some of the deadlines that have passed at an instant, oldest
    first, from a read model that is up to date: at least one more than the number
    given, if there are so many.
    """

    def __init__(
        self, engine: Engine, due: Callable[[datetime, int], Sequence[Due]]
    ) -> None:
        self.engine = engine
        self.due = due
        self._told: set[str] = set()

    def __call__(self, now: datetime) -> list[Fallen]:
        """Carry out all that is due; what cannot be done is left for the next sweep."""
        fallen: list[Fallen] = []
        tried: set[str] = set()
        while waiting := [
            due for due in self.due(now, len(tried)) if due.command_id not in tried
        ]:
            for due in waiting:
                tried.add(due.command_id)
                if (events := self._carry_out(due)) is not None:
                    fallen.append(Fallen(due, events))
        return fallen

    def _carry_out(self, due: Due) -> tuple[DomainEvent, ...] | None:
        key = due.case_id.partition(":")[2]
        try:
            answer = self.engine.handle(
                TIMETABLE[due.deadline](key, due.part),
                by=BY,
                role=Role.SCHEDULER,
                command_id=due.command_id,
                effective_at=due.due_at,
                because=due.set_by,
                keep_refusal=False,
            )
        except Refused as refusal:
            self._tell_once(due, refusal)
            return None
        except Exception:  # one broken case must not hold up the others
            log.exception("deadline_failed", case=due.case_id, deadline=due.deadline)
            return None
        log.info("deadline_fell", case=due.case_id, deadline=due.deadline)
        return answer.events

    def _tell_once(self, due: Due, refusal: Refused) -> None:
        """A deadline that is refused is tried at every sweep, and told once."""
        if due.command_id not in self._told:
            self._told.add(due.command_id)
            log.warning("deadline_refused", deadline=due.deadline, rule=refusal.rule())
