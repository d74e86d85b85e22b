"""The shortfalls: guarantees that cannot be met, by how much, and why."""

from __future__ import annotations

from collections import defaultdict

from upphandling.domain.allocation.groups import Group
from upphandling.domain.allocation.limits import Limit, What
from upphandling.domain.allocation.optimum import Optimum
from upphandling.domain.allocation.proposal import Shortfall
from upphandling.domain.allocation.question import Question


def shortfalls_of(
    question: Question, groups: list[Group], limits: list[Limit], optimum: Optimum
) -> tuple[Shortfall, ...]:
    """Every guarantee that is not met, in the order of the limits."""
    names = {c.agreement: c.name for c in question.contenders}
    takers: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        for option in group.options:
            takers[option.agreement].append(group)
    return tuple(
        Shortfall(
            agreement=limit.agreement,
            name=names[limit.agreement],
            area=limit.area,
            unit=limit.unit,
            guaranteed=limit.stated,
            reached=limit.stated - missing,
            missing=missing,
            reason=_why(limit, missing, takers[limit.agreement], limits),
        )
        for limit in limits
        if limit.what is What.GUARANTEE and (missing := optimum.missing[limit])
    )


def _why(limit: Limit, missing: int, takers: list[Group], limits: list[Limit]) -> str:
    counted = "minuter" if limit.in_minutes else "kunder"
    possible = sum(_counts(group, limit) for group in takers)
    if possible < limit.amount:
        return f"Bara {possible} {counted} kan placeras hos utföraren över huvud taget."
    own = [
        other
        for other in limits
        if other.agreement == limit.agreement and other.unit is limit.unit
    ]
    caps = [o.amount for o in own if o.what is What.CAP and o.area == limit.area]
    if caps and min(caps) < limit.amount:
        return f"Utförarens eget tak är lägre än garantin: {min(caps)} {counted}."
    room = _room(limit, takers, own)
    if room < limit.amount:
        return f"Utförarens platser räcker bara till {room} {counted}."
    if not limit.in_minutes and missing <= limit.amount - limit.whole:
        return f"{limit.percent:g} procent av {limit.of} kunder är inget helt antal."
    promised = sum(
        other.stated
        for other in limits
        if other.what is What.GUARANTEE
        and (other.area, other.unit) == (limit.area, limit.unit)
    )
    if promised > limit.of:
        return (
            f"Garantierna är tillsammans {promised} {counted}, "
            f"men det finns bara {limit.of}."
        )
    return (
        "Kunderna räcker inte: de behövs för andra utförares garantier, "
        "eller så finns det inte plats för dem på annat håll."
    )


def _room(limit: Limit, takers: list[Group], own: list[Limit]) -> int:
    """The most that could be placed there by its own room, area by area."""
    rooms = {
        other.area: other.amount
        for other in own
        if other.what is What.ROOM and other.service is None
    }
    stay: dict[str, int] = {}
    come: dict[str, int] = {}
    for group in takers:
        side = stay if group.present == limit.agreement else come
        side[group.area] = side.get(group.area, 0) + _counts(group, limit)
    return sum(stay.values()) + sum(
        min(number, rooms.get(area, number)) for area, number in come.items()
    )


def _counts(group: Group, limit: Limit) -> int:
    if limit.area not in (None, group.area):
        return 0
    return group.size * (group.minutes if limit.in_minutes else 1)
