"""Absolute secrecy: nothing tells of bids until the tender is decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from pydantic_core import to_json
from sqlalchemy import select

from tests.given import local
from tests.town import Town
from upphandling.domain.base import Role
from upphandling.domain.errors import Refused
from upphandling.projections.catalogue import PROJECTIONS

NAME = "Kanariefågeln AB"
BIDDER = "kanariefageln"
BID = "anbud-kanarie"
HASH = "ca9a51e0" * 8
CANARIES = (NAME, BIDDER, BID, HASH)

TENDER = {"tender": "hemtjanst"}
THE_BID = {
    **TENDER,
    "bid": BID,
    "bidder": BIDDER,
    "name": NAME,
    "lots": ["norr"],
    "content_hash": HASH,
}


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-02T09:00") as town:
        town.founded().announced("hemtjanst", "2026-04-01")
        town.clock.now = local("2026-03-20T09:00")
        yield town


def refused(town: Town, name: str, data: dict[str, Any], **who: Any) -> None:
    with pytest.raises(Refused):
        town.do(name, data, **who)


def up_to_the_proposal(town: Town) -> None:
    """All that happens to a bid in secret, and all that can be refused on the way."""
    town.do("tender.receive_bid", THE_BID)
    refused(town, "tender.receive_bid", THE_BID)
    refused(town, "tender.receive_bid", {**THE_BID, "lots": ["soder"]})
    refused(town, "tender.assess_bid", {**TENDER, "bid": BID, "motive": "För tidigt."})
    town.at("2026-04-02T09:00")
    refused(town, "tender.receive_bid", THE_BID)
    town.do(
        "tender.open_bids", {**TENDER, "present": ["handlaggare-1", "handlaggare-2"]}
    )
    score = {**TENDER, "criterion": "kvalitet", "points": 4.0, "motive": "Bra."}
    refused(town, "tender.assess_bid", {**TENDER, "bid": "annat", "motive": "Fel."})
    refused(town, "tender.score_bid", {**score, "bid": "annat"})
    refused(town, "tender.score_bid", {**score, "bid": BID})
    town.do("tender.assess_bid", {**TENDER, "bid": BID, "motive": "Kraven är nådda."})
    refused(town, "tender.score_bid", {**score, "bid": BID, "points": 6.0})
    town.do("tender.score_bid", {**score, "bid": BID})
    town.do("award.propose", {"award": "tilldelning", "tender": "hemtjanst"})
    winner = {"lot": "soder", "bid": BID}
    refused(
        town,
        "award.decide",
        {"award": "tilldelning", "winners": [winner], "motive": "Fel del."},
    )
    refused(
        town,
        "award.notify",
        {"award": "tilldelning", "notices": [{"recipient": "utforare-a"}]},
    )
    refused(
        town, "tender.notify_cancellation", {**TENDER, "notices": [{"recipient": "x"}]}
    )


def decide(town: Town, **who: Any) -> None:
    town.do(
        "award.decide",
        {
            "award": "tilldelning",
            "winners": [{"lot": "norr", "bid": BID}],
            "motive": "Högst kvalitet.",
        },
        **who,
    )


def read_models(town: Town) -> str:
    """Every row of every read model."""
    town.house.projector.catch_up()
    with town.house.database.engine.connect() as connection:
        return "\n".join(
            str(tuple(row))
            for projection in PROJECTIONS.values()
            for table in projection.tables
            for row in connection.execute(select(table))
        )


def portraits(town: Town) -> str:
    cases = {row.stream_id for row in town.house.recorder.records()}
    return "\n".join(str(town.case(case_id).portrait()) for case_id in cases)


def refusals(town: Town) -> str:
    """What was answered, not what was asked: the payload stays in the sealed log."""
    return "\n".join(
        f"{kept.rule} {kept.message} {to_json(dict(kept.details)).decode()}"
        for kept in town.house.recorder.refusals()
    )


def sightings(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary.lower() in text.lower()]


def test_a_sealed_bid_is_nowhere_to_be_seen(town):
    with structlog.testing.capture_logs() as lines:
        up_to_the_proposal(town)
        town.house.tick()

    assert sightings(read_models(town)) == []
    assert sightings(portraits(town)) == []
    assert sightings(refusals(town)) == []
    assert sightings(str(lines)) == []


def test_not_even_how_many_bids_there_are_is_to_be_seen(town):
    def seen() -> tuple[str, str]:
        with structlog.testing.capture_logs() as lines:
            return read_models(town), portraits(town) + str(lines)

    before = seen()
    for number in range(3):
        with structlog.testing.capture_logs() as lines:
            town.do("tender.receive_bid", {**THE_BID, "bid": f"anbud-{number}"})
        assert lines == []

    assert seen() == before


def test_the_log_does_not_tell_that_a_bid_was_refused_either(town):
    with structlog.testing.capture_logs() as lines:
        refused(town, "tender.receive_bid", {**THE_BID, "lots": ["soder"]})

    assert lines == []


def test_the_canary_is_where_it_should_be(town):
    up_to_the_proposal(town)

    assert sightings(str(town.log("tender:hemtjanst"))) == [*CANARIES]


def test_once_the_award_is_decided_the_bids_are_shown(town):
    up_to_the_proposal(town)
    decide(town)

    shown = portraits(town)
    assert sightings(shown) == [*CANARIES]
    assert "anbud-kanarie" in str(town.case("award:tilldelning").portrait())


def test_a_decision_that_was_refused_does_not_lift_the_secrecy(town):
    up_to_the_proposal(town)
    with structlog.testing.capture_logs() as lines:
        for who in ({"mandate": None}, {"by": "scheduler", "role": Role.SCHEDULER}):
            with pytest.raises(Refused):
                decide(town, **who)

    assert sightings(portraits(town) + refusals(town) + str(lines)) == []


def test_a_cancellation_lifts_the_secrecy(town):
    town.do("tender.receive_bid", THE_BID)
    town.do(
        "tender.cancel",
        {**TENDER, "reason_code": "chan-need", "reasons": "Ny budget."},
    )

    assert sightings(portraits(town)) == [*CANARIES]
