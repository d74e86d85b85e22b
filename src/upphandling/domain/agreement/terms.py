"""The words and values that the chapters of an agreement share."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from upphandling.domain.base import Value
from upphandling.domain.configuration import Regime


class Status(StrEnum):
    SIGNED = "signed"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    RESCINDED = "rescinded"


class LicenceStatus(StrEnum):
    """A provider's licence (tillstånd) as IVO and the courts have it."""

    IN_FORCE = "in_force"
    REVOKED = "revoked"
    REVOCATION_SUSPENDED = "revocation_suspended"
    REVOCATION_FINAL = "revocation_final"


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
    """A customer's place with the provider, in an area."""

    customer: str
    area: str
