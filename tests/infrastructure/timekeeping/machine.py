"""A machine whose clock can be set, and whose count since its start cannot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from upphandling.infrastructure.timekeeping.boot import Since

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Machine:
    """Time passes by `pass_time`; the clock alone is set by `set_clock`."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now
        self.boot = "first"
        self.seconds = 1000.0

    def clock(self) -> datetime:
        return self.now

    def since(self) -> Since:
        return Since(self.boot, self.seconds)

    def pass_time(self, **passed: float) -> None:
        step = timedelta(**passed)
        self.now += step
        self.seconds += step.total_seconds()

    def set_clock(self, **step: float) -> None:
        self.now += timedelta(**step)

    def restart(self) -> None:
        self.boot, self.seconds = self.boot + "+", 20.0
