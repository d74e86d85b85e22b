"""One sweep: carry out every deadline that has passed, in the order they fell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import NAMESPACE_URL, uuid5

import structlog

from upphandling.application.access import THE_CLOCK
from upphandling.application.answers import Answer
from upphandling.application.commands import Command
from upphandling.application.engine import Engine
from upphandling.application.refusals import ClockNotBelieved
from upphandling.domain.base import DomainEvent, Role
from upphandling.domain.errors import WITHHELD, MustWait, Refused, TimeBeforeCase
from upphandling.domain.instants import NotYet
from upphandling.projections.deadlines import Deadline

log = structlog.get_logger()

SINCE = (TimeBeforeCase, NotYet)
"""What came since stands in the way of the legal instant: a case that was opened later,
a day that had not come. Every other refusal would be one now as well."""


class NotAwaited(Refused):
    """Ärendet väntar inte på den fristen; den har fallit, eller är inte längre aktuell."""


class NotDueYet(Refused):
    """Fristen har inte förfallit än; den faller när dess dag kommer, inte tidigare."""


STUCK = 2
"""At which refusal a deadline no longer solves itself: somebody has to look at it."""

GoOn = Callable[[], bool]
"""Asked before each deadline: whether it is still ours to act."""


def always() -> bool:
    """Of a house that shares its deadlines with nobody."""
    return True


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline that has passed: which, of what case, when, and who set it."""

    case_id: str
    deadline: Deadline
    part: str
    due_at: datetime
    set_by: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """As a row of the deadlines tells it."""
        deadline = Deadline(row["deadline"])
        return cls(row["case_id"], deadline, row["part"], row["due_at"], row["set_by"])

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
    given, if there are so many. `with_all` are the troubles that would meet every
    deadline alike: the sweep ends, and the next one tries again.
    """

    def __init__(
        self,
        engine: Engine,
        due: Callable[[datetime, int], Sequence[Due]],
        with_all: tuple[type[Exception], ...] = (),
    ) -> None:
        self.engine = engine
        self.due = due
        self.with_all: tuple[type[Exception], ...] = (ClockNotBelieved, *with_all)
        self._refused: Counter[str] = Counter()

    def __call__(self, now: datetime, go_on: GoOn = always) -> list[Fallen]:
        """Carry out all that is due; what cannot be done is left for the next sweep."""
        fallen: list[Fallen] = []
        tried: set[str] = set()
        while waiting := [
            due for due in self.due(now, len(tried)) if due.command_id not in tried
        ]:
            for due in waiting:
                if not go_on():
                    return fallen
                tried.add(due.command_id)
                try:
                    events = self._carry_out(due)
                except self.with_all as trouble:
                    log.warning("sweep_ended_early", said=str(trouble))
                    return fallen
                if events is not None:
                    fallen.append(Fallen(due, events))
        return fallen

    def _carry_out(self, due: Due) -> tuple[DomainEvent, ...] | None:
        told = {
            "case": due.case_id,
            "deadline": due.deadline,
            "command_id": due.command_id,
        }
        try:
            answer, late = self.fall(due)
        except self.with_all:
            raise
        except MustWait as wait:  # it came just now: the next sweep does not ask
            log.info("deadline_waits", **told, rule=wait.rule())
            return None
        except Refused as refusal:
            self._tell(due, refusal)
            return None
        except Exception:  # one broken case must not hold up the others
            log.exception("deadline_failed", **told)
            return None
        told_late = {"late_since": due.due_at.isoformat()} if late else {}
        log.info("deadline_fell", **told, **told_late)
        return answer.events

    def fall(self, due: Due) -> tuple[Answer, bool]:
        """Send the command of one; answers also whether it came too late to be legal.

        It is the same command whoever sends it, so it falls only once. Raises the
        `Refused` that stands in the way.
        """
        try:
            return self._send(due, due.due_at), False
        except SINCE:
            return self._send(due, None), True

    def hindrance(self, due: Due) -> str | None:
        """Why one would not fall just now, in Swedish; None where nothing is in the way.

        Nothing is kept of the question. Raises the troubles that meet every deadline.
        """
        command = _command(due)
        try:
            self.engine.rehearse(command, by=THE_CLOCK, role=Role.SCHEDULER)
        except self.with_all:
            raise
        except Refused as refusal:
            return WITHHELD if command.SECRET else refusal.message()
        except Exception as fault:  # one broken case must not hide the others
            log.exception("deadline_not_rehearsed", case=due.case_id)
            return f"Ett oväntat fel ({type(fault).__name__}), se tjänstens logg."
        return None

    def _send(self, due: Due, at: datetime | None) -> Answer:
        """At the legal instant or, where it cannot be, now: the days stay the legal."""
        return self.engine.handle(
            _command(due),
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


def _command(due: Due) -> Command:
    """What a deadline gives rise to."""
    from upphandling.schedules.timetable import (  # noqa: PLC0415 -- not for who reads
        TIMETABLE,
    )

    return TIMETABLE[due.deadline](due.case_id.partition(":")[2], due.part)
