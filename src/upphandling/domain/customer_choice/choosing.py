"""The choosing: a customer's wishes, the notice before a change, and what was told."""

from __future__ import annotations

from datetime import date, timedelta

from upphandling.domain.base import DomainEvent, Role, Stamp
from upphandling.domain.customer_choice.care import Care
from upphandling.domain.customer_choice.refusals import (
    NeedIsAssessed,
    NoWish,
    SameWishTwice,
)
from upphandling.domain.instants import local_date


class Choosing(Care):
    """A customer who wishes, and is told.

    `earliest_on` is the first day on which a provider that the customer chose may
    take over from the present one. `need` is higher the sooner a place is needed.
    `chosen_since_placed` says that the wishes are newer than any place.
    """

    round: str | None = None
    wishes: tuple[str, ...] = ()
    chosen_at: str = ""
    earliest_on: date | None = None
    need: int = 0
    chosen_since_placed: bool = False

    # -- Events, in the order they happen ----------------------------------

    class Chosen(DomainEvent):
        """Kunden har valt utförare (lokal ordning)."""

        TOPIC = "customer_choice.chosen"
        round: str | None
        wishes: tuple[str, ...]

        def apply(self, case: Choosing) -> None:
            case.wishes = self.wishes
            case.round = self.round
            case.chosen_at = self.effective_at.isoformat()
            case.earliest_on = None
            case.chosen_since_placed = True

    class NoticeSet(DomainEvent):
        """Bytet av utförare får ske tidigast en viss dag (lokal ordning)."""

        TOPIC = "customer_choice.notice_set"
        notice_days: int
        earliest_on: date

        def apply(self, case: Choosing) -> None:
            case.earliest_on = self.earliest_on

    class NeedAssessed(DomainEvent):
        """Hur stort kundens behov av en plats är har bedömts (lokal ordning)."""

        TOPIC = "customer_choice.need_assessed"
        need: int
        before: int

        def apply(self, case: Choosing) -> None:
            case.need = self.need

    class Informed(DomainEvent):
        """Kunden har fått besked (lokal ordning)."""

        TOPIC = "customer_choice.informed"
        about: str
        channel: str

    # -- Commands: refuse, or bring about one event ------------------------

    def choose(
        self,
        stamp: Stamp,
        *,
        round: str | None,
        wishes: tuple[str, ...],
        notice_days: int = 0,
    ) -> None:
        """The later choice replaces the earlier; whoever has nobody waits for nobody."""
        self._must_have_care()
        if not wishes:
            raise NoWish(customer=self.customer)
        if len(set(wishes)) < len(wishes):
            raise SameWishTwice(wishes=list(wishes))
        self.record(self.Chosen, stamp, round=round, wishes=wishes)
        if round is None and notice_days and self.agreement is not None:
            self.record(
                self.NoticeSet,
                stamp,
                notice_days=notice_days,
                earliest_on=local_date(stamp.at) + timedelta(days=notice_days),
            )

    def assess_need(self, stamp: Stamp, *, need: int) -> None:
        """Higher the sooner a place is needed, where queues are ordered by it."""
        self._must_have_care()
        if stamp.role is Role.CUSTOMER:
            raise NeedIsAssessed(customer=self.customer)
        if need != self.need:
            self.record(self.NeedAssessed, stamp, need=need, before=self.need)

    def inform(self, stamp: Stamp, *, about: str, channel: str) -> None:
        self.record(self.Informed, stamp, about=about, channel=channel)
