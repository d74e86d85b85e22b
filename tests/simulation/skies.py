"""What the clock of the machine says, which at times is not what the time is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from upphandling.infrastructure.clock import ManualClock
from upphandling.infrastructure.timekeeping.boot import Since

RIGHT = timedelta(0)  # how far off the clock is then
STEPS = (  # how far the clock may leap, the small ones within what is waited out
    timedelta(seconds=-100),
    timedelta(seconds=-200),
    timedelta(minutes=-40),
    timedelta(days=-1),
    timedelta(days=-30),
    timedelta(hours=2),
    timedelta(days=12),
    timedelta(days=400),
)
PATIENCE = timedelta(minutes=5)


@dataclass(slots=True)
class Weather:
    """How often what goes wrong; each is a share of what it may befall."""

    swept: float = 0.4  # of the times that time passes
    crash: float = 0.04
    cut: float = 0.0  # of those that would die: only their line to the server is cut
    stillborn: float = 0.1  # of the houses that are opened
    meeting: float = 0.08
    once_more: float = 0.06
    outage: float = 0.004  # of the days; then the clock's acts wait
    longest_outage: int = 30  # days
    leap: float = 0.008  # of the acts


class Skies:
    """The time as it is (`time`), and as the machine tells it (`told`)."""

    def __init__(self, begin: datetime, chance: Random) -> None:
        self.time = ManualClock(begin)
        self.begin = begin
        self.chance = chance
        self.error = RIGHT

    def told(self) -> datetime:
        return self.time.now + self.error

    def since(self) -> Since:
        """Seconds since the machine was started, which nobody can set."""
        return Since("start", (self.time.now - self.begin).total_seconds())

    @property
    def wrong(self) -> bool:
        """Whether the clock is further off than is waited out."""
        return abs(self.error) > PATIENCE

    def leap(self) -> None:
        """The clock is set to something else."""
        self.error = self.chance.choice(STEPS)

    def mend(self) -> None:
        """The clock is right again."""
        self.error = RIGHT
