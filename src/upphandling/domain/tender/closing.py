"""Closing of a tender: the time for bids is over, when all that was owed is given."""

from __future__ import annotations

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.tender.refusals import BidsStillWelcome, ExtensionOwed
from upphandling.domain.tender.supplements import Supplements
from upphandling.domain.tender.terms import Status


class Closing(Supplements):
    """A tender whose time for bids runs out."""

    # -- Events, in the order they happen ----------------------------------

    class Closed(DomainEvent):
        """Tiden för att komma in med anbud har gått ut (LOU 19 kap. 11 §)."""

        TOPIC = "tender.closed"

        def apply(self, case: Closing) -> None:
            case.status = Status.CLOSED

    # -- Commands: refuse, or bring about one event ------------------------

    def close(self, stamp: Stamp) -> None:
        self._must_be(Status.ANNOUNCED)
        self._must_have_closed_by(stamp)
        if owed := self._overdue_answers(stamp.at):
            raise ExtensionOwed(questions=owed)
        self.record(self.Closed, stamp)

    # -- Rules -------------------------------------------------------------

    def _must_have_closed_by(self, stamp: Stamp) -> None:
        if self.closes_at is not None and stamp.at < self.closes_at:
            raise BidsStillWelcome(closes_at=self.closes_at)
