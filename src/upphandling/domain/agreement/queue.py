"""The queue: who waits for a place in an area, and whose turn it is."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Container, Iterable
from dataclasses import field
from datetime import UTC, date, datetime
from hashlib import sha256

from upphandling.domain.agreement.capacity import Load, count_in, count_out, loads
from upphandling.domain.agreement.refusals import (
    AlreadyQueued,
    HoldsPlaceAlready,
    NotQueued,
    SameCustomerTwice,
    SeedMissing,
)
from upphandling.domain.agreement.shares import Shares
from upphandling.domain.agreement.terms import MOST_NEED, Offer, Place, Waiting
from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.choosing import QueueOrder

ENDED = "Avtalet har upphört."

Turn = tuple[str, float, int, str]
"""What those who wait are ordered by: turn, instant of choice, arrival; and who it is."""


class Queueing(Shares):
    """An agreement that customers wait for a place with.

    They wait in `queue` in the order they came. `lines` has them by area and in turn, so
    that nobody's place in a long queue is counted through. `owed` is the room that
    those who wait will need; whoever has been offered a place takes up room already.
    """

    queue: dict[str, Waiting] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    turns: dict[str, Turn] = field(default_factory=dict)
    lines: dict[str, list[Turn]] = field(default_factory=dict)
    arrivals: int = 0
    owed: dict[Load, int] = field(default_factory=dict)
    queue_order: QueueOrder = QueueOrder.CHOSEN_AT
    queue_seed: str | None = None

    # -- Events, in the order they happen ----------------------------------

    class Queued(DomainEvent):
        """Kunder har ställts i kö till utföraren (lokal ordning)."""

        TOPIC = "agreement.queued"
        waiting: tuple[Waiting, ...]

        def apply(self, case: Queueing) -> None:
            for place in self.waiting:
                case.wait(place, place.since or self.effective_at)

    class QueueOrdered(Decision):
        """Ordningen i kön har bestämts (lokal ordning)."""

        TOPIC = "agreement.queue_ordered"
        order: QueueOrder
        seed: str | None
        turns: dict[str, str]

        def apply(self, case: Queueing) -> None:
            case.queue_order = self.order
            case.queue_seed = self.seed
            for customer, turn in self.turns.items():
                case.stand(customer, turn)

    class QueueLeft(DomainEvent):
        """Kunder har lämnat kön till utföraren (lokal ordning)."""

        TOPIC = "agreement.queue_left"
        customers: tuple[str, ...]
        reason: str

        def apply(self, case: Queueing) -> None:
            for customer in self.customers:
                case.wait_no_longer(customer)

    # -- Commands: refuse, or bring about one event ------------------------

    def enqueue(
        self, stamp: Stamp, waiting: Iterable[Place], *, leaving: Container[str] = ()
    ) -> None:
        """The customers wait; the turn of each is settled by the order in force.

        Whoever is `leaving` waits to come back, and has the place until then.
        """
        self._must_not_be_past(stamp)
        places = [Waiting.model_validate(place.model_dump()) for place in waiting]
        must_be_different(places)
        for place in places:
            self._must_serve(place.area)
            if place.customer in self.queue:
                raise AlreadyQueued(agreement=self.key)
            held = self.holders.get(place.customer)
            if place.customer in leaving or held is None:
                continue
            if held.area == place.area:
                raise HoldsPlaceAlready(agreement=self.key, area=place.area)
        turn = _turns(self.queue_order, self.queue_seed)
        self.record(
            self.Queued,
            stamp,
            waiting=tuple(
                place.model_copy(update={"turn": turn(place)}) for place in places
            ),
        )

    def order_queue(
        self, stamp: Stamp, *, order: QueueOrder, seed: str | None = None
    ) -> None:
        """Order those who wait, and those who will come."""
        self._must_be_alive()
        if (order is QueueOrder.DRAWN) != (seed is not None):
            raise SeedMissing(order=order, seed=seed)
        turn = _turns(order, seed)
        self.decide(
            self.QueueOrdered,
            stamp,
            order=order,
            seed=seed,
            turns={customer: turn(place) for customer, place in self.queue.items()},
        )

    def leave_queue(self, stamp: Stamp, customers: Iterable[str], reason: str) -> None:
        """Those of the customers who wait do so no longer; an offer falls with it."""
        leaving = tuple(c for c in customers if c in self.queue)
        if leaving:
            self.record(self.QueueLeft, stamp, customers=leaving, reason=reason)

    def expire(self, stamp: Stamp) -> None:
        """Nobody waits for an agreement that has ended."""
        self._day_it_ran_out(stamp)
        self.leave_queue(stamp, self.queue, ENDED)
        super().expire(stamp)

    # -- Rules -------------------------------------------------------------

    def queue_place(self, customer: str) -> int:
        """The customer's place in the queue of the area, from 1."""
        self.must_wait(customer)
        line = self.lines[self.queue[customer].area]
        return bisect_left(line, self.turns[customer]) + 1

    def next_in_queue(self, area: str) -> str | None:
        """Who is to be offered the next free place; None where nobody waits for it."""
        line = self.lines.get(area, [])
        return next((who for *_, who in line if who not in self.offers), None)

    def waits_since(self, customer: str) -> datetime:
        """The instant that counts in the queue: of the choice, or of joining it."""
        self.must_wait(customer)
        _, since, *_ = self.turns[customer]
        return datetime.fromtimestamp(since, UTC)

    def must_wait(self, customer: str) -> None:
        if customer not in self.queue:
            raise NotQueued(agreement=self.key, customer=customer)

    def wait(self, place: Waiting, since: datetime) -> None:
        """The customer waits, and is owed room."""
        turn = (place.turn, since.timestamp(), self.arrivals, place.customer)
        self.arrivals += 1
        self.queue[place.customer] = place
        self.turns[place.customer] = turn
        insort(self.lines.setdefault(place.area, []), turn)
        count_in(self.owed, place)

    def stand(self, customer: str, first: str) -> None:
        """Whoever waits stands elsewhere in the line."""
        if customer in self.queue:
            _, since, arrival, _ = self._step_out(customer)
            turn = (first, since, arrival, customer)
            self.turns[customer] = turn
            insort(self.lines[self.queue[customer].area], turn)

    def wait_no_longer(self, customer: str) -> None:
        """Neither waiting nor offered a place."""
        self.withdraw_offer(customer)
        if customer in self.queue:
            self._step_out(customer)
            count_out(self.owed, self.queue.pop(customer))

    def withdraw_offer(self, customer: str) -> None:
        """An offered place is free again, and the customer is owed room instead."""
        if (offer := self.offers.pop(customer, None)) is not None:
            count_out(self.used, offer)
            count_in(self.owed, offer)

    def room_for(self, place: Place, day: date) -> bool:
        """Whether a newcomer may have the place, when all who wait have had theirs."""
        held = self.offers.get(place.customer) or self.holders.get(place.customer)
        if held is not None and held.area == place.area:
            return True
        waiting = self.queue.get(place.customer)
        offered = place.customer in self.offers
        own = dict(loads(waiting)) if waiting and not offered else {}
        for load, amount in loads(place):
            limit = self.limit(load, day)
            taken = self.used.get(load, 0) + self.owed.get(load, 0) - own.get(load, 0)
            if limit is not None and 0 < amount > limit - taken:
                return False
        return True

    def _step_out(self, customer: str) -> Turn:
        turn = self.turns.pop(customer)
        line = self.lines[self.queue[customer].area]
        del line[bisect_left(line, turn)]
        return turn


def _turns(order: QueueOrder, seed: str | None) -> Callable[[Waiting], str]:
    """What sorts before the instant of choice."""
    if order is QueueOrder.NEED:
        return lambda place: f"{MOST_NEED - place.need:07}"
    if order is QueueOrder.DRAWN:
        return lambda place: sha256(f"{seed}|{place.customer}".encode()).hexdigest()
    return lambda _: ""


def must_be_different(places: Iterable[Place]) -> None:
    customers = [place.customer for place in places]
    if len(set(customers)) < len(customers):
        raise SameCustomerTwice
