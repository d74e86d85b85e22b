"""The replay: the same commands through the same rules, and what falls between them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventsourcing.persistence import StoredEvent

from upphandling.application.access import must_be_allowed
from upphandling.bootstrap import House
from upphandling.domain.access import NotAllowed, policy_version
from upphandling.domain.base import DomainEvent, Role
from upphandling.domain.errors import Refused
from upphandling.infrastructure.clock import ManualClock
from upphandling.interfaces.what_if.awaited import Awaited
from upphandling.interfaces.what_if.refusals import (
    ChangeImpossible,
    OldCommandUnreadable,
)
from upphandling.interfaces.what_if.timeline import Act
from upphandling.projections.deadlines import DEADLINES, Deadline, due
from upphandling.schedules.sweep import Due, Sweep

AT_A_TIME = 1_000
OFTEN = 25  # acts between two words about how far it has come

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command that is refused in the replay."""

    act: Act
    refused: Refused


class Replay:
    """Plays acts in a house whose clock it holds.

    A deadline that fell in the log falls again when it did there, late or not, if it
    is still the same one; every other falls at its own legal instant. `openings` are
    the commands without which there is no case to ask about: where a changed one is
    refused, all is, with `ChangeImpossible`. `awaited` is what the log waited for.
    """

    def __init__(
        self,
        house: House,
        clock: ManualClock,
        awaited: Awaited,
        openings: Container[str] = (),
    ) -> None:
        self.house = house
        self.clock = clock
        self.openings = openings
        self.awaited = awaited
        self.refusals: list[Refusal] = []
        self._held: set[str] = set()
        self._stuck: dict[str, int] = {}
        self._awaited: datetime | None = None
        self._happened = 0
        self._stale = True
        self._sweep = Sweep(house.engine, self._due)
        house.engine.listeners.append(self._listen)

    def play(
        self, acts: Sequence[Act], until: datetime, progress: Progress | None = None
    ) -> None:
        """Carry out every act at its instant, and let fall what is due until the end."""
        self._held = {
            act.receipt.command_id for act in acts if act.receipt and act.by_the_clock
        }
        for number, act in enumerate(acts):
            self._fall_until(act.at)
            self.clock.now = max(self.clock.now, act.at)
            self._do(act)
            if progress is not None and number % OFTEN == 0:
                progress(number, len(acts))
        self._fall_until(until)
        self.clock.now = max(self.clock.now, until)
        self.house.projector.catch_up()

    def _do(self, act: Act) -> None:
        if act.event is not None:
            self._take(*act.event)
        elif act.receipt is None:
            return
        elif act.by_the_clock:
            self._held.discard(act.receipt.command_id)
            self._sweep(self.clock.now)
        else:
            self._ask(act)

    def _ask(self, act: Act) -> None:
        receipt = act.receipt
        if receipt is None or _was_denied(act):
            return
        self.house.engine.door = open_door if _was_let_in(act) else must_be_allowed
        try:
            command = act.command()
        except OldCommandUnreadable:
            if act.rule is None:
                raise
            return  # it led to nothing then, and would have now
        try:
            self.house.engine.handle(
                command,
                by=receipt.by,
                role=Role(receipt.role),
                mandate=receipt.mandate,
                command_id=receipt.command_id,
                effective_at=receipt.effective_at,
                because=receipt.because,
                keep_refusal=False,
            )
        except Refused as refused:
            if act.changed and receipt.command_id in self.openings:
                raise ChangeImpossible(
                    command=receipt.command,
                    refused=refused.rule(),
                    why=refused.message(),
                    **refused.details,
                ) from None
            self.refusals.append(Refusal(act, refused))

    def _take(self, case: str, topic: str, data: str) -> None:
        """Put an event into the log as it stands, whatever the rules say."""
        last = self.house.recorder.select_events(case, desc=True, limit=1)
        version = last[0].originator_version + 1 if last else 1
        stored = StoredEvent(case, version, topic, data.encode())
        self.house.recorder.insert_events([stored])
        cache = self.house.engine.repository.cache
        if cache is not None and case in cache.cache:
            cache.get(case, evict=True)
        self._happened += 1
        self._stale = True

    def _fall_until(self, moment: datetime) -> None:
        while (awaited := self._next()) is not None and awaited <= moment:
            coming = [w for w in self._waiting(moment) if self._may_fall(w)]
            if not coming:
                return
            self.clock.now = max(self.clock.now, min(w.due_at for w in coming))
            self._sweep(self.clock.now)
            self._stale = True

    def _next(self) -> datetime | None:
        if self._stale:
            self.house.projector.catch_up([DEADLINES])
            self._awaited = self.house.next_due()
            self._stale = False
        return self._awaited

    def _may_fall(self, waits: Due) -> bool:
        """Not again what was refused, until something has happened since."""
        return self._stuck.get(waits.command_id) != self._happened

    def _due(self, now: datetime, beyond: int) -> Sequence[Due]:
        """What may fall now: as the sweep asks, but for what fell later in the log."""
        self.house.projector.catch_up([DEADLINES])
        found = list(self._waiting(now, AT_A_TIME + beyond))
        for waits in found:
            self._stuck[waits.command_id] = self._happened
        return found

    def _waiting(self, now: datetime, limit: int = AT_A_TIME) -> Iterable[Due]:
        with self.house.database.engine.connect() as connection:
            rows = connection.execute(due(now, limit + len(self._held))).all()
        for row in rows:
            waits = Due(
                row.case_id, Deadline(row.deadline), row.part, row.due_at, row.set_by
            )
            if not self._is_for_later(waits):
                yield waits

    def _is_for_later(self, waits: Due) -> bool:
        """Whether it is the deadline of the log, which fell later there or not at all."""
        if self.awaited.never_fell(waits):
            return True
        return waits.command_id in self._held and self.awaited.is_as_recorded(waits)

    def _listen(self, events: tuple[DomainEvent, ...]) -> None:
        self._happened += len(events)
        if any(event.TOPIC in DEADLINES.reactions for event in events):
            self._stale = True


def _was_let_in(act: Act) -> bool:
    """By a policy that is no longer ours, which is not judged again."""
    return act.rule is None and _by_another_policy(act)


def _was_denied(act: Act) -> bool:
    """By a policy that is no longer ours, which would have said no again."""
    return act.rule == NotAllowed.rule() and _by_another_policy(act)


def _by_another_policy(act: Act) -> bool:
    return act.receipt is not None and act.receipt.policy != policy_version()


def open_door(*_: object) -> None:
    """A door that stands open."""
