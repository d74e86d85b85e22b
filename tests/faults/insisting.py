"""Senders who insist: the same command again and again, one after another or at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any, Self

from pydantic_core import to_jsonable_python

from upphandling.application.answers import Answer
from upphandling.bootstrap import House
from upphandling.domain.errors import Refused
from upphandling.interfaces.scenarios.journal import Act
from upphandling.interfaces.scenarios.runner import Runner

TIMES = 10

Handle = Callable[..., Answer]


@dataclass(frozen=True)
class Told:
    """What a sender was told: that it is done, or which rule said no and why."""

    command_id: str
    rule: str | None
    details: Any
    first: bool  # this one brought it about
    refusal: Refused | None

    def alike(self, other: Told) -> bool:
        """The same answer, whoever asked first."""
        mine = (self.command_id, self.rule, self.details)
        return mine == (other.command_id, other.rule, other.details)


def asked(handle: Handle, command: Any, told: dict[str, Any]) -> Told:
    """Send it, and hear what comes of it."""
    try:
        answer = handle(command, **told)
    except Refused as no:
        details = to_jsonable_python(no.details, fallback=str)
        return Told(told["command_id"], no.rule(), details, first=False, refusal=no)
    return Told(answer.command_id, None, None, not answer.repeated, None)


class Counts:
    """Which commands were repeated; of each kind at most so many, if that is told."""

    def __init__(self, most: int | None = None) -> None:
        self.most = most
        self.of: Counter[str] = Counter()

    def wants(self, name: str) -> bool:
        self.of[name] += 1
        return self.most is None or self.of[name] <= self.most


def insistent(handle: Handle, counts: Counts) -> Handle:
    """The same door for somebody who sends every command ten times in a row.

    What the clock tries and may not is no answer: that is not repeated.
    """

    def send(command: Any, **told: Any) -> Answer:
        if "command_id" not in told:
            return handle(command, **told)
        answer: Answer | None = None
        no: Refused | None = None
        try:
            answer = handle(command, **told)
        except Refused as refused:
            if not told.get("keep_refusal", True):
                raise
            no = refused
        for _ in range(TIMES - 1 if counts.wants(command.NAME) else 0):
            again = asked(handle, command, told)
            assert not again.first
            assert again.command_id == told["command_id"]
            if no is None:
                assert again.rule is None
            else:
                assert again.rule == no.rule()
                assert again.details == to_jsonable_python(no.details, fallback=str)
        if no is not None:
            raise no
        assert answer is not None
        return answer

    return send


class Crowded(Runner):
    """Every act is sent by ten at the same instant, in several houses on one database.

    What falls due is swept in all of them at once too.
    """

    def __init__(self, houses: Sequence[House], clock: Any) -> None:
        super().__init__(houses[0], clock)
        self.houses = houses
        self.answers: list[list[Told]] = []
        self._pool = ThreadPoolExecutor(TIMES)

    def _carry_out(self, act: Act) -> None:
        envelope = act.envelope
        told = {
            "by": act.by,
            "role": envelope.role,
            "mandate": envelope.mandate,
            "command_id": act.command_id,
            "effective_at": envelope.effective_at or act.at,
            "because": envelope.because,
        }
        start = Barrier(TIMES)

        def one(number: int) -> Told:
            handle = self.houses[number % len(self.houses)].engine.handle
            start.wait(30)
            return asked(handle, act.command, told)

        answers = list(self._pool.map(one, range(TIMES)))
        self.answers.append(answers)
        self._stale = True  # another house may have been the first
        for answer in answers:
            if answer.refusal is not None:
                raise answer.refusal

    def _fall_until(self, moment: Any) -> None:
        while (awaited := self._next()) is not None and awaited <= moment:
            self.clock.now = max(self.clock.now, awaited)
            start = Barrier(len(self.houses))

            def sweep(house: House, start: Barrier = start) -> int:
                start.wait(30)
                return len(house.fall_due(self.clock.now))

            fallen = sum(self._pool.map(sweep, self.houses))
            self._stale = True
            if not fallen:
                self._beyond = awaited

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def __enter__(self) -> Self:
        return self
