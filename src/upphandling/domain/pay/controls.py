"""Controls of performed visits: what somebody must look at before a month is paid.

A control finds; it neither refuses nor lowers anything. Whoever approves the payment
answers for what was found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from upphandling.domain.configuration import Service
from upphandling.domain.pay.granted import GrantedCare, granted_seconds
from upphandling.domain.pay.performed import Granted, Visit


class Control(StrEnum):
    """What was found."""

    OVERLAPPING_STAFF = "overlapping_staff"
    DOUBLE_VISIT = "double_visit"
    DOUBLE_STAFFED = "double_staffed"
    OTHER_PROVIDER = "other_provider"
    WITHOUT_GRANT = "without_grant"
    ABOVE_GRANTED = "above_granted"
    REGISTERED_AFTER = "registered_after"
    WITHOUT_PRICE = "without_price"


class Worked(NamedTuple):
    """A performed visit with who worked it, for which agreement, and how it was told.

    `responsible` is the agreement that answered for the customer that day, if any.
    """

    visit: Visit
    agreement: str
    staff: str
    responsible: str | None
    registered_after: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What a control found: whose visits, and how much of them.

    `seconds` is the time in question: the overlap, the visit, or what is above granted.
    """

    control: Control
    agreement: str
    customer: str
    visits: tuple[str, ...]
    seconds: int


def controlled(
    worked: Iterable[Worked], granted: Granted, elsewhere: Iterable[Worked] = ()
) -> list[Finding]:
    """All that the controls find in a month, in the same order each time.

    `elsewhere` are the same customers' visits for agreements that are not controlled
    here: they are only looked for in two places at once.
    """
    visits = sorted(worked, key=_when)
    everywhere = sorted((*visits, *elsewhere), key=_when)
    here = {one.agreement for one in visits}
    found = [
        *_overlapping(visits, _staff, _same_staff, here),
        *_overlapping(everywhere, _customer, _same_customer, here),
        *_wrongly_placed(visits, granted),
        *_above_granted(visits, granted),
    ]
    return sorted(found, key=lambda one: (one.control, one.customer, one.visits))


def without_price(
    agreement: str, visits: Iterable[Visit], cared: Iterable[GrantedCare]
) -> list[Finding]:
    """Visits that no price pays for, and granted care that none does."""
    return [
        *(
            Finding(
                Control.WITHOUT_PRICE,
                agreement,
                visit.customer,
                (visit.visit,),
                visit.ends - visit.starts,
            )
            for visit in visits
        ),
        *(
            Finding(
                Control.WITHOUT_PRICE,
                agreement,
                care.customer,
                (),
                sum(granted_seconds([care]).values()),
            )
            for care in cared
        ),
    ]


def registered_after(worked: Iterable[Worked]) -> Mapping[str, tuple[int, int]]:
    """Of each agreement: visits registered afterwards, and all its visits."""
    counted: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in worked:
        after, number = counted[one.agreement]
        counted[one.agreement] = after + one.registered_after, number + 1
    return dict(counted)


def _when(one: Worked) -> tuple[int, str]:
    return one.visit.starts, one.visit.visit


def _staff(one: Worked) -> str:
    return one.staff


def _customer(one: Worked) -> str:
    return one.visit.customer


def _same_staff(one: Worked, other: Worked) -> Control | None:
    del one, other
    return Control.OVERLAPPING_STAFF


def _same_customer(one: Worked, other: Worked) -> Control | None:
    """Two at a time from one provider may be meant; from two providers hardly."""
    if one.staff == other.staff:
        return None  # told as overlapping staff
    if one.agreement == other.agreement:
        return Control.DOUBLE_STAFFED
    return Control.DOUBLE_VISIT


def _overlapping(
    visits: Iterable[Worked],
    whose: Callable[[Worked], str],
    what: Callable[[Worked, Worked], Control | None],
    here: Container[str],
) -> Iterator[Finding]:
    """Visits, in order of time, of the same staff or customer that go on at once.

    One of the two at least is for an agreement that is here, which the finding is told of.
    """
    theirs: dict[str, list[Worked]] = defaultdict(list)
    for one in visits:
        theirs[whose(one)].append(one)
    for group in theirs.values():
        going_on: list[Worked] = []
        for one in group:
            if going_on:
                going_on = [o for o in going_on if o.visit.ends > one.visit.starts]
            for other in going_on:
                control = what(other, one)
                told = one if one.agreement in here else other
                if control is not None and told.agreement in here:
                    yield Finding(
                        control,
                        told.agreement,
                        one.visit.customer,
                        (other.visit.visit, one.visit.visit),
                        min(other.visit.ends, one.visit.ends) - one.visit.starts,
                    )
            going_on.append(one)


def _wrongly_placed(visits: Iterable[Worked], granted: Granted) -> Iterator[Finding]:
    for one in visits:
        visit = one.visit
        told = one.agreement, visit.customer, (visit.visit,), visit.ends - visit.starts
        if one.responsible != one.agreement:
            yield Finding(Control.OTHER_PROVIDER, *told)
        if (visit.customer, visit.service) not in granted:
            yield Finding(Control.WITHOUT_GRANT, *told)
        if one.registered_after:
            yield Finding(Control.REGISTERED_AFTER, *told)


def _above_granted(visits: Iterable[Worked], granted: Granted) -> Iterator[Finding]:
    """More than was granted a customer of a service in the month."""
    given: dict[tuple[str, Service], list[Worked]] = defaultdict(list)
    for one in visits:
        given[one.visit.customer, one.visit.service].append(one)
    for whose, theirs in given.items():
        seconds = sum(one.visit.ends - one.visit.starts for one in theirs)
        most = granted.get(whose)
        if most is not None and seconds > most:
            yield Finding(
                Control.ABOVE_GRANTED,
                theirs[-1].agreement,
                whose[0],
                tuple(one.visit.visit for one in theirs),
                seconds - most,
            )
