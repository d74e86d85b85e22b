"""Reservation of a tender: for whom taking part in it is kept."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from upphandling.domain.base import Decision, Stamp
from upphandling.domain.instants import local_date
from upphandling.domain.legal_time import count_if_in_force
from upphandling.domain.tender.refusals import ReservedTermTooLong
from upphandling.domain.tender.terms import Status
from upphandling.domain.tender.valuation import Valuation


class ReservedFor(StrEnum):
    """Which organisations may take part."""

    MISSION_ORGANISATION = "mission_organisation"
    IDEA_BASED = "idea_based"


GROUND = {
    ReservedFor.MISSION_ORGANISATION: "LOU 19 kap. 25 §",
    ReservedFor.IDEA_BASED: "LOU 19 kap. 25 a §",
}


class Reservation(Valuation):
    """A tender that may be reserved."""

    reserved: ReservedFor | None = None

    # -- Events, in the order they happen ----------------------------------

    class Reserved(Decision):
        """Deltagandet i upphandlingen har reserverats (LOU 19 kap. 25 §)."""

        TOPIC = "tender.reserved"
        kind: ReservedFor
        paragraph: str
        grounds: str

        def apply(self, case: Reservation) -> None:
            case.reserved = self.kind

    # -- Commands: refuse, or bring about one event ------------------------

    def reserve(self, stamp: Stamp, *, kind: ReservedFor, grounds: str) -> None:
        self._must_be(Status.PREPARED)
        self.decide(
            self.Reserved, stamp, kind=kind, paragraph=GROUND[kind], grounds=grounds
        )

    # -- Rules -------------------------------------------------------------

    def must_allow_term(self, starts_on: date, ends_on: date | None) -> None:
        """Refuse an agreement that lasts longer than the reservation allows."""
        if self.reserved is not ReservedFor.MISSION_ORGANISATION:
            return
        begun_on = local_date(self.announced_at) if self.announced_at else starts_on
        limit = count_if_in_force("reserved-term", starts_on, on=begun_on)
        # Three whole years that begin on day 0 end the day before the counted day.
        if limit is not None and (ends_on is None or ends_on >= limit.last_day):
            raise ReservedTermTooLong(
                starts_on=starts_on, ends_on=ends_on, must_end_before=limit.last_day
            )
