"""A town with two bundles, own provision everywhere, and a provider with one place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.town import SYSTEM, Town

HOME_HELP = {
    "key": "service",
    "name": "Serviceinsatser",
    "services": ["domestic_services", "meals"],
    "regime": "lov",
}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    """Two bundles, in-house provision everywhere, a provider with one place in the north."""
    with Town(sqlite_url, "2026-05-18T09:00") as town:
        omvardnad = {**SYSTEM["bundles"][0], "services": ["personal_care", "meals"]}
        town.do(
            "choice_system.establish", {**SYSTEM, "bundles": [omvardnad, HOME_HELP]}
        )
        for agreement, bundle in (("egen", "omvardnad"), ("hushall", "service")):
            town.do(
                "agreement.entrust_in_house",
                {
                    "agreement": agreement,
                    "system": "staden",
                    "provider": "egen-regi",
                    "name": "Kommunens egen regi",
                    "bundle": bundle,
                    "areas": ["norr", "soder"],
                    "starts_on": "2026-01-01",
                },
            )
        town.with_agreement("avtal-a", places={"norr": 1}, starts_on="2026-01-01")
        yield town
