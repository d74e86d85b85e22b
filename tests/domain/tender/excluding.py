"""A tender that intends to exclude a supplier, which is given ten days to be heard."""

from __future__ import annotations

from tests.domain.tender.stages import (
    BEGUN_ON,
    HASH,
    assessed,
    intend_exclusion,
    procedure,
)
from tests.given import day, person
from upphandling.domain.base import Stamp
from upphandling.domain.legal_time import count
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.tender import Tender

INTENDED_AT, TIME_OVER = "2026-04-07T09:00", "2026-04-18T00:00"
HEARING = count(
    "exclusion-hearing",
    day("2026-04-07"),
    length=Length(10, Unit.DAYS),
    on=BEGUN_ON,
)
TEN_DAYS = procedure(hearing_days=10)


def intended(tender: Tender | None = None, **changed: object) -> Tender:
    tender = tender or assessed(TEN_DAYS)
    intend_exclusion(tender, person(INTENDED_AT), **changed)
    return tender


def comment(tender: Tender, at: str = "2026-04-08T09:00") -> Tender:
    tender.comment_on_exclusion(person(at), bid="anbud-1", content_hash=HASH)
    return tender


def exclude(tender: Tender, stamp: Stamp, key: str = "anbud-1") -> None:
    tender.exclude(stamp, bid=key, motive="Redbarheten kan ifrågasättas.")
