"""Exclusion of suppliers from a tender: never before they have been heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import ClassVar

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.errors import WITHHELD
from upphandling.domain.instants import local_date
from upphandling.domain.legal_time import LegalDeadline
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.tender.bid_refusals import (
    ExclusionUnheard,
    HearingOpen,
    NoExclusionIntended,
    SupplierNotHeard,
    TooLongAgo,
)
from upphandling.domain.tender.bid_terms import Ground, Intention
from upphandling.domain.tender.negotiation import Negotiation
from upphandling.domain.tender.terms import Status

# LOU 19 kap. 17 § does not refer to the limits in time: they bind where adopted.
JUDGMENTS, EVENTS = "13 kap. 1 a §", "13 kap. 3 a §"
UNLIMITED = (Ground.UNPAID_TAXES, Ground.OTHER_GROUND_IN_DOCUMENTS)
LIMITS: Mapping[Ground, tuple[str, Length]] = {
    ground: (JUDGMENTS, Length(5, Unit.YEARS))
    if ground is Ground.CRIME
    else (EVENTS, Length(3, Unit.YEARS))
    for ground in Ground
    if ground not in UNLIMITED
}


class Exclusion(Negotiation):
    """A tender from which suppliers may be excluded; `intended` are not yet decided."""

    SECRETS: ClassVar[tuple[str, ...]] = (*Negotiation.SECRETS, "intended", "commented")

    intended: dict[str, Intention] = field(default_factory=dict)
    commented: set[str] = field(default_factory=set)

    # -- Events, in the order they happen ----------------------------------

    class ExclusionIntended(DomainEvent):
        """En leverantör får yttra sig över en tänkt uteslutning (LOU 19 kap. 17 §)."""

        TOPIC = "tender.exclusion_intended"
        SECRET = True
        bid: str
        ground: Ground
        circumstances: str
        event_on: date | None
        hearing: LegalDeadline

        def apply(self, case: Exclusion) -> None:
            case.commented.discard(self.bid)
            case.intended[self.bid] = Intention(
                ground=self.ground, event_on=self.event_on, hearing=self.hearing
            )

    class ExclusionCommented(DomainEvent):
        """Leverantören har yttrat sig över den tänkta uteslutningen (LOU 19 kap. 17 §)."""

        TOPIC = "tender.exclusion_commented"
        SECRET = True
        bid: str
        content_hash: str

        def apply(self, case: Exclusion) -> None:
            case.commented.add(self.bid)

    class Excluded(Decision):
        """En leverantör har uteslutits (LOU 19 kap. 17 §)."""

        TOPIC = "tender.excluded"
        SECRET = True
        bid: str
        ground: Ground
        motive: str

        def apply(self, case: Exclusion) -> None:
            case.intended.pop(self.bid, None)
            case.gone.add(self.bid)

    class ExclusionDropped(Decision):
        """En tänkt uteslutning blir inte av (LOU 19 kap. 17 §)."""

        TOPIC = "tender.exclusion_dropped"
        SECRET = True
        bid: str
        motive: str

        def apply(self, case: Exclusion) -> None:
            case.intended.pop(self.bid, None)

    # -- Commands: refuse, or bring about one event ------------------------

    def intend_exclusion(
        self,
        stamp: Stamp,
        *,
        bid: str,
        ground: Ground,
        circumstances: str,
        event_on: date | None,
        days: int | None,
    ) -> None:
        self._must_be(Status.OPENED, Status.AWARDED)
        self._must_be_in_play(bid)
        if bid in self.intended:
            raise HearingOpen(bid=WITHHELD)
        self._must_be_recent(ground, event_on, stamp)
        hearing = self._time_from(
            "exclusion-hearing",
            stamp,
            days=days,
            documents=self.procedure.hearing_days if self.procedure else None,
        )
        self.record(
            self.ExclusionIntended,
            stamp,
            bid=bid,
            ground=ground,
            circumstances=circumstances,
            event_on=event_on,
            hearing=hearing,
        )

    def comment_on_exclusion(
        self, stamp: Stamp, *, bid: str, content_hash: str
    ) -> None:
        self._must_be_intended(bid)
        self.record(self.ExclusionCommented, stamp, bid=bid, content_hash=content_hash)

    def exclude(self, stamp: Stamp, *, bid: str, motive: str) -> None:
        self._must_be(Status.OPENED, Status.AWARDED)
        self._must_be_in_play(bid)
        if bid not in self.intended:
            raise SupplierNotHeard(bid=WITHHELD)
        intention = self.intended[bid]
        if bid not in self.commented and stamp.at < intention.hearing.expires_at:
            raise SupplierNotHeard(bid=WITHHELD)
        self._must_be_recent(intention.ground, intention.event_on, stamp)
        self.decide(
            self.Excluded, stamp, bid=bid, ground=intention.ground, motive=motive
        )

    def drop_exclusion(self, stamp: Stamp, *, bid: str, motive: str) -> None:
        self._must_be_intended(bid)
        self.decide(self.ExclusionDropped, stamp, bid=bid, motive=motive)

    # -- Rules -------------------------------------------------------------

    def must_have_heard(self) -> None:
        """Refuse while an intended exclusion is neither decided nor dropped."""
        if self.intended:
            raise ExclusionUnheard(bids=WITHHELD)

    def _must_be_intended(self, bid: str) -> None:
        if bid not in self.intended:
            raise NoExclusionIntended(bid=WITHHELD)

    def _must_be_recent(
        self, ground: Ground, event_on: date | None, stamp: Stamp
    ) -> None:
        if self.procedure is None or event_on is None or ground not in LIMITS:
            return
        paragraph, years = LIMITS[ground]
        if paragraph not in self.procedure.adopts:
            return
        if years.after(event_on) < local_date(stamp.at):
            raise TooLongAgo(paragraph=f"LOU {paragraph}", years=years.amount)
