"""The end of a review: followed, appealed to a higher court, or closed."""

from __future__ import annotations

from datetime import date

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.parts import must_be_known
from upphandling.domain.review.refusals import (
    NoHigherCourt,
    NoOrderToFollow,
    NotAppealed,
    NotRuled,
    OrderAlreadyFollowed,
    OrderNotFollowed,
)
from upphandling.domain.review.rulings import Rulings
from upphandling.domain.review.terms import Instance, Outcome, Status


class Review(Rulings):
    """One application for review, through every court that tries it."""

    KIND = "review"

    followed: str | None = None

    # -- Events, in the order they happen ----------------------------------

    class RulingAccepted(Decision):
        """Myndigheten följer avgörandet att göra om eller rätta (LOU 20 kap. 6 §)."""

        TOPIC = "review.ruling_accepted"
        ruling: str
        outcome: Outcome
        motive: str

        def apply(self, case: Review) -> None:
            case.followed = self.ruling

    class Appealed(DomainEvent):
        """Leverantören har överklagat avgörandet (LOU 20 kap. 5 §)."""

        TOPIC = "review.appealed"
        instance: Instance
        appealed_on: date
        ask_on: date | None

        def apply(self, case: Review) -> None:
            case.ask_on = self.ask_on
            case.status = Status.PENDING
            case.instance = self.instance

    class AuthorityAppealed(Decision):
        """Myndigheten har överklagat avgörandet (LOU 20 kap. 5 §)."""

        TOPIC = "review.authority_appealed"
        instance: Instance
        appealed_on: date
        grounds: str
        ask_on: date | None

        def apply(self, case: Review) -> None:
            case.ask_on = self.ask_on
            case.status = Status.PENDING
            case.instance = self.instance

    class LeaveGranted(DomainEvent):
        """Den högre instansen har meddelat prövningstillstånd (LOU 20 kap. 5 §)."""

        TOPIC = "review.leave_granted"
        instance: Instance
        decided_on: date

    class Closed(DomainEvent):
        """Målet är avslutat i domstol (lokal ordning)."""

        TOPIC = "review.closed"
        reason: str

        def apply(self, case: Review) -> None:
            case.status = Status.ENDED

    # -- Commands: refuse, or bring about one event ------------------------

    def accept_ruling(self, stamp: Stamp, *, ruling: str, motive: str) -> Outcome:
        """Follow an order of the court; answers what is to be done."""
        self._must_be_ruled()
        must_be_known(ruling, self.rulings)
        outcome = self.rulings[ruling].outcome
        if outcome is None or ruling != self.order:
            raise NoOrderToFollow(ruling=ruling, outcome=outcome)
        if ruling == self.followed:
            raise OrderAlreadyFollowed(ruling=ruling)
        self.decide(
            self.RulingAccepted, stamp, ruling=ruling, outcome=outcome, motive=motive
        )
        return outcome

    def appeal(self, stamp: Stamp, *, appealed_on: date) -> None:
        """The supplier's appeal; one that comes after all opens a closed case again."""
        instance = self._higher_court(appealed_on, stamp)
        self.record(
            self.Appealed,
            stamp,
            instance=instance,
            appealed_on=appealed_on,
            ask_on=self._next_to_ask(stamp),
        )

    def appeal_for_authority(
        self, stamp: Stamp, *, appealed_on: date, grounds: str
    ) -> None:
        instance = self._higher_court(appealed_on, stamp)
        if self.order is not None and self.order == self.followed:
            raise OrderAlreadyFollowed(ruling=self.order)
        self.decide(
            self.AuthorityAppealed,
            stamp,
            instance=instance,
            appealed_on=appealed_on,
            grounds=grounds,
            ask_on=self._next_to_ask(stamp),
        )

    def grant_leave(
        self, stamp: Stamp, *, instance: Instance, decided_on: date
    ) -> None:
        self._must_be_before(instance, decided_on, stamp)
        if instance is Instance.FIRST:
            raise NotAppealed(instance=instance)
        self.record(self.LeaveGranted, stamp, instance=instance, decided_on=decided_on)

    def close(self, stamp: Stamp, *, reason: str) -> None:
        self._must_be_open()
        self._must_be_ruled()
        if self.order != self.followed and self.order is not None:
            raise OrderNotFollowed(ruling=self.order)
        self.record(self.Closed, stamp, reason=reason)

    # -- Rules -------------------------------------------------------------

    def _must_be_ruled(self) -> None:
        """Refuse what needs a court's last word, confirmed, with nothing pending."""
        self._must_be_confirmed()
        if self.status is Status.PENDING or self.interim is not None:
            raise NotRuled(pending_in=self.interim or self.instance)

    def _higher_court(self, appealed_on: date, stamp: Stamp) -> Instance:
        self._must_follow_the_application(appealed_on, stamp)
        self._must_be_confirmed()
        if self.status is Status.PENDING:
            raise NotRuled(pending_in=self.instance)
        if self.instance.above is None:
            raise NoHigherCourt(instance=self.instance)
        return self.instance.above
