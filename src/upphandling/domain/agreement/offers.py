"""The offers: a free place is kept for whoever is next in the queue, for some days."""

from __future__ import annotations

from upphandling.domain.agreement.capacity import count_in, count_out
from upphandling.domain.agreement.queue import Queueing
from upphandling.domain.agreement.refusals import (
    AlreadyOffered,
    LicenceLost,
    NotNextInQueue,
    NotOffered,
    OfferRunOut,
    OfferStillOpen,
)
from upphandling.domain.agreement.terms import Offer
from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.instants import local_date
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.licence import LOST


class Offers(Queueing):
    """An agreement whose free places are offered to those who wait.

    An offered place is taken, as far as everybody else is concerned.
    """

    # -- Events, in the order they happen ----------------------------------

    class PlaceOffered(Decision):
        """En kund i kön har erbjudits en plats (lokal ordning)."""

        TOPIC = "agreement.place_offered"
        customer: str
        area: str
        number: int
        answer_by: LegalDeadline
        reason: str | None

        def apply(self, case: Offers) -> None:
            case.offer(self.customer, self.answer_by)

    class OfferAccepted(DomainEvent):
        """Kunden har tackat ja till platsen (lokal ordning)."""

        TOPIC = "agreement.offer_accepted"
        customer: str
        area: str

        def apply(self, case: Offers) -> None:
            case.take_offered(self.customer)

    class OfferDeclined(DomainEvent):
        """Kunden har tackat nej till platsen (lokal ordning)."""

        TOPIC = "agreement.offer_declined"
        customer: str
        area: str
        leaves_queue: bool

        def apply(self, case: Offers) -> None:
            case.answer_no(self.customer, leaves_queue=self.leaves_queue)

    class OfferLapsed(DomainEvent):
        """Kunden har inte svarat på erbjudandet i tid (lokal ordning)."""

        TOPIC = "agreement.offer_lapsed"
        customer: str
        area: str
        leaves_queue: bool

        def apply(self, case: Offers) -> None:
            case.answer_no(self.customer, leaves_queue=self.leaves_queue)

    # -- Commands: refuse, or bring about one event ------------------------

    def offer_place(
        self, stamp: Stamp, *, customer: str, days: int, reason: str | None = None
    ) -> None:
        """Keep a free place for whoever is next, or for another with a reason."""
        self._must_not_be_past(stamp)
        if self.licence in LOST:
            raise LicenceLost(agreement=self.key, licence=self.licence)
        self.must_wait(customer)
        if customer in self.offers:
            raise AlreadyOffered(agreement=self.key, customer=customer)
        place = self.queue[customer]
        number = self.queue_place(customer)
        if self.next_in_queue(place.area) != customer and reason is None:
            raise NotNextInQueue(agreement=self.key, area=place.area, number=number)
        self._must_have_room([place], [], self.first_day(stamp))
        self.decide(
            self.PlaceOffered,
            stamp,
            customer=customer,
            area=place.area,
            number=number,
            answer_by=count(
                "place-offer", local_date(stamp.at), length=Length(days, Unit.DAYS)
            ),
            reason=reason,
        )

    def accept_offer(self, stamp: Stamp, *, customer: str) -> None:
        self._must_not_be_past(stamp)
        offer = self._open_offer(stamp, customer)
        self.record(self.OfferAccepted, stamp, customer=customer, area=offer.area)

    def decline_offer(
        self, stamp: Stamp, *, customer: str, leaves_queue: bool = True
    ) -> None:
        """The place is free again; the customer leaves the queue, or stays in it."""
        offer = self._open_offer(stamp, customer)
        self.record(
            self.OfferDeclined,
            stamp,
            customer=customer,
            area=offer.area,
            leaves_queue=leaves_queue,
        )

    def lapse_offer(self, stamp: Stamp, *, customer: str) -> None:
        """Whoever did not answer leaves the queue, so that it moves on."""
        offer = self._offered(customer)
        if stamp.at < offer.answer_by.expires_at:
            raise OfferStillOpen(customer=customer, answer_by=offer.answer_by.last_day)
        self.record(
            self.OfferLapsed,
            stamp,
            customer=customer,
            area=offer.area,
            leaves_queue=True,
        )

    # -- Rules -------------------------------------------------------------

    def offer(self, customer: str, answer_by: LegalDeadline) -> None:
        """The place that the customer waits for is kept."""
        if (waiting := self.queue.get(customer)) is not None:
            offer = Offer(
                customer=customer,
                area=waiting.area,
                minutes=waiting.minutes,
                services=waiting.services,
                answer_by=answer_by,
            )
            self.offers[customer] = offer
            count_in(self.used, offer)
            count_out(self.owed, offer)

    def take_offered(self, customer: str) -> None:
        """The kept place is the customer's, who waits no longer."""
        offer = self.offers.get(customer)
        self.wait_no_longer(customer)
        if offer is not None:
            self.seat(offer)

    def answer_no(self, customer: str, *, leaves_queue: bool) -> None:
        self.withdraw_offer(customer)
        if leaves_queue:
            self.wait_no_longer(customer)

    def _offered(self, customer: str) -> Offer:
        if customer not in self.offers:
            raise NotOffered(agreement=self.key, customer=customer)
        return self.offers[customer]

    def _open_offer(self, stamp: Stamp, customer: str) -> Offer:
        offer = self._offered(customer)
        if stamp.at >= offer.answer_by.expires_at:
            raise OfferRunOut(customer=customer, answer_by=offer.answer_by.last_day)
        return offer
