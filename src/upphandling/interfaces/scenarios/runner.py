"""Runs a scenario on a virtual clock: commands, and what falls between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from upphandling.application.messages import Expectation
from upphandling.bootstrap import House, open_house
from upphandling.domain.base import DomainEvent
from upphandling.domain.errors import Refused
from upphandling.infrastructure.clock import ManualClock
from upphandling.infrastructure.vault.keyring import Keyring
from upphandling.interfaces.scenarios.bringing import bring
from upphandling.interfaces.scenarios.journal import Act, Scenario
from upphandling.interfaces.scenarios.visit_blocks import CrowdVisits
from upphandling.projections.deadlines import DEADLINES

Progress = Callable[[int, int], None]


class ForeignDatabase(Exception):
    """Databasen innehåller redan annat än detta scenario, använd en tom databas."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command that was refused, and whether the journal expected it."""

    act: Act
    refused: Refused
    expected: bool


@dataclass(frozen=True, slots=True)
class Run:
    """How it went: refusals, expected refusals that never came, and the end."""

    refusals: tuple[Refusal, ...]
    disappointed: tuple[Act, ...]
    until: datetime

    @property
    def surprises(self) -> list[Act]:
        """What did not go as the journal expected."""
        unforeseen = [r.act for r in self.refusals if not r.expected]
        return [*unforeseen, *self.disappointed]


class Runner:
    """Plays the acts of a scenario against a house whose clock it holds.

    Between two acts every deadline falls at its own legal instant. A scenario
    that was played before answers the same again and changes nothing.
    """

    def __init__(self, house: House, clock: ManualClock) -> None:
        self.house = house
        self.clock = clock
        self.refusals: list[Refusal] = []
        self.disappointed: list[Act] = []
        self._awaited: datetime | None = None
        self._beyond: datetime | None = None
        self._stale = True
        house.engine.listeners.append(self._listen)

    def play(
        self, scenario: Scenario, until: datetime | None, progress: Progress | None
    ) -> Run:
        acts = [act for act in scenario.acts if until is None or act.at <= until]
        for number, act in enumerate(acts):
            self._fall_until(act.at)
            self.clock.now = max(self.clock.now, act.at)
            self._do(act)
            if progress is not None and number % 50 == 0:
                progress(number, len(acts))
        end = until or scenario.acts[-1].at
        self._fall_until(end)
        self.clock.now = max(self.clock.now, end)
        self.house.projector.catch_up()
        return Run(tuple(self.refusals), tuple(self.disappointed), end)

    def _do(self, act: Act) -> None:
        expected = act.envelope.expect
        try:
            self._carry_out(act)
        except Refused as refused:
            self.refusals.append(Refusal(act, refused, _foreseen(expected, refused)))
        else:
            if expected is not None:
                self.disappointed.append(act)

    def _carry_out(self, act: Act) -> None:
        if isinstance(act.command, CrowdVisits):
            bring(self.house, act, act.command)
            return
        envelope = act.envelope
        self.house.engine.handle(
            act.command,
            by=act.by,
            role=envelope.role,
            mandate=envelope.mandate,
            command_id=act.command_id,
            effective_at=envelope.effective_at or act.at,
            because=envelope.because,
        )

    def _fall_until(self, moment: datetime) -> None:
        while (awaited := self._next()) is not None and awaited <= moment:
            self.clock.now = max(self.clock.now, awaited)
            fallen = self.house.fall_due(self.clock.now)
            self._stale = True
            if not fallen:  # it cannot fall, and must not hold up the next one
                self._beyond = awaited

    def _next(self) -> datetime | None:
        if self._stale:
            self.house.projector.catch_up([DEADLINES])
            self._awaited = self.house.next_due(after=self._beyond)
            self._stale = False
        return self._awaited

    def _listen(self, events: tuple[DomainEvent, ...]) -> None:
        if any(event.TOPIC in DEADLINES.reactions for event in events):
            self._stale = True


def play(
    scenario: Scenario,
    url: str,
    until: datetime | None = None,
    progress: Progress | None = None,
    keys: Keyring | None = None,
) -> tuple[House, Run]:
    """Play a scenario in a database; the house is left open for questions.

    Without `keys` the vault's are made up, and forgotten with this process.

    Raises `ForeignDatabase` when the database holds anything else.
    """
    clock = ManualClock(scenario.acts[0].at)
    house = open_house(url, clock=clock, keys=keys or Keyring.ephemeral())
    try:
        first = next(house.recorder.records(limit=1), None)
        if first is not None and first.command_id != scenario.acts[0].command_id:
            raise ForeignDatabase  # noqa: TRY301
        return house, Runner(house, clock).play(scenario, until, progress)
    except BaseException:
        house.__exit__()
        raise


def _foreseen(expected: Expectation | None, refused: Refused) -> bool:
    return expected is not None and expected.refused == refused.rule()
