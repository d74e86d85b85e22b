"""Break-glass (nödläsning): reading opened in an emergency, and looked at afterwards.

Opened ──▶ roles are granted and withdrawn
       ├─▶ conflicts are declared and lifted
       └─▶ a glass is broken for some hours, and reviewed by somebody else
"""

from __future__ import annotations

from dataclasses import field
from datetime import datetime, timedelta

from pydantic import AwareDatetime

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.parts import must_be_known, must_be_new
from upphandling.domain.roster.conflicts import Conflicts
from upphandling.domain.roster.refusals import GlassReviewed, SamePersonOpened
from upphandling.domain.roster.terms import Glass


class Roster(Conflicts):
    """The one register of who may act and read in the municipality."""

    KIND = "roster"

    glasses: dict[str, Glass] = field(default_factory=dict)
    reviewed: dict[str, bool] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class BreakGlassOpened(DomainEvent):
        """Läsning har öppnats i en nödsituation, med skäl (lokal ordning)."""

        TOPIC = "roster.break_glass_opened"
        glass: str
        target: str
        reason: str
        until: AwareDatetime

        def apply(self, case: Roster) -> None:
            case.glasses[self.glass] = Glass(
                person=self.by,
                target=self.target,
                reason=self.reason,
                opened_at=self.effective_at,
                until=self.until,
            )

    class BreakGlassReviewed(Decision):
        """En nödläsning har granskats (lokal ordning)."""

        TOPIC = "roster.break_glass_reviewed"
        glass: str
        justified: bool
        motive: str

        def apply(self, case: Roster) -> None:
            case.reviewed[self.glass] = self.justified

    # -- Commands: refuse, or bring about one event ------------------------

    def open_break_glass(
        self, stamp: Stamp, *, glass: str, target: str, reason: str, hours: int
    ) -> None:
        must_be_new(glass, self.glasses)
        self.record(
            self.BreakGlassOpened,
            stamp,
            glass=glass,
            target=target,
            reason=reason,
            until=stamp.at + timedelta(hours=hours),
        )

    def review_break_glass(
        self, stamp: Stamp, *, glass: str, justified: bool, motive: str
    ) -> None:
        must_be_known(glass, self.glasses)
        if glass in self.reviewed:
            raise GlassReviewed(glass=glass)
        if stamp.by == self.glasses[glass].person:
            raise SamePersonOpened(glass=glass)
        self.decide(
            self.BreakGlassReviewed,
            stamp,
            glass=glass,
            justified=justified,
            motive=motive,
        )

    # -- Rules -------------------------------------------------------------

    def glass_for(
        self, person: str, targets: frozenset[str], at: datetime
    ) -> Glass | None:
        """What lets the person read one of the targets at the instant, if anything."""
        return next(
            (
                glass
                for glass in self.glasses.values()
                if glass.person == person
                and glass.target in targets
                and glass.opened_at <= at < glass.until
            ),
            None,
        )
