"""Pay for what was performed: by the hour, in the bands of the tariff, or by the visit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from upphandling.domain.configuration import Service
from upphandling.domain.pay.lines import Quantities
from upphandling.domain.pay.price_list import price_lists
from upphandling.domain.pricing import Clock, PaidBy

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Visit:
    """A performed visit: seconds since 1970 (UTC), the last not included."""

    visit: str
    customer: str
    service: Service
    area: str
    starts: int
    ends: int


Granted = Mapping[tuple[str, Service], int]
"""Seconds of a service granted a customer in the month."""


def pay_performed(
    visits: Iterable[Visit], clock: Clock, granted: Granted
) -> tuple[Quantities, list[Visit]]:
    """What the visits come to, and those that no price pays for.

    A visit is paid on the ground that holds when it begins. Where the tariff caps what
    is paid, a customer's visits are paid in order of time until the cap is reached: the
    rest stands on lines that are not paid.
    """
    lists = price_lists(clock.versions)
    paid, without_price = Quantities(), []
    spent: dict[tuple[str, Service], int] = defaultdict(int)
    for visit in sorted(visits, key=lambda visit: (visit.starts, visit.visit)):
        service, area = visit.service, visit.area
        began = clock.at(visit.starts)
        prices = lists[began.version.valid_from]
        ground = prices.paid_by.get(service)
        if ground is None:
            without_price.append(visit)
        elif ground is PaidBy.VISIT:
            paid.add_units(prices.kinds(service, began.band, area)[0], ONE)
        elif ground is PaidBy.PERFORMED_HOUR:
            whose = visit.customer, service
            most = prices.most(granted.get(whose, 0))
            for segment, seconds in clock.split(visit.starts, visit.ends):
                kind, unpaid = lists[segment.version.valid_from].kinds(
                    service, segment.band, area
                )
                within = seconds
                if most is not None:
                    within = min(seconds, max(most - spent[whose], 0))
                    spent[whose] += seconds
                    paid.add_seconds(unpaid, seconds - within)
                paid.add_seconds(kind, within)
    return paid, without_price
