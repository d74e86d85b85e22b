"""Visits as they are kept, for handlers that count with them."""

from __future__ import annotations

from typing import NamedTuple


class KeptVisit(NamedTuple):
    """A performed visit: seconds since 1970 (UTC), the last not included.

    `service` is the code as it was imported. `registered_after` says that it was told
    afterwards; `aged` whether the customer is 65 or older, None where nobody said.
    """

    visit: str
    customer: str
    agreement: str
    service: str
    staff: str
    starts: int
    ends: int
    registered_after: bool
    aged: bool | None


class PlannedVisit(NamedTuple):
    """A visit as it was planned, and when its performance began and ended.

    Seconds since 1970 (UTC). `began` and `ended` are None where no performed visit of
    the same id counts; such a one may also stand under another agreement or customer.
    """

    visit: str
    customer: str
    agreement: str
    service: str
    staff: str
    starts: int
    ends: int
    began: int | None = None
    ended: int | None = None
