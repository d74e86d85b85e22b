"""The shortfalls: guarantees that cannot be met, by how much, why, and what can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from upphandling.domain.allocation.groups import Group
from upphandling.domain.allocation.limits import Limit, What
from upphandling.domain.allocation.optimum import Optimum
from upphandling.domain.allocation.proposal import Shortfall
from upphandling.domain.allocation.question import Question

WHOLE = 100


def shortfalls_of(
    question: Question, groups: list[Group], limits: list[Limit], optimum: Optimum
) -> tuple[Shortfall, ...]:
    """Every guarantee that is not met, in the order of the limits."""
    names = {c.agreement: c.name for c in question.contenders}
    takers: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        for agreement in {one.agreement for one in (*group.options, *group.pool)}:
            takers[agreement].append(group)
    promises = [limit for limit in limits if limit.what is What.GUARANTEE]
    found = []
    for limit in promises:
        missing = optimum.missing[limit]
        if not missing:
            continue
        rivals = [p for p in promises if (p.area, p.unit) == (limit.area, limit.unit)]
        whys = [
            *_clash(rivals, names),
            *_own(limit, missing, takers[limit.agreement], limits),
        ]
        said = [
            _missing(limit, missing),
            *(whys or [TAKEN_ELSEWHERE]),
            _nearest(limit, rivals, names, optimum),
        ]
        found.append(
            Shortfall(
                agreement=limit.agreement,
                name=names[limit.agreement],
                area=limit.area,
                unit=limit.unit,
                guaranteed=limit.stated,
                reached=limit.stated - missing,
                missing=missing,
                reason=" ".join(said),
            )
        )
    return tuple(found)


TAKEN_ELSEWHERE = (
    "Kunderna räcker inte: de behövs för andra utförares garantier, "
    "eller så finns det inte plats för dem på annat håll."
)


def _missing(limit: Limit, missing: int) -> str:
    said = f"{_counted(missing, limit)} saknas till de garanterade {limit.stated}"
    return f"{said} ({limit.stated - missing} nås)."


def _clash(rivals: list[Limit], names: dict[str, str]) -> Iterator[str]:
    """Guarantees that are more than everybody together."""
    promised = sum(Fraction(str(rival.percent or 0)) for rival in rivals)
    if promised > WHOLE:
        whose = _listed([names[rival.agreement] for rival in rivals])
        yield f"Garantierna för {whose} är tillsammans {_decimal(float(promised))} procent."


def _own(
    limit: Limit, missing: int, takers: list[Group], limits: list[Limit]
) -> Iterator[str]:
    """What stands in the way with the provider itself, whoever else is guaranteed."""
    possible = sum(_counts(group, limit) for group in takers)
    own = [
        other
        for other in limits
        if other.agreement == limit.agreement and other.unit is limit.unit
    ]
    caps = [o.amount for o in own if o.what is What.CAP and o.area == limit.area]
    room = _room(limit, takers, own)
    if possible < limit.amount:
        who = _counted(possible, limit)
        yield f"Bara {who} kan placeras hos utföraren över huvud taget."
    elif caps and min(caps) < limit.amount:
        cap = _counted(min(caps), limit)
        yield f"Utförarens eget tak är lägre än garantin: {cap}."
    elif room < limit.amount:
        yield f"Utförarens platser räcker bara till {_counted(room, limit)}."
    elif not limit.in_minutes and missing <= limit.amount - limit.whole:
        percent = _decimal(limit.percent or 0)
        yield f"{percent} procent av {limit.of} kunder är inget helt antal."


def _nearest(
    limit: Limit, rivals: list[Limit], names: dict[str, str], optimum: Optimum
) -> str:
    """What every guarantee of the kind would have to be lowered to, all told."""
    reached = _listed(
        [
            f"{rival.stated - optimum.missing[rival]} för {names[rival.agreement]}"
            for rival in rivals
        ]
    )
    return f"Närmast möjligt: {reached}, av {_counted(limit.of, limit)}."


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


def _counted(number: int, limit: Limit) -> str:
    if limit.in_minutes:
        return f"{number} {'minut' if number == 1 else 'minuter'} i veckan"
    return f"{number} {'kund' if number == 1 else 'kunder'}"


def _listed(parts: list[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} och {last}" if first else last


def _decimal(percent: float) -> str:
    return f"{percent:g}".replace(".", ",")
