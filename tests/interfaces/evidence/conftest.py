"""A procurement with an award, a refusal and a secret, exported once for many tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.award_town import AWARD, BY_RELATIVE_PRICE, TENDER, awarded, compared, sign
from tests.evidence import as_zip, exported
from tests.town import Town
from upphandling.domain.award.refusals import StandstillRunning

CASE = "tender:hemtjanst"


def procured(url: str) -> Town:
    """Awarded on price and quality, with an attempt to sign too early."""
    town = Town(url, "2026-02-02T09:00")
    compared(
        town.founded(),
        {"a": 0.0, "b": 4.25, "c": 3.0},
        method=BY_RELATIVE_PRICE,
        prices={"a": 100_000, "b": 200_017, "c": 150_000},
    )
    awarded(town)
    with pytest.raises(StandstillRunning):
        sign(town, "anbud-b")
    town.do(
        "award.request_reasons",
        {**AWARD, "bidder": "utforare-c", "received_on": "2026-05-05"},
    )
    return town


def keep_secret(town: Town, *parts: str, bid: str = "anbud-b") -> None:
    town.do(
        "tender.decide_secrecy",
        {
            **TENDER,
            "bid": bid,
            "parts": list(parts),
            "ground": "Affärssekretess",
            "motive": "Skada kan antas.",
        },
    )


@pytest.fixture(scope="module")
def town(sqlite_databases) -> Iterator[Town]:
    with procured(sqlite_databases.migrated()) as town:
        keep_secret(town, "price", "points")
        yield town


@pytest.fixture(scope="module")
def internal(town) -> bytes:
    """The zip for an auditor."""
    return as_zip(exported(town.house, CASE))


@pytest.fixture(scope="module")
def public(town) -> bytes:
    """The zip for whoever asks."""
    return as_zip(exported(town.house, CASE, "public"))
