"""One sweep: carry out every deadline that has passed, in the order they fell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

import structlog

from upphandling.application.access import THE_CLOCK
from upphandling.application.engine import Answer, Engine
from upphandling.domain.base import DomainEvent, Role
from upphandling.domain.errors import Refused, TimeBeforeCase
from upphandling.domain.instants import NotYet
from upphandling.projections.deadlines import Deadline

log = structlog.get_logger()

SINCE = (TimeBeforeCase, NotYet)
"""What came since stands in the way of the legal instant: a case that was opened later,
a day that had not come. Every other refusal would be one now as well."""

STUCK = 2
"""At which refusal a deadline no longer solves itself: somebody has to look at it."""


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
        self._refused: Counter[str] = Counter()

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
        told = {"case": due.case_id, "deadline": due.deadline}
        late: dict[str, str] = {}
        try:
            try:
                answer = self._send(due, due.due_at)
            except SINCE:
                late = {"late_since": due.due_at.isoformat()}
                answer = self._send(due, None)
        except Refused as refusal:
            self._tell(due, refusal)
            return None
        except Exception:  # one broken case must not hold up the others
            log.exception("deadline_failed", **told)
            return None
        log.info("deadline_fell", **told, **late)
        return answer.events

    def _send(self, due: Due, at: datetime | None) -> Answer:
        """At the legal instant or, where it cannot be, now: the days stay the legal."""
        from upphandling.schedules.timetable import (  # noqa: PLC0415 -- not for who reads
            TIMETABLE,
        )

        key = due.case_id.partition(":")[2]
        return self.engine.handle(
            TIMETABLE[due.deadline](key, due.part),
            by=THE_CLOCK,
            role=Role.SCHEDULER,
            command_id=due.command_id,
            effective_at=at,
            because=due.set_by,
            keep_refusal=False,
        )

    def _tell(self, due: Due, refusal: Refused) -> None:
        """A deadline that is refused is tried at every sweep, and told twice."""
        times = self._refused[due.command_id] = self._refused[due.command_id] + 1
        if times == 1:
            log.warning("deadline_refused", deadline=due.deadline, rule=refusal.rule())
        elif times == STUCK:
            log.error("deadline_stuck", deadline=due.deadline, rule=refusal.rule())
