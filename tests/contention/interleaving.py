"""Clients that meet in one log, in memory, in exactly the order that a test chooses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from threading import Lock
from typing import Any, NoReturn

from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    StoredEvent,
)

from upphandling.application.engine import Engine
from upphandling.application.store import (
    CommandRepeated,
    Outcome,
    Receipt,
    Record,
    Verdict,
)
from upphandling.infrastructure.clock import ManualClock
from upphandling.infrastructure.event_log.persistence import Persistence

POOL = ThreadPoolExecutor(4)


class Turns:
    """One client runs at a time; before each look at the log another may go on.

    `steps` are numbers: which of those who have not finished goes on. When they are
    used up, whoever runs runs on.
    """

    def __init__(self) -> None:
        self.steps: Iterator[int] = iter(())
        self.waiting: dict[int, Lock] = {}
        self.running = -1

    def run(
        self, clients: Sequence[Callable[[], Any]], steps: Sequence[int]
    ) -> list[Any]:
        """What each client answered; an exception of theirs is raised here."""
        self.steps = iter(steps)
        self.waiting = {number: Lock() for number in range(len(clients))}
        for lock in self.waiting.values():
            lock.acquire()
        work = [POOL.submit(self._go, *client) for client in enumerate(clients)]
        self._pass_on()
        return [done.result() for done in work]

    def pause(self) -> None:
        """Whoever runs may have to wait here while others go on."""
        step = next(self.steps, None)
        if step is None or self.running not in self.waiting:
            return
        chosen = [*self.waiting][step % len(self.waiting)]
        if chosen != self.running:
            mine = self.waiting[self.running]
            self.running = chosen
            self.waiting[chosen].release()
            mine.acquire()

    def _go(self, number: int, client: Callable[[], Any]) -> Any:
        self.waiting[number].acquire()
        try:
            return client()
        finally:
            del self.waiting[number]
            self._pass_on()

    def _pass_on(self) -> None:
        self.running = -1
        for number, lock in self.waiting.items():
            self.running = number
            lock.release()
            break


class MemoryLog(ApplicationRecorder):
    """A log with the two promises of the real one: a version and an id are used once.

    Everybody who reads or writes it first pauses, so that others may come between.
    """

    def __init__(self, turns: Turns, before: MemoryLog | None = None) -> None:
        self.turns = turns
        self.rows: list[Record] = [*before.rows] if before else []
        self.outcomes: dict[str, Outcome] = {}
        self.streams: dict[str, list[StoredEvent]] = defaultdict(list)
        if before:
            for stream, events in before.streams.items():
                self.streams[stream] = [*events]

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        receipt: Receipt | None = None,
        **_: Any,
    ) -> list[int] | None:
        self.turns.pause()
        assert receipt is not None
        kept = Outcome(verdict=Verdict.DONE, **_asked(receipt))
        if receipt.command_id in self.outcomes:
            raise CommandRepeated
        for event in stored_events:
            if event.originator_version <= len(self.streams[str(event.originator_id)]):
                raise IntegrityError(event)
        self.outcomes[receipt.command_id] = kept
        for event in stored_events:
            self.streams[str(event.originator_id)].append(event)
            self.rows.append(
                Record(
                    len(self.rows) + 1,
                    str(event.originator_id),
                    event.originator_version,
                    event.topic,
                    receipt.recorded_at,
                    receipt.command_id,
                    event.state.decode(),
                )
            )
        return None

    def refuse(
        self, receipt: Receipt, rule: str, message: str, details: Mapping[str, Any]
    ) -> None:
        self.turns.pause()
        told = {"rule": rule, "message": message, "details": details}
        if receipt.command_id in self.outcomes:
            raise CommandRepeated
        kept = Outcome(verdict=Verdict.REFUSED, **told, **_asked(receipt))
        self.outcomes[receipt.command_id] = kept

    def select_events(
        self,
        originator_id: Any,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredEvent]:
        assert (lte, desc, limit) == (None, False, None)
        self.turns.pause()
        return self.streams.get(str(originator_id), [])[gt or 0 :]

    def select_streams(self, stream_ids: Sequence[str]) -> Iterator[StoredEvent]:
        self.turns.pause()
        for stream in stream_ids:
            yield from self.streams.get(stream, ())

    def outcome_of(self, command_id: str) -> Outcome | None:
        self.turns.pause()
        return self.outcomes.get(command_id)

    def in_line(self, losses: int) -> AbstractContextManager[None]:  # noqa: ARG002
        return nullcontext()

    def select_notifications(self, *_: Any, **__: Any) -> list[Notification]:
        raise NotImplementedError

    def max_notification_id(self) -> int:
        return len(self.rows)

    def subscribe(self, *_: Any, **__: Any) -> NoReturn:
        raise NotImplementedError


def client(log: MemoryLog, clock: ManualClock) -> Engine:
    """An engine with a cache of its own over the shared log."""
    recorder: Any = log
    return Engine(Persistence(recorder), recorder, clock)


def _asked(receipt: Receipt) -> dict[str, Any]:
    return {
        "command_id": receipt.command_id,
        "command": receipt.command,
        "by": receipt.by,
        "payload": receipt.payload,
    }
