"""A procurement with an award, a refusal and a secret, exported once for many tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.award_town import AWARD, BY_RELATIVE_PRICE, TENDER, awarded, compared, sign
from tests.evidence import as_zip, exported
from tests.town import Town
from upphandling.domain.award.refusals import StandstillRunning
from upphandling.interfaces.evidence.rows import EventRow
from upphandling.interfaces.evidence.told import Told

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


@pytest.fixture(scope="module")
def signed_and_told(sqlite_databases):
    """To its contract, with the report partly written."""
    with procured(sqlite_databases.migrated()) as town:
        town.at("2026-05-18T09:00")
        town.do(
            "agreement.sign",
            {
                **AWARD,
                "agreement": "avtal",
                "lot": "norr",
                "bid": "anbud-b",
                "bundle": "omvardnad",
                "starts_on": "2027-01-01",
            },
        )
        about = {"dossier": "hemtjanst"}
        part = {**about, "part": "suppliers_not_awarded", "source": "Protokoll § 7"}
        town.do("dossier.complete_part", {**part, "text": "De hade lägre poäng."})
        aside = {**about, "part": "low_bids_rejected", "reason": "Inga låga anbud."}
        town.do("dossier.set_part_aside", aside)
        yield town


def model_of(town, monkeypatch, case=CASE, role="auditor"):
    """What both the PDF and the page are made from."""
    seen = []
    monkeypatch.setattr(
        "upphandling.interfaces.evidence.export.page",
        lambda told: seen.append(told) or b"",
    )
    exported(town.house, case, role)
    return seen[0]


def told(topic, **data):
    """An event of no log, as a dossier tells it."""
    row = EventRow(
        index=0,
        position=1,
        stream_id="tender:hemtjanst",
        version=1,
        topic=topic,
        recorded_at="2026-05-05T08:00:00.000000Z",
        command_id=None,
        data="{}",
        receipt=None,
        leaf=b"",
    )
    return Told(row=row, data=data, withheld=False)
