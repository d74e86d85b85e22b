"""A tender that nobody bid in, and one with a single bid: both are ordinary endings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.given import local
from tests.town import Town
from upphandling.domain.tender import NoAwardReason, Status
from upphandling.domain.tender.refusals import BidNotQualified

TENDER = {"tender": "hemtjanst"}
THE_ONLY_ONE = {
    **TENDER,
    "bid": "anbud-a",
    "bidder": "utforare-a",
    "name": "Utförare A",
    "lots": ["norr"],
    "content_hash": "a" * 64,
}


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-02T09:00") as town:
        yield town.founded().announced("hemtjanst", "2026-04-01")


def opened(town: Town) -> None:
    assert town.at("2026-04-02T08:00")[-1] == "tender.closed"
    town.do(
        "tender.open_bids", {**TENDER, "present": ["handlaggare-1", "handlaggare-2"]}
    )


def test_a_tender_without_bids_is_cancelled_and_leaves_nobody_to_tell(town):
    opened(town)

    # Nobody can be awarded what nobody bid for.
    town.do(
        "award.propose",
        {"award": "tilldelning", "tender": "hemtjanst"},
        by="handlaggare-2",
    )
    with pytest.raises(BidNotQualified):
        town.do(
            "award.decide",
            {
                "award": "tilldelning",
                "winners": [{"lot": "norr", "bid": "anbud-a"}],
                "motive": "Ingen annan ville",
            },
        )

    town.do(
        "tender.cancel",
        {
            **TENDER,
            "reason_code": "no-rece",
            "reasons": "Inga anbud kom in till sista anbudsdagen.",
        },
    )
    tender = town.case("tender:hemtjanst")
    assert tender.status is Status.CANCELLED
    assert tender.reason_code is NoAwardReason.NO_BIDS
    _, said = next(
        row for row in town.log("tender:hemtjanst") if row[0] == "tender.cancelled"
    )
    assert (said["bids"], said["qualified"]) == (0, 0)

    # The same services may now be bought directly, on the terms that were announced.
    town.do(
        "direct_procurement.prepare",
        {
            "direct_procurement": "bro",
            "system": "staden",
            "title": "Hemtjänst i norr",
            "ground": "no_suitable_bids",
            "value_sek": 9_000_000,
            "threshold_sek": 8_109_450,
            "threshold_source": "Antaget: samma belopp som 2025",
            "tender": "hemtjanst",
            "motive": "Inga lämpliga anbud, villkoren är oförändrade.",
        },
    )
    town.do(
        "direct_procurement.decide",
        {
            "direct_procurement": "bro",
            "provider": "utforare-a",
            "name": "Utförare A",
            "motive": "Kan börja i oktober.",
        },
    )
    town.do(
        "direct_procurement.sign",
        {
            "direct_procurement": "bro",
            "agreement": "avtal-a",
            "bundle": "omvardnad",
            "areas": ["norr"],
            "starts_on": "2026-10-01",
            "ends_on": "2027-09-30",
        },
    )
    assert town.at("2026-10-01T07:00")[-1] == "agreement.began"


def test_a_single_bid_wins_when_it_meets_the_requirements(town):
    town.clock.now = local("2026-03-31T15:00")
    town.do("tender.receive_bid", THE_ONLY_ONE)
    opened(town)
    one = {**TENDER, "bid": "anbud-a", "motive": "Prövat mot kraven."}
    town.do("tender.assess_bid", one)
    town.do("tender.score_bid", {**one, "criterion": "kvalitet", "points": 3.5})
    town.do(
        "award.propose",
        {"award": "tilldelning", "tender": "hemtjanst"},
        by="handlaggare-2",
    )
    winner = {"lot": "norr", "bid": "anbud-a"}
    town.do(
        "award.decide",
        {"award": "tilldelning", "winners": [winner], "motive": "Uppfyller kraven."},
    )
    town.do(
        "award.notify",
        {"award": "tilldelning", "notices": [{"recipient": "utforare-a"}]},
    )

    # Sent on Maundy Thursday: the tenth day is a Sunday, so signing is free on Tuesday.
    assert town.at("2026-04-13T23:59") == []
    assert town.at("2026-04-14T00:00") == ["award.signing_unlocked"]
    town.do(
        "agreement.sign",
        {
            **winner,
            "award": "tilldelning",
            "agreement": "avtal-a",
            "bundle": "omvardnad",
            "starts_on": "2026-10-01",
            "ends_on": "2028-09-30",
        },
    )
    assert town.case("award:tilldelning").signed == {("norr", "anbud-a"): "avtal-a"}


def test_a_single_bid_may_also_be_declined_for_lack_of_competition(town):
    town.clock.now = local("2026-03-31T15:00")
    town.do("tender.receive_bid", THE_ONLY_ONE)
    opened(town)
    town.do(
        "tender.assess_bid", {**TENDER, "bid": "anbud-a", "motive": "Kraven är nådda."}
    )

    town.do(
        "tender.cancel",
        {
            **TENDER,
            "reason_code": "one-admis",
            "reasons": "Bara ett anbud: konkurrensen räckte inte.",
        },
    )
    town.do(
        "tender.notify_cancellation",
        {**TENDER, "notices": [{"recipient": "utforare-a"}]},
    )

    # Ten days, of which the last is a Sunday; then the cancellation stands.
    assert town.at("2026-04-13T23:59") == []
    assert town.at("2026-04-14T00:00") == ["tender.cancellation_review_ended"]
