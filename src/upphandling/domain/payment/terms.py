"""The words and values that the chapters of a payment share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from upphandling.domain.base import Value
from upphandling.domain.configuration import Service
from upphandling.domain.pay import Control, Line
from upphandling.domain.payment.refusals import ControlsNotAcknowledged


class Status(StrEnum):
    """How far a month has come; while it is being corrected, what was approved stands."""

    CALCULATED = "calculated"
    APPROVED = "approved"
    CORRECTING = "correcting"


class Found(Value):
    """How often a control found something, and how much time it was about."""

    control: Control
    number: int
    seconds: int


class OfService(Value):
    """Of a service: visits and their seconds, and the seconds that were granted."""

    service: Service
    visits: int
    performed_seconds: int
    granted_seconds: int


class Basis(Value):
    """What an amount rests on: the tariff's versions, the visits (by digest), the care.

    `content` is the SHA-256 over the agreement's visits, those of the `batches` that
    counted. `vat_ore` is the VAT compensation on the sum of the lines, `total_ore` both
    of them.
    """

    tariff: str
    versions: tuple[date, ...]
    batches: tuple[int, ...]
    visits: int
    content: str
    services: tuple[OfService, ...]
    lines: tuple[Line, ...]
    vat_ore: int
    total_ore: int
    found: tuple[Found, ...]


class Acknowledged(Value):
    """Why what a control found does not stand in the way."""

    control: Control
    reason: str


class Correction(Value):
    """What a correction adds to what was approved before it; may be below zero."""

    cause: str
    lines: tuple[Line, ...]
    vat_ore: int
    total_ore: int


def payment_key(agreement: str, month: str) -> str:
    """The key of an agreement's payment for a month."""
    return f"{agreement}.{month}"


def must_be_acknowledged(
    found: Iterable[Found], acknowledged: Iterable[Acknowledged]
) -> None:
    """Refuse where a control has found something that nobody has given a reason for."""
    told = {one.control for one in acknowledged}
    missing = [one.control for one in found if one.control not in told]
    if missing:
        raise ControlsNotAcknowledged(controls=missing)
