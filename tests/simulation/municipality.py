"""A municipality whose years pass as a seed says, however its houses fare meanwhile."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Self

from tests.given import local
from tests.simulation.houses import HOUSES, Houses
from tests.simulation.letters import DONE, NOT_NOW, Letter, beat, handled
from tests.simulation.skies import Skies, Weather
from tests.town import MANDATE, command, role_for, sender_for
from upphandling.application.store import Record, Verdict
from upphandling.bootstrap import House
from upphandling.domain.base import Role

START = "2026-10-01T09:00"
DAY = 86_400  # seconds
MENDED = 0.6  # how often a wrong clock is right after the next wait
REMEMBERED = 40  # commands that may come once more
DESTROYED = "destroyed"  # the list of destroyed keys
LONGEST_COMMAND, LONGEST_SWEEP = 14, 40  # statements; most are shorter
WRITES_OF_A_SWEEP = WRITES_OF_AN_ERRAND = 4
HEARD_WITHIN = timedelta(seconds=2)  # by the other house, that the clock is believed

Watcher = Callable[[Record], Sequence[str]]
"""Sees every row of the log once, in order; answers what is wrong with it."""


class Wrong(AssertionError):
    """Something happened that never should, at the latest by a position of the log."""


class Municipality:
    """Sends commands to its houses, and looks at each row that comes of it.

    All chance is in `chance`, all time in `clock`: one seed is one history. What lies
    beside the database lies in `room`.
    """

    def __init__(self, url: str, seed: int, weather: Weather, room: Path) -> None:
        self.seed = seed
        self.room = room
        self.weather = weather
        self.chance = Random(seed)
        self.skies = Skies(local(START), self.chance)
        self.clock = self.skies.time
        self.houses = Houses(url, self.chance, weather, self.skies, room / DESTROYED)
        self.watchers: list[Watcher] = []
        self.after_sweep: list[Callable[[], Sequence[str]]] = []
        self.looks: list[Callable[[House], Iterable[str]]] = []  # at a new house
        self.rows: dict[str, list[int]] = {}  # positions, by command
        self.position = 0
        self.sent = 0
        self.met = Counter[str]()  # what came of it all
        self.answered: deque[tuple[Letter, str]] = deque(maxlen=REMEMBERED)
        self.rivals: list[tuple[Letter, str]] = []
        self.dark_until = self.clock.now

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for number in range(HOUSES):
            self.houses.bury(number)

    # -- What people do --------------------------------------------------------

    def letter(
        self,
        name: str,
        data: dict[str, Any],
        *,
        by: str | None = None,
        role: Role | None = None,
        mandate: str | None = MANDATE,
    ) -> Letter:
        """A command as somebody who may would write it, with an id of its own."""
        self.sent += 1
        role = role or role_for(name)
        sender = by or sender_for(name, role)
        command_id = f"s{self.seed}-{self.sent}"
        return Letter(command(name, data), sender, role, mandate, command_id)

    def do(
        self,
        name: str,
        data: dict[str, Any],
        *,
        rival: Letter | None = None,
        **who: Any,
    ) -> str:
        """Send a command until it is answered: "done", or the rule that said no.

        The `rival` may come in between, by the other house. Whoever is not answered
        sends the same again.
        """
        letter = self.letter(name, data, **who)
        mine = self.houses.any()
        self._threaten(mine, LONGEST_COMMAND)
        if rival is not None or self.chance.random() < self.weather.meeting:
            self._interrupt(mine, 0, lambda other: self._meet(other, rival or letter))
        verdict = self._answer(mine, letter)
        self.listen()
        self._must_all_be_kept([*self.rivals, (letter, verdict)])
        if self.answered and self.chance.random() < self.weather.once_more:
            self._once_more(*self.chance.choice(self.answered))
        return verdict

    def errand(self, act: Callable[[House], str], rival: Letter | None = None) -> str:
        """What is more than a command, by a house or by whoever comes after it.

        `act` answers as `do`, and may be asked again; the `rival` may come in between.
        """
        mine = self.houses.any()
        self._threaten(mine, LONGEST_SWEEP)
        if rival is not None:
            writes = self.chance.randrange(WRITES_OF_AN_ERRAND)
            self._interrupt(mine, writes, lambda other: self._meet(other, rival))
        answer: str = self.houses.until_done(mine, act)
        self.met["errands"] += 1
        self.listen()
        self._must_all_be_kept(self.rivals)
        return answer

    # -- What time does --------------------------------------------------------

    def pass_time(self, longest: float) -> None:
        """Let up to so many days pass; mostly somebody minds the clock then."""
        seconds = round(self.chance.random() * longest * DAY)
        self.clock.advance(timedelta(seconds=seconds))
        if self.skies.error and self.chance.random() < MENDED:
            self._mend()
        if self.chance.random() < self.weather.outage * longest:
            days = self.chance.randrange(1, self.weather.longest_outage)
            self.dark_until = self.clock.now + timedelta(days=days)
        if self.chance.random() < self.weather.swept:
            self.sweep()

    def clear(self) -> None:
        """The clock is right, and whoever minds it is there."""
        self.dark_until = self.clock.now
        if self.skies.error:
            self._mend()

    def sweep(self) -> None:
        """Carry out all that is due, by whichever house; one that dies is followed."""
        if self.clock.now < self.dark_until:
            return
        mine = self.houses.any()
        self._threaten(mine, LONGEST_SWEEP)
        if self.chance.random() < self.weather.meeting:
            writes = self.chance.randrange(WRITES_OF_A_SWEEP)
            self._interrupt(mine, writes, self._swept_by_another)
        believed = self.houses.until_done(mine, beat)
        self.listen()
        if believed:
            for look in self.after_sweep:
                self.judge(look())

    def keep_up(self) -> None:
        """Bring every read model up to date."""
        mine = self.houses.any()
        self._threaten(mine, LONGEST_SWEEP)
        self.houses.until_done(mine, lambda house: house.projector.catch_up())

    # -- What is seen ----------------------------------------------------------

    def listen(self) -> None:
        """Show every new row of the log to all who watch."""
        with self.houses.using(0) as house:
            rows = list(house.recorder.records(after=self.position))
        for row in rows:
            if row.position != self.position + 1:
                self.judge([f"{row.position} follows {self.position}"])
            self.position = row.position
            self.rows.setdefault(str(row.command_id), []).append(row.position)
            for watch in self.watchers:
                self.judge(watch(row))

    def judge(self, wrongs: Sequence[str]) -> None:
        """Raise the first of them."""
        for wrong in wrongs:
            raise Wrong(self.position, wrong)

    def _must_all_be_kept(self, answered: Sequence[tuple[Letter, str]]) -> None:
        """What was answered is what is kept, and may be asked again."""
        for sent, answer in answered:
            self._must_be_kept(sent, answer)
            if answer != NOT_NOW:
                self.answered.append((sent, answer))
        self.rivals.clear()

    def _must_be_kept(self, letter: Letter, verdict: str) -> None:
        """What was answered is what is kept: all of it, and only once."""
        self.met["done" if verdict == DONE else "refused"] += 1
        with self.houses.using(0) as house:
            kept = house.recorder.outcome_of(letter.command_id)
        name, rows = letter.command.NAME, self.rows.get(letter.command_id, [])
        if verdict == NOT_NOW:
            self.judge([f"{name}: kept"] if kept else [])
        elif kept is None:
            self.judge([f"{name} was answered and not kept"])
        elif verdict != DONE:
            if (kept.verdict, kept.rule, rows) != (Verdict.REFUSED, verdict, []):
                self.judge([f"{name}: {verdict}, kept as {kept.rule} with {rows}"])
        elif kept.verdict is not Verdict.DONE:
            self.judge([f"{name} was done, kept as {kept.rule}"])
        elif rows != _span(kept.first_position, kept.last_position):
            self.judge([f"{name} has {rows}, not what is kept"])

    # -- What goes wrong -------------------------------------------------------

    def _threaten(self, number: int, statements: int) -> None:
        """At times the house dies within so many statements, or its line is cut."""
        chance = self.chance
        if chance.random() < self.weather.crash:
            self.houses.lifeline(number).arm(
                chance.randrange(1, statements),
                after=chance.random() < 0.5,
                dies=not self.weather.cut or chance.random() >= self.weather.cut,
            )

    def _interrupt(self, mine: int, writes: int, act: Callable[[int], None]) -> None:
        """When the house is to write again after so many writes, the other acts first."""
        other = HOUSES - 1 - mine
        self.houses.lifeline(other)  # there before it is needed
        lifeline = self.houses.lifeline(mine)
        lifeline.writes, lifeline.meeting = writes, lambda: act(other)

    def _meet(self, other: int, letter: Letter) -> None:
        self.met["met"] += 1
        with self.houses.using(other) as house:
            self.rivals.append((letter, handled(house, letter)))

    def _swept_by_another(self, other: int) -> None:
        with self.houses.using(other) as house:
            beat(house)

    def _answer(self, number: int, letter: Letter) -> str:
        answer: str = self.houses.until_done(number, lambda h: handled(h, letter))
        return answer

    def _once_more(self, letter: Letter, verdict: str) -> None:
        """Who asks again is answered the same, and nothing more is written."""
        self.met["once more"] += 1
        before = self.position
        again = self._answer(self.houses.any(), letter)
        self.listen()
        if again not in (verdict, NOT_NOW):
            self.judge([f"{letter.command.NAME}: first {verdict}, then {again}"])
        if self.position != before:
            self.judge([f"{letter.command.NAME} was carried out twice"])

    def leap_at_times(self) -> bool:
        """The clock leaps, right after a beat; answers whether it did."""
        if self.skies.error or self.chance.random() >= self.weather.leap:
            return False
        self.met["leaps"] += 1
        for number in range(HOUSES):
            self.houses.until_done(number, beat)
        self.listen()
        self.skies.leap()
        return True

    def _mend(self) -> None:
        self.skies.mend()
        for number in range(HOUSES):  # to whom it may have leapt
            self.houses.until_done(number, beat)
        with self.houses.using(0) as house:
            assert house.guard is not None
            house.guard.confirm("driftansvarig-1", "Klockan är rätt igen.")
        self.listen()
        self.clock.advance(HEARD_WITHIN)


def _span(first: int | None, last: int | None) -> list[int]:
    return [] if first is None or last is None else list(range(first, last + 1))
