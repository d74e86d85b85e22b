"""The question of an allocation: who is to be placed, and what each provider may take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from upphandling.domain.base import Value
from upphandling.domain.choosing import QueueOrder
from upphandling.domain.configuration import (
    DefaultPolicy,
    Percent,
    Regime,
    Service,
    ShareUnit,
)

WEEK_MINUTES = 7 * 24 * 60
MOST_WISHES = 5

Minutes = Annotated[int, Field(ge=0, le=2 * WEEK_MINUTES)]  # two at a time, always
Number = Annotated[int, Field(ge=0)]
Wishes = Annotated[tuple[str, ...], Field(max_length=MOST_WISHES)]


class Chooser(Value):
    """A person to place: area, minutes a week, wishes in order, present agreement.

    `services` matter where room is for one service. `chosen_at` (ISO text) and `need`
    order the queue. `must_choose` False: the person need not choose.
    """

    customer: str
    area: str
    minutes: Minutes = 0
    wishes: Wishes = ()
    present: str | None = None
    must_choose: bool = True
    services: tuple[Service, ...] = ()
    chosen_at: str = ""
    need: Number = 0


class Room(Value):
    """Free room for newcomers in an area: places, or minutes a week.

    `service` None is room for all; else for those who have the service.
    """

    area: str
    unit: ShareUnit = ShareUnit.CUSTOMERS
    free: Number
    service: Service | None = None


class Bound(Value):
    """A guaranteed minimum and a cap, in percent of an area (None: of the whole)."""

    area: str | None = None
    unit: ShareUnit = ShareUnit.CUSTOMERS
    minimum_percent: Percent = 0.0
    cap_percent: Percent | None = None


class Held(Value):
    """Customers of an area whom the provider has already and who are not asked here."""

    area: str
    customers: Number
    minutes: Number = 0


class InLine(Value):
    """Somebody who waits for the provider from before, since `chosen_at` (ISO text)."""

    customer: str
    area: str
    chosen_at: str = ""
    need: Number = 0


class Contender(Value):
    """An agreement that people may be placed at.

    An area not named in `room` has room for all. Shares and caps count everybody:
    who is held, who stays and who comes. `waiting` is in the order they came;
    `queue_order` None: the queue is ordered as the question says. `stopped` says whether
    it has been decided that nobody new may come (None: that was not asked yet).
    """

    agreement: str
    provider: str
    name: str
    regime: Regime
    areas: tuple[str, ...]
    room: tuple[Room, ...] = ()
    shares: tuple[Bound, ...] = ()
    held: tuple[Held, ...] = ()
    waiting: tuple[InLine, ...] = ()
    queue_order: QueueOrder | None = None
    queue_seed: str | None = None
    stopped: bool | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        _must_differ("room", ((r.area, r.unit, r.service) for r in self.room))
        _must_differ("shares", ((share.area, share.unit) for share in self.shares))
        _must_differ("held", (held.area for held in self.held))
        return self


class Question(Value):
    """All that an allocation is reckoned from: the same question, the same answer.

    `regime` is that of the bundle; `areas` gives areas their names in the reasons, and
    `left_out` the agreements that were wished for and are no contenders.
    """

    seed: Annotated[str, Field(min_length=1, max_length=200)]
    default: DefaultPolicy
    regime: Regime = Regime.LOU
    bundle: str = ""
    areas: dict[str, str] = Field(default_factory=dict)
    left_out: dict[str, str] = Field(default_factory=dict)
    queue_order: QueueOrder = QueueOrder.CHOSEN_AT
    queue_seed: str | None = None
    people: tuple[Chooser, ...]
    contenders: tuple[Contender, ...]

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        _must_differ("people", (person.customer for person in self.people))
        _must_differ("contenders", (other.agreement for other in self.contenders))
        for person in self.people:
            if len(set(person.wishes)) < len(person.wishes):
                message = f"people: {person.customer} har samma utförare två gånger"
                raise ValueError(message)
        return self

    @property
    def unit(self) -> ShareUnit:
        """Hours as soon as any limit is in minutes; else customers alone."""
        limits = (
            limit.unit
            for other in self.contenders
            for limit in other.room + other.shares
        )
        in_hours = any(unit is ShareUnit.HOURS for unit in limits)
        return ShareUnit.HOURS if in_hours else ShareUnit.CUSTOMERS


def _must_differ(field: str, parts: Iterable[object]) -> None:
    seen: set[object] = set()
    for part in parts:
        if part in seen:
            message = f"{field}: {part} förekommer två gånger"
            raise ValueError(message)
        seen.add(part)
