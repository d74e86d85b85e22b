"""A tender at each stage of its life, as the tests of its chapters are given it."""

from __future__ import annotations

from typing import Any

from tests.given import day, local, person, scheduler
from upphandling.domain.base import Stamp
from upphandling.domain.evaluation import Bid, Criterion, Lot, Method, Model
from upphandling.domain.requirements import FollowUp, Requirement
from upphandling.domain.tender import Assessment, Tender
from upphandling.domain.tender.bid_terms import Ground
from upphandling.domain.tender.procedure import Procedure

LOTS = (
    Lot(lot="norr", title="Norra området", areas=("norr",), share_percent=10.0),
    Lot(lot="soder", title="Södra området", areas=("soder",), share_percent=10.0),
)
CRITERIA = (Criterion(criterion="kvalitet", title="Kvalitet", max_points=5.0),)
REQUIREMENT = Requirement(
    requirement="ledning",
    text="Verksamheten har en namngiven ledning.",
    mandatory=True,
    follow_up=FollowUp(how="Besök", by_whom="Avtalsenheten", how_often="yearly"),
)
LAST_DAY = day("2026-04-01")
CLOSES_AT = local("2026-04-02T00:00")
BEGUN_ON = day("2026-03-02")
TWO = ("handlaggare-1", "handlaggare-2")
HASH = "a" * 64
MET = Assessment(failed=(), motive="Alla krav är uppfyllda.")
NOT_MET = Assessment(failed=("ledning",), motive="Ledning saknas.")


def procedure(**stated: Any) -> Procedure:
    """What the documents state, where it matters to the test."""
    return Procedure(**{"method": Method(model=Model.QUALITY_POINTS), **stated})


def bid(key: str, bidder: str = "utforare-a", *lots: str, content: str = "0") -> Bid:
    return Bid(
        bid=key,
        bidder=bidder,
        name="Utförare A",
        lots=lots or ("norr",),
        content_hash=content * 64,
    )


def prepared(documents: Procedure | None = None) -> Tender:
    tender = Tender.prepare(
        person("2026-02-02T09:00"),
        "hemtjanst-2026",
        system="staden",
        title="Hemtjänst i norr och söder",
        lots=LOTS,
        criteria=CRITERIA,
    )
    if documents is not None:
        tender.set_procedure(person("2026-02-03T09:00"), procedure=documents)
    return tender


def announce(tender: Tender, stamp: Stamp, **changed: Any) -> None:
    tender.announce(
        stamp,
        **{
            "last_day": LAST_DAY,
            "closes_at": None,
            "notice": "Annons 2026-1",
            "requirements": (REQUIREMENT,),
            **changed,
        },
    )


def announced(documents: Procedure | None = None) -> Tender:
    tender = prepared(documents)
    announce(tender, person("2026-03-02T09:00"))
    return tender


def with_bids(documents: Procedure | None = None) -> Tender:
    tender = announced(documents)
    tender.receive_bid(person("2026-03-20T09:00"), bid=bid("anbud-1", "utforare-a"))
    tender.receive_bid(person("2026-03-21T09:00"), bid=bid("anbud-2", "utforare-b"))
    return tender


def closed(documents: Procedure | None = None) -> Tender:
    tender = with_bids(documents)
    tender.close(scheduler("2026-04-02T00:00"))
    return tender


def opened(documents: Procedure | None = None) -> Tender:
    tender = closed(documents)
    tender.open(person("2026-04-02T09:00"), present=TWO)
    return tender


def assessed(documents: Procedure | None = None) -> Tender:
    tender = opened(documents)
    stamp = person("2026-04-03T09:00")
    tender.assess(stamp, bid="anbud-1", assessment=MET)
    tender.assess(stamp, bid="anbud-2", assessment=NOT_MET)
    return tender


def awarded(documents: Procedure | None = None) -> Tender:
    tender = assessed(documents)
    tender.conclude(person("2026-05-04T09:00"), award="tilldelning-2026")
    return tender


def intend_exclusion(tender: Tender, stamp: Stamp, **changed: Any) -> None:
    tender.intend_exclusion(
        stamp,
        **{
            "bid": "anbud-1",
            "ground": Ground.GRAVE_MISCONDUCT,
            "circumstances": "Fel i yrkesutövningen enligt tillsynen.",
            "event_on": None,
            "days": 10,
            **changed,
        },
    )
