"""From the cases to the question of an allocation: people, room, shares, queues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from upphandling.domain.agreement import Agreement
from upphandling.domain.agreement.capacity import Load, count_in, places_in
from upphandling.domain.agreement.terms import CapacityUnit
from upphandling.domain.allocation import (
    Bound,
    Chooser,
    Contender,
    Held,
    InLine,
    Question,
    Room,
)
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Bundle, ChoiceDuty, ShareUnit
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.instants import local_date

UNITS = {
    CapacityUnit.PLACES: ShareUnit.CUSTOMERS,
    CapacityUnit.MINUTES: ShareUnit.HOURS,
}


def question_of(
    system: ChoiceSystem,
    bundle: Bundle,
    people: tuple[Chooser, ...],
    agreements: Iterable[Agreement],
    *,
    stamp: Stamp,
    seed: str,
    left_out: Mapping[str, str] | None = None,
    past_queues: bool = False,
) -> Question:
    """What is known on the day of the stamp, as a question that stands by itself.

    The room that others wait for is not free here, unless people go `past_queues`.
    """
    asked = {person.customer for person in people}
    return Question(
        seed=seed,
        default=system.default_on(local_date(stamp.at)),
        regime=bundle.regime,
        bundle=bundle.key,
        areas={area.key: area.name for area in system.settled.areas},
        left_out=dict(left_out or {}),
        people=people,
        contenders=tuple(
            contender_of(agreement, asked, stamp, past_queues=past_queues)
            for agreement in agreements
        ),
    )


def chooser_of(
    choice: CustomerChoice, bundle: Bundle, wishes: tuple[str, ...]
) -> Chooser:
    """A customer as one to be placed."""
    duty = bundle.duty(choice.services)
    return Chooser(
        customer=choice.customer,
        area=choice.area,
        minutes=choice.minutes,
        wishes=wishes,
        present=choice.agreement,
        must_choose=duty is not ChoiceDuty.NEED_NOT,
        services=choice.services,
        chosen_at=choice.chosen_at if wishes else "",
        need=choice.need,
    )


def contender_of(
    agreement: Agreement, asked: set[str], stamp: Stamp, *, past_queues: bool
) -> Contender:
    """An agreement as one that people may be placed at, from its first day on."""
    terms, day = agreement.agreed, agreement.first_day(stamp)
    areas = tuple(
        area for area in terms.areas if agreement.serves(terms.bundle, area, stamp.at)
    )
    owed = _owed(agreement, asked)
    return Contender(
        agreement=agreement.key,
        provider=terms.provider,
        name=terms.name,
        regime=terms.regime,
        areas=areas,
        room=_rooms(agreement, areas, day, {} if past_queues else owed),
        shares=_bounds(agreement, areas, day),
        held=_held(agreement, asked),
        waiting=tuple(
            InLine(
                customer=waits.customer,
                area=waits.area,
                chosen_at=agreement.waits_since(waits.customer).isoformat(),
                need=waits.need,
            )
            for waits in agreement.queue.values()
        ),
        queue_order=agreement.queue_order,
        queue_seed=agreement.queue_seed,
        stopped=agreement.stop is not None,
    )


def _owed(agreement: Agreement, asked: set[str]) -> Mapping[Load, int]:
    """The room that others wait for; an offered place is taken already."""
    owed: dict[Load, int] = {}
    for customer, waits in agreement.queue.items():
        if customer not in asked and customer not in agreement.offers:
            count_in(owed, waits)
    return owed


def _rooms(
    agreement: Agreement,
    areas: tuple[str, ...],
    day: date,
    owed: Mapping[Load, int],
) -> tuple[Room, ...]:
    loads = {*(places_in(area) for area in areas), *agreement.capacity}
    rooms = []
    for area, unit, service in sorted(loads, key=str):
        if area not in areas:
            continue
        free = agreement.free(area, unit, service, day)
        if free is not None:
            left = max(free - owed.get((area, unit, service), 0), 0)
            rooms.append(Room(area=area, unit=UNITS[unit], free=left, service=service))
    return tuple(rooms)


def _bounds(
    agreement: Agreement, areas: tuple[str, ...], day: date
) -> tuple[Bound, ...]:
    steps = (agreement.share_on(day, area) for area in (None, *areas))
    return tuple(
        Bound(
            area=step.area,
            unit=step.unit,
            minimum_percent=step.minimum_percent,
            cap_percent=step.cap_percent,
        )
        for step in steps
        if step is not None and (step.minimum_percent or step.cap_percent is not None)
    )


def _held(agreement: Agreement, asked: set[str]) -> tuple[Held, ...]:
    others = [p for p in agreement.customers.values() if p.customer not in asked]
    customers = Counter(place.area for place in others)
    minutes: Counter[str] = Counter()
    for place in others:
        minutes[place.area] += place.minutes
    return tuple(
        Held(area=area, customers=number, minutes=minutes[area])
        for area, number in sorted(customers.items())
    )
