"""The ending: what happens to the checks when the agreement is over."""

from __future__ import annotations

from datetime import date

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.follow_up.correcting import Correcting
from upphandling.domain.follow_up.terms import Ending, Progress


class FollowUp(Correcting):
    """The follow-up of one agreement."""

    KIND = "follow_up"

    # -- Events, in the order they happen ----------------------------------

    class CheckLapsed(DomainEvent):
        """En kontroll har fallit bort, för den skulle göras efter avtalets sista dag (lokal ordning)."""  # noqa: E501

        TOPIC = "follow_up.check_lapsed"
        check: str
        ending: Ending
        ended_on: date

        def apply(self, case: FollowUp) -> None:
            case.progress[self.check] = Progress.LAPSED

    class Closed(DomainEvent):
        """Inga nya kontroller läggs in, för avtalet har upphört (lokal ordning)."""

        TOPIC = "follow_up.closed"
        ending: Ending
        ended_on: date

        def apply(self, case: FollowUp) -> None:
            case.ended_on = self.ended_on

    # -- Commands: refuse, or bring about one event ------------------------

    def close(self, stamp: Stamp, *, ending: Ending, ended_on: date) -> None:
        """The agreement is over; what is to be checked on its days still is."""
        ended_on = self.ended_on or ended_on
        for check in self.due_after(ended_on):
            self.record(
                self.CheckLapsed, stamp, check=check, ending=ending, ended_on=ended_on
            )
        if self.ended_on is None:
            self.record(self.Closed, stamp, ending=ending, ended_on=ended_on)

    # -- Rules -------------------------------------------------------------

    def due_after(self, last_day: date) -> list[str]:
        """The checks that are planned for days after the last one of the agreement."""
        return [
            key
            for key, stands in self.progress.items()
            if stands is Progress.PLANNED and self.when[key].due_on > last_day
        ]
