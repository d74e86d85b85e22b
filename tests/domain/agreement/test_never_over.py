"""Whatever happens in whatever order, no newcomer makes a ceiling exceeded."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.domain.agreement.cases import changed, in_force, place, waits
from tests.given import person, scheduler
from upphandling.domain.agreement import (
    Agreement,
    Capacity,
    CapacityGround,
    CapacityUnit,
    Place,
)
from upphandling.domain.agreement.capacity import Load, loads
from upphandling.domain.base import evolve
from upphandling.domain.choosing import QueueOrder
from upphandling.domain.configuration import Service
from upphandling.domain.errors import Refused

FIRST, DAYS = date(2026, 10, 1), 40
SERVICES = st.sampled_from([(), (Service.MEALS,)])
CUSTOMERS = st.sampled_from([f"person-{number}" for number in range(6)])
AREAS = st.sampled_from(["norr", "soder"])
PLACES = st.builds(
    place, CUSTOMERS, AREAS, minutes=st.sampled_from([0, 60, 90]), services=SERVICES
)
STEPS = st.builds(
    Capacity,
    from_on=st.integers(0, DAYS).map(lambda days: FIRST + timedelta(days=days)),
    area=AREAS,
    unit=st.sampled_from(CapacityUnit),
    amount=st.integers(0, 4) | st.sampled_from([60, 150, 200]),
    service=st.sampled_from([None, Service.MEALS]),
)


class OneAgreement(RuleBasedStateMachine):
    """Some days with one agreement; what is refused leaves no trace."""

    def __init__(self) -> None:
        super().__init__()
        self.agreement = in_force(changed(places={"norr": 2}))
        self.today = FIRST

    @rule(steps=st.lists(STEPS, min_size=1, max_size=3))
    def agree(self, steps: list[Capacity]) -> None:
        self._try(
            "agree_capacity",
            steps=tuple(steps),
            ground=CapacityGround.AGREED,
            reason="Avtalat.",
        )

    @rule(area=AREAS, amount=st.integers(0, 4))
    def change(self, area: str, amount: int) -> None:
        self._try(
            "change_places", places={area: amount}, share_percent=0.0, reason="Ändrat."
        )

    @rule(taken=st.lists(PLACES, min_size=1, max_size=3))
    def take(self, taken: list[Place]) -> None:
        held = self.agreement.holders
        coming = [
            place
            for place in taken
            if place.customer not in held or held[place.customer].area != place.area
        ]
        self._try("take_places", tuple(coming), newcomers=True)

    @rule(changed=PLACES)
    def adjust(self, changed: Place) -> None:
        self._try("adjust_places", (changed,))

    @rule(customer=CUSTOMERS)
    def free(self, customer: str) -> None:
        self._try("free_places", (customer,))

    @rule(customer=CUSTOMERS, area=AREAS, minutes=st.sampled_from([0, 60]))
    def queue(self, customer: str, area: str, minutes: int) -> None:
        self._try("enqueue", (waits(customer, area, minutes=minutes, need=minutes),))

    @rule(order=st.sampled_from(QueueOrder), seed=st.sampled_from(["a", "b"]))
    def order(self, order: QueueOrder, seed: str) -> None:
        drawn = order is QueueOrder.DRAWN
        self._try("order_queue", order=order, seed=seed if drawn else None)

    @rule(customer=CUSTOMERS)
    def leave(self, customer: str) -> None:
        self._try("leave_queue", (customer,), reason="Begäran.")

    @rule(customer=CUSTOMERS)
    def offer(self, customer: str) -> None:
        self._try(
            "offer_place", customer=customer, days=3, reason="Skäl.", newcomers=True
        )

    @rule(
        customer=CUSTOMERS,
        answer=st.sampled_from(["accept_offer", "decline_offer", "lapse_offer"]),
    )
    def answer(self, customer: str, answer: str) -> None:
        self._try(answer, customer=customer)

    @rule(days=st.integers(1, 6))
    def sleep(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule()
    def rescind(self) -> None:
        end = self.today + timedelta(days=60)
        self._try("rescind", grounds="Brister.", wind_up_until=end)

    @invariant()
    def what_is_counted_is_what_is_there(self) -> None:
        agreement = self.agreement
        kept = [*agreement.holders.values(), *agreement.offers.values()]
        assert {load: n for load, n in agreement.used.items() if n} == counted(kept)
        waiting = [
            place
            for customer, place in agreement.queue.items()
            if customer not in agreement.offers
        ]
        assert {load: n for load, n in agreement.owed.items() if n} == counted(waiting)

    @invariant()
    def everybody_stands_where_the_order_says(self) -> None:
        agreement = self.agreement
        for area, line in agreement.lines.items():
            here = [who for who, at in agreement.queue.items() if at.area == area]
            assert [who for *_, who in line] == sorted(here, key=agreement.turns.get)
            assert sorted(here, key=agreement.queue_place) == [who for *_, who in line]

    @invariant()
    def a_replay_gives_the_same_agreement(self) -> None:
        told = [*self.agreement.pending_events]
        again = evolve(None, told)
        assert again.portrait() == self.agreement.portrait()
        assert list(again.queue) == list(self.agreement.queue)

    def _try(
        self, act: str, *what: object, newcomers: bool = False, **more: object
    ) -> None:
        before = over(self.agreement, self.today)
        at = f"{self.today}T09:00"
        stamp = scheduler(at) if act == "lapse_offer" else person(at)
        try:
            getattr(self.agreement, act)(stamp, *what, **more)
        except Refused:
            return
        if newcomers:
            worse = over(self.agreement, self.today) - before
            grown = {load for load, _ in worse}
            assert not grown, f"{act} made {grown} exceeded"


def over(agreement: Agreement, today: date) -> Counter[tuple[Load, date]]:
    """By how much each ceiling is exceeded, today and on each day to come."""
    kept = [*agreement.holders.values(), *agreement.offers.values()]
    used = counted(kept)
    exceeded: Counter[tuple[Load, date]] = Counter()
    for days in range(DAYS + 1):
        day = max(FIRST + timedelta(days=days), today)
        for load, amount in used.items():
            ceiling = in_force_on(agreement, load, day)
            if ceiling is not None and amount > ceiling:
                exceeded[load, day] = amount - ceiling
    return exceeded


def in_force_on(agreement: Agreement, load: Load, day: date) -> int | None:
    """The ceiling of one day, read off the steps without the agreement's own rules."""
    begun = [s.amount for s in agreement.capacity.get(load, ()) if s.from_on <= day]
    area, unit, service = load
    undated = unit is CapacityUnit.PLACES and service is None
    return begun[-1] if begun else agreement.ceiling.get(area) if undated else None


def counted(places: list[Place]) -> dict[Load, int]:
    counts: Counter[Load] = Counter()
    for kept in places:
        counts.update(dict(loads(kept)))
    return {load: amount for load, amount in counts.items() if amount}


TestOneAgreement = OneAgreement.TestCase
TestOneAgreement.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None
)
