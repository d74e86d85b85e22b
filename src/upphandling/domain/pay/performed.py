"""Pay for what was performed: by the hour, in the bands of the tariff, or by the visit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from upphandling.domain.configuration import Service
from upphandling.domain.pay.lines import Kind, Quantities
from upphandling.domain.pay.price_list import price_lists
from upphandling.domain.pricing import Clock, PaidBy


class Visit(NamedTuple):
    """A performed visit: seconds since 1970 (UTC), the last not included."""

    visit: str
    customer: str
    service: Service
    area: str
    starts: int
    ends: int


Granted = Mapping[tuple[str, Service], int]
"""Seconds of a service granted a customer in the month."""


class Share(NamedTuple):
    """Seconds of a visit that are paid alike; no kind where no price pays for them.

    What is paid by the visit has one share, of all its seconds.
    """

    visit: Visit
    kind: Kind | None
    seconds: int


def pay_performed(
    visits: Iterable[Visit], clock: Clock, granted: Granted
) -> tuple[Quantities, list[Visit]]:
    """What the visits come to, and those that no price pays for."""
    return taken_together(shares(visits, clock, granted))


def taken_together(told: Iterable[Share]) -> tuple[Quantities, list[Visit]]:
    """What shares come to, and the visits that no price pays for."""
    without_price = []
    kinds: dict[
        int, Kind
    ] = {}  # by identity: there are few, which take time to tell apart
    seconds: dict[int, int] = defaultdict(int)
    visits: dict[int, int] = defaultdict(int)
    for visit, kind, time in told:
        if kind is None:
            without_price.append(visit)
            continue
        number = id(kind)
        kinds[number] = kind
        seconds[number] += time
        visits[number] += 1
    paid = Quantities()
    for number, kind in kinds.items():
        if kind.paid_by is PaidBy.VISIT:
            paid.add_units(kind, Fraction(visits[number]))
        else:
            paid.add_seconds(kind, seconds[number])
    return paid, without_price


def shares(visits: Iterable[Visit], clock: Clock, granted: Granted) -> Iterator[Share]:
    """Which time of which visit is paid by what, visit by visit in order of time.

    A visit is paid on the ground that holds when it begins. Where the tariff caps what
    is paid, a customer's visits are paid until the cap is reached: the rest stands on
    lines that are not paid. What is paid by granted time has no shares.
    """
    lists = price_lists(clock.versions)
    priced = {
        id(one): lists[one.version.valid_from] for one in clock.segments
    }  # a version takes longer to tell from another
    spent: dict[tuple[str, Service], int] = defaultdict(int)
    for visit in sorted(visits, key=_when):
        _, customer, service, area, starts, ends = visit
        began = clock.at(starts)
        prices = priced[id(began)]
        ground = prices.paid_by.get(service)
        if ground is None:
            yield Share(visit, None, ends - starts)
        elif ground is PaidBy.VISIT:
            kind, _ = prices.kinds(service, began.band, area)
            yield Share(visit, kind, ends - starts)
        elif ground is PaidBy.PERFORMED_HOUR:
            whose = customer, service
            most = prices.most(granted.get(whose, 0))
            for segment, seconds in clock.split(starts, ends):
                kind, unpaid = priced[id(segment)].kinds(service, segment.band, area)
                within = seconds
                if most is not None:
                    within = min(seconds, max(most - spent[whose], 0))
                    spent[whose] += seconds
                if within:
                    yield Share(visit, kind, within)
                if seconds > within:
                    yield Share(visit, unpaid, seconds - within)


def _when(visit: Visit) -> tuple[int, str]:
    return visit.starts, visit.visit
