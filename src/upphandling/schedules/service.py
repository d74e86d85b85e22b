"""The service as a whole: its parts started in order, beats, and all stopped again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from upphandling.schedules.clockwork import Clockwork, Stalled
from upphandling.schedules.notify import ServiceManager
from upphandling.schedules.standing import Part, Standing

log = structlog.get_logger()

GettingOn = Callable[[], None]


class Leadership(Protocol):
    """Who of several instances acts; see `infrastructure/leadership/leader.py`."""

    def start(self, changed: Callable[[], None]) -> None: ...
    def stop(self) -> None: ...
    def leads(self) -> bool: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Beats:
    """What is done at each beat by whoever leads and by the others.

    Both answer the seconds until they want to be called again, at most, and tell now
    and then that they do not hang. `passing`
    are the troubles that a service waits out; `ending` those that no waiting mends.
    """

    lead: Callable[[GettingOn], float | None]
    follow: Callable[[GettingOn], float | None]
    passing: tuple[type[Exception], ...]
    ending: tuple[type[Exception], ...]


class Service:
    """Beats until it is told to stop; what ends it before is raised by `run`."""

    def __init__(
        self,
        beats: Beats,
        *,
        standing: Standing,
        leadership: Leadership,
        manager: ServiceManager,
    ) -> None:
        self.beats = beats
        self.standing = standing
        self.leadership = leadership
        self.manager = manager
        self._ended_by: Exception | None = None

    def run(self, clockwork: Clockwork, parts: Sequence[Part]) -> bool:
        """Start all, beat until told to stop, stop all; whether it led to the end.

        Raises what a part could not start for, a trouble of the `ending` ones, and
        `Stalled`, upon which nothing is stopped in order: something hangs.
        """
        started: list[Part] = []
        try:
            for part in parts:
                started.append(part)
                part.start(self.standing)
            self.leadership.start(clockwork.hurry)
            self.manager.ready()
            clockwork.run()
            led = self.leadership.leads()
        except Stalled:
            raise
        except BaseException:
            self._stop(started)
            raise
        self._stop(started)
        if self._ended_by is not None:
            raise self._ended_by
        return led

    def beat(self, getting_on: GettingOn) -> float | None:
        """One beat of the clockwork, by what this instance is just now."""
        leads = self.standing.leads()
        try:
            wait = (self.beats.lead if leads else self.beats.follow)(getting_on)
        except self.beats.ending as trouble:
            self._ended_by = trouble
            self.end()
            return None
        except self.beats.passing as trouble:
            self._tell(str(trouble))
            return None
        except Exception as fault:
            self.standing.trouble = type(fault).__name__
            raise
        if self.standing.trouble is not None:
            log.info("service_recovered")
        self.standing.beaten()
        self.manager.status("leder" if leads else "redo att ta över")
        return wait

    def end(self) -> None:
        """Let the beat that runs end, and then all the rest."""
        self.standing.stopping.set()

    def _tell(self, said: str) -> None:
        if self.standing.trouble != said:
            log.error("service_hindered", said=said)
        self.standing.trouble = said
        self.manager.status(f"hindrad: {said}")

    def _stop(self, started: Sequence[Part]) -> None:
        self.manager.stopping()
        self.standing.stopping.set()
        for part in reversed(started):
            try:
                part.stop()
            except Exception:  # the others are to be stopped as well
                log.exception("part_not_stopped", part=part.name)
        self.leadership.stop()
