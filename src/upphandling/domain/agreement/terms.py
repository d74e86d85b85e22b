"""The words and values that the chapters of an agreement share."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from upphandling.domain.base import Value
from upphandling.domain.configuration import Regime, Service, ShareUnit


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


class CapacityUnit(StrEnum):
    """What a ceiling is counted in: customers, or granted minutes a week."""

    PLACES = "places"
    MINUTES = "minutes"


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
