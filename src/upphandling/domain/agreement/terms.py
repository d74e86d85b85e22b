"""The words and values that the chapters of an agreement share."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from upphandling.domain.base import Value
from upphandling.domain.configuration import Regime, Service, ShareUnit
from upphandling.domain.legal_time import LegalDeadline

MOST_NEED = 1_000_000


class Status(StrEnum):
    SIGNED = "signed"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    RESCINDED = "rescinded"


class Terms(Value):
    """What was agreed.

    `places` is the ceiling per area (empty: no ceiling), `share_percent` the
    guaranteed share of all customers (0: none), `ends_on` the last day.
    """

    system: str
    provider: str
    name: str
    regime: Regime
    bundle: str
    areas: tuple[str, ...]
    starts_on: date
    ends_on: date | None = None
    places: dict[str, int] = Field(default_factory=dict)
    share_percent: float = 0.0


class Place(Value):
    """A customer's place with the provider, in an area.

    `minutes` a week and `services` count against ceilings in hours and of services.
    """

    customer: str
    area: str
    minutes: int = 0
    services: tuple[Service, ...] = ()


class Waiting(Place):
    """A customer who waits for a place.

    `since` is the instant of choice (None: when the customer was queued), `need` is
    higher the sooner a place is needed, and `turn` sorts before the instant: empty
    where the instant alone decides.
    """

    need: Annotated[int, Field(ge=0, le=MOST_NEED)] = 0
    since: AwareDatetime | None = None
    turn: str = ""


class Offer(Place):
    """A place that is kept for a customer until the answer is due."""

    answer_by: LegalDeadline


class CapacityUnit(StrEnum):
    """What a ceiling is counted in: customers, or granted minutes a week."""

    PLACES = "places"
    MINUTES = "minutes"


class CapacityGround(StrEnum):
    """How a ceiling came about: both agreed on it, or one of them gave notice."""

    AGREED = "agreed"
    NOTICE = "notice"


class Capacity(Value):
    """A ceiling from a day on; `service` None counts every customer of the area."""

    from_on: date
    area: str
    unit: CapacityUnit
    amount: int
    service: Service | None = None


class ShareStep(Value):
    """What the provider is guaranteed, and may have at most, from a day on (percent).

    `area` None is the whole system; `cap_percent` None sets no cap.
    """

    from_on: date
    minimum_percent: float
    cap_percent: float | None = None
    unit: ShareUnit = ShareUnit.CUSTOMERS
    area: str | None = None


class Option(Value):
    """A right to prolong: until `ends_on`, if it is called by `call_by`."""

    option: str
    ends_on: date
    call_by: date


class ChangeGround(StrEnum):
    """On which ground of 17 kap. LOU an agreement is changed."""

    MINOR_VALUE = "minor_value"
    CLAUSE = "clause"
    ADDITIONAL_ORDER = "additional_order"
    UNFORESEEN = "unforeseen"
    NEW_SUPPLIER = "new_supplier"
    NOT_SUBSTANTIAL = "not_substantial"

    @property
    def paragraph(self) -> str:
        """Where the ground stands."""
        number = list(ChangeGround).index(self) + 9  # 17 kap. 9-14 §§, in this order
        return f"LOU 17 kap. {number} §"


class Change(Value):
    """A change: its ground, what it is, and by how much (kronor) the value changes.

    `clause` names where the original documents foresaw it (17 kap. 10 §).
    """

    change: str
    ground: ChangeGround
    description: str
    change_sek: int
    clause: str | None = None
