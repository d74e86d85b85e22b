"""Absolute secrecy: nothing tells of bids until the tender is decided."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog
from pydantic_core import to_json
from sqlalchemy import select

from tests.canary_town import (
    BID,
    BIDDER,
    CANARIES,
    HASH,
    NAME,
    PRICE,
    PROCEDURE,
    TENDER,
    THE_BID,
    WORDS,
    decide,
    heard_and_gone,
    refused,
    said_and_set_right,
    until_the_opening,
    up_to_the_proposal,
)
from tests.given import local
from tests.town import Town
from upphandling.domain.award.refusals import AwardInWrongStage
from upphandling.domain.base import Role
from upphandling.domain.errors import Refused
from upphandling.domain.tender.bid_refusals import ExclusionUnheard
from upphandling.projections.catalogue import PROJECTIONS


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-02T09:00") as town:
        town.founded()
        lot = {"title": "Område", "share_percent": 10.0}
        town.do(
            "tender.prepare",
            {
                **TENDER,
                "system": "staden",
                "title": "Hemtjänst",
                "lots": [
                    {**lot, "lot": "norr", "areas": ["norr"]},
                    {**lot, "lot": "soder", "areas": ["soder"]},
                ],
                "criteria": [
                    {"criterion": "kvalitet", "title": "Kvalitet", "max_points": 5.0}
                ],
            },
        )
        town.do("tender.set_procedure", {**TENDER, "procedure": PROCEDURE})
        town.do(
            "tender.announce",
            {**TENDER, "last_day": "2026-04-01", "notice": "Annons 2026-1"},
        )
        town.clock.now = local("2026-03-20T09:00")
        yield town


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


def seen(town: Town) -> tuple[str, str]:
    """All that a reader has: the read models, and the portraits with what is logged."""
    with structlog.testing.capture_logs() as lines:
        return read_models(town), portraits(town) + str(lines)


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
    before = seen(town)
    for number in range(3):
        with structlog.testing.capture_logs() as lines:
            town.do("tender.receive_bid", {**THE_BID, "bid": f"anbud-{number}"})
        assert lines == []

    assert seen(town) == before


def test_nothing_that_happens_to_an_opened_bid_changes_what_is_seen(town):
    until_the_opening(town)
    before = seen(town)
    with structlog.testing.capture_logs() as lines:
        said_and_set_right(town)
        heard_and_gone(town)

    assert lines == []
    assert seen(town) == before


def test_the_price_of_lots_together_is_nowhere_to_be_seen(town):
    both = ["norr", "soder"]
    town.do("tender.receive_bid", {**THE_BID, "lots": both})
    town.at("2026-04-02T09:00")
    no_conflict = {**TENDER, "person": "handlaggare-1", "conflict": False}
    town.do("tender.declare_conflict", no_conflict)
    town.do("tender.open_bids", {**TENDER, "present": ["handlaggare-1", "chef-1"]})

    price = {**TENDER, "bid": BID, "lots": both, "price_ore": PRICE}
    with structlog.testing.capture_logs() as lines:
        town.do("tender.read_combination", price)

    assert lines == []
    assert sightings(read_models(town) + portraits(town)) == []
    assert str(PRICE) in str(town.log("tender:hemtjanst"))


def test_the_log_does_not_tell_that_a_bid_was_refused_either(town):
    with structlog.testing.capture_logs() as lines:
        refused(town, "tender.receive_bid", {**THE_BID, "lots": ["oster"]})

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


def test_the_log_does_not_tell_that_a_supplier_is_being_heard(town):
    up_to_the_proposal(town)
    heard = {"bid": BID, "ground": "insolvency", "circumstances": WORDS}
    town.do("tender.intend_exclusion", {**TENDER, **heard})
    with structlog.testing.capture_logs() as lines:
        with pytest.raises(ExclusionUnheard):
            decide(town)
        with pytest.raises(AwardInWrongStage):
            town.do(
                "agreement.sign",
                {
                    "award": "tilldelning",
                    "agreement": "avtal-1",
                    "lot": "norr",
                    "bid": BID,
                    "bundle": "omvardnad",
                    "starts_on": "2027-01-01",
                },
            )

    assert "ExclusionUnheard" not in str(lines)


def test_a_cancellation_lifts_the_secrecy(town):
    town.do("tender.receive_bid", THE_BID)
    town.do(
        "tender.cancel",
        {**TENDER, "reason_code": "chan-need", "reasons": "Ny budget."},
    )

    assert sightings(portraits(town)) == [NAME, BIDDER, BID, HASH]
