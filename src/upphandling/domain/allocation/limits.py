"""The limits: free room, guaranteed minimums and caps, in whole customers or minutes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from upphandling.domain.allocation.question import Bound, Contender, Question
from upphandling.domain.allocation.refusals import SharesUnderLov
from upphandling.domain.configuration import Regime, Service, ShareUnit


class What(StrEnum):
    """What a limit is about."""

    ROOM = "room"
    CAP = "cap"
    GUARANTEE = "guarantee"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most, or for a guarantee at least, so many of those whom the question places.

    Room counts newcomers, the others everybody. `stated` is the limit before what the
    provider holds already was deducted. `whole` is the guarantee in whole customers,
    rounded down: what lies above is a customer that nobody can divide.
    """

    what: What
    agreement: str
    area: str | None
    unit: ShareUnit
    amount: int
    stated: int
    whole: int = 0
    percent: float | None = None
    of: int = 0
    service: Service | None = None

    @property
    def in_minutes(self) -> bool:
        return self.unit is ShareUnit.HOURS

    @property
    def nests(self) -> bool:
        """Whether it counts whole customers, all of an area or all there are."""
        return not self.in_minutes and self.service is None


def limits_of(question: Question) -> list[Limit]:
    """Every limit of every contender, in a fixed order."""
    wholes = _wholes(question)
    return [
        limit
        for contender in sorted(question.contenders, key=lambda c: c.agreement)
        for limit in (*_rooms(contender), *_shares(contender, wholes))
    ]


Wholes = Counter[tuple[str | None, ShareUnit]]


def _wholes(question: Question) -> Wholes:
    """What a percentage is of: everybody to place and everybody held, by area and all."""
    wholes: Wholes = Counter()
    for area, customers, minutes in (
        *((p.area, 1, p.minutes) for p in question.people),
        *(
            (h.area, h.customers, h.minutes)
            for c in question.contenders
            for h in c.held
        ),
    ):
        for where in (area, None):
            wholes[where, ShareUnit.CUSTOMERS] += customers
            wholes[where, ShareUnit.HOURS] += minutes
    return wholes


def _rooms(contender: Contender) -> list[Limit]:
    return [
        Limit(
            What.ROOM,
            contender.agreement,
            r.area,
            r.unit,
            amount=r.free,
            stated=r.free,
            service=r.service,
        )
        for r in sorted(contender.room, key=lambda r: (r.area, r.unit, r.service or ""))
    ]


def _shares(contender: Contender, wholes: Wholes) -> list[Limit]:
    if contender.shares and contender.regime is Regime.LOV:
        raise SharesUnderLov(
            agreement=contender.agreement,
            source="Konkurrensverket, ställningstagande 2019:2",
        )
    limits: list[Limit] = []
    for share in sorted(contender.shares, key=lambda s: (s.area or "", s.unit)):
        of = wholes[share.area, share.unit]
        held = _held(contender, share)
        if share.minimum_percent:
            exact = Fraction(str(share.minimum_percent)) * of / 100
            limits.append(
                Limit(
                    What.GUARANTEE,
                    contender.agreement,
                    share.area,
                    share.unit,
                    amount=max(0, ceil(exact) - held),
                    stated=ceil(exact),
                    whole=max(0, floor(exact) - held),
                    percent=share.minimum_percent,
                    of=of,
                )
            )
        if share.cap_percent is not None:
            most = floor(Fraction(str(share.cap_percent)) * of / 100)
            limits.append(
                Limit(
                    What.CAP,
                    contender.agreement,
                    share.area,
                    share.unit,
                    amount=max(0, most - held),
                    stated=most,
                    percent=share.cap_percent,
                    of=of,
                )
            )
    return limits


def _held(contender: Contender, share: Bound) -> int:
    held = [h for h in contender.held if share.area in (None, h.area)]
    if share.unit is ShareUnit.HOURS:
        return sum(h.minutes for h in held)
    return sum(h.customers for h in held)
