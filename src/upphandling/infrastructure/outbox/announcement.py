"""What one letter tells: that something happened in a case, never what was in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """One event as the outside is told of it.

    `message_id` is the same each time it is sent. `recorded_at` and `effective_at`
    are aware; `says` is the event's line in the audit trail, in Swedish.
    """

    message_id: str
    topic: str
    case: str
    says: str
    recorded_at: datetime
    effective_at: datetime


class Why(StrEnum):
    """Why a letter did not get there: our own words, for what others answer is not told."""

    NO_ANSWER = "inget svar inom tidsgränsen"
    NO_CONNECTION = "ingen förbindelse"
    NOT_TRUSTED = "certifikatet eller krypteringen godtas inte"
    NOT_HTTP = "svaret var inte HTTP"
    SAID_NO = "mottagaren svarade"
    MAIL_SAID_NO = "e-postservern svarade"
    NO_SUCH_ADDRESS = "e-postadressen nekades"
    NOT_LOGGED_IN = "inloggningen på e-postservern nekades"
    CANNOT = "e-postservern kan inte det som krävs"


class Undelivered(Exception):
    """A letter did not get there.

    `code` is what the receiver answered with, if it did. With `gone` nobody should try
    again; `wait` is how many seconds the receiver asks for.
    """

    def __init__(
        self,
        why: Why,
        code: int | None = None,
        *,
        gone: bool = False,
        wait: float | None = None,
    ) -> None:
        self.fault = why.value if code is None else f"{why.value} {code}"
        super().__init__(self.fault)
        self.gone = gone
        self.wait = wait


Deliver = Callable[[Announcement, datetime], None]
"""Sends one announcement, at an instant by the house's clock; raises `Undelivered`."""
