"""A provider that loses its licence: what it touches, and what it may no longer get."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.given import day
from tests.town import Town
from upphandling.domain.provider import ProviderUnlicensed
from upphandling.interfaces.follow_up import rows
from upphandling.projections.providers import flags


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-01-19T09:00") as town:
        yield town.founded()


def ruling(town: Town, key: str, licence: str, on: str) -> None:
    town.do(
        "provider.record_licence",
        {
            "provider": "utforare-a",
            "ruling": key,
            "licence": licence,
            "decided_on": on,
            "in_force_from": on,
            "source": "Beslut",
        },
    )


def flagged(town: Town, on: str) -> list[tuple[str, str]]:
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        found = rows(connection, flags(day(on), 10, 0))
    return [(row["case_id"], row["licence"]) for row in found]


@pytest.fixture
def with_provider(town: Town) -> Town:
    """Utförare A is registered and has an agreement."""
    town.do("provider.register", {"provider": "utforare-a", "name": "Utförare A"})
    town.with_agreement("avtal-a", provider="utforare-a", starts_on="2026-01-01")
    town.at("2026-01-19T09:01")
    town.registered(["kund-1", "kund-2"])
    return town


def place(town: Town, customer: str) -> None:
    town.chose(customer, "avtal-a")


def test_a_licence_that_is_lost_flags_agreements_and_stops_new_customers(
    with_provider,
):
    town = with_provider
    place(town, "kund-1")
    assert flagged(town, "2026-01-19") == []

    town.at("2026-06-10T09:00")
    ruling(town, "ivo-1", "revoked", "2026-06-10")
    assert town.at("2026-06-10T09:01") == ["provider.licence_took_effect"]
    assert flagged(town, "2026-06-10") == [("agreement:avtal-a", "revoked")]
    with pytest.raises(ProviderUnlicensed):
        place(town, "kund-2")

    town.at("2026-06-24T09:00")
    ruling(town, "ratten-1", "revocation_suspended", "2026-06-24")
    place(town, "kund-2")
    assert flagged(town, "2026-06-24") == [
        ("agreement:avtal-a", "revocation_suspended")
    ]

    town.at("2028-05-16T09:00")
    ruling(town, "ratten-2", "revocation_final", "2028-05-16")
    assert flagged(town, "2028-05-16") == [("agreement:avtal-a", "revocation_final")]
    assert flagged(town, "2026-06-09") == []


def test_a_winner_that_loses_its_licence_is_flagged_and_not_signed_with(town):
    town.do("provider.register", {"provider": "utforare-a", "name": "Utförare A"})
    town.opened("prov")
    ruling(town, "ivo-1", "revoked", "2026-02-19")
    on = "2026-02-19"
    assert flagged(town, on) == []

    town.do("award.propose", {"award": "tilldelning", "tender": "prov"})
    winner = {"lot": "norr", "bid": "anbud-1"}
    town.do(
        "award.decide", {"award": "tilldelning", "winners": [winner], "motive": "m"}
    )
    to_all = [{"recipient": "utforare-a"}]
    town.do("award.notify", {"award": "tilldelning", "notices": to_all})
    assert flagged(town, on) == [("award:tilldelning", "revoked")]

    town.at("2026-03-31T09:00")
    with pytest.raises(ProviderUnlicensed):
        town.do(
            "agreement.sign",
            {
                "agreement": "avtal-a",
                "award": "tilldelning",
                **winner,
                "bundle": "omvardnad",
                "starts_on": "2027-01-01",
            },
        )
