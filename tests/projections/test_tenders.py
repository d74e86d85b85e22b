"""Tenders: the register is silent about bids until the secrecy lifts."""

from __future__ import annotations

from tests.given import day, local, person, scheduler
from upphandling.domain.evaluation import Bid, Criterion, Lot
from upphandling.domain.notices import Notice
from upphandling.domain.rulebook import Channel
from upphandling.domain.tender import Assessment, NoAwardReason, SecretPart, Tender
from upphandling.projections.tenders import (
    TENDERS,
    sealed,
    tender_secrecy,
    tenders,
    unsealed,
)

NOTHING_YET = (*(None,) * 7, False)


def announced() -> Tender:
    tender = Tender.prepare(
        person("2026-01-12T09:00"),
        "hemtjanst",
        system="staden",
        title="Hemtjänst",
        lots=(Lot(lot="norr", title="Norr", areas=("norr",), share_percent=10.0),),
        criteria=(Criterion(criterion="kvalitet", title="Kvalitet", max_points=5.0),),
    )
    tender.announce(
        person("2026-02-02T10:00"),
        last_day=day("2026-04-01"),
        closes_at=None,
        notice="https://exempel.se/1",
        requirements=(),
    )
    return tender


def opened() -> Tender:
    tender = announced()
    bid = Bid(bid="a-1", bidder="b-1", name="A", lots=("norr",), content_hash="0")
    tender.receive_bid(person("2026-03-30T10:00"), bid=bid)
    tender.close(scheduler("2026-04-02T00:00"))
    tender.open(person("2026-04-02T09:00"), present=("anna", "bo"))
    return tender


def test_a_tender_is_shown_from_preparation(rows_after):
    tender = Tender.prepare(
        person("2026-01-12T09:00"),
        "hemtjanst",
        system="staden",
        title="Hemtjänst",
        lots=(),
        criteria=(),
    )

    assert rows_after(TENDERS, tenders, tender) == [
        ("hemtjanst", "staden", "Hemtjänst", "prepared", *(None,) * 10, False)
    ]


def test_nothing_is_told_of_bids_before_the_award(rows_after):
    told = (2, "2026-02-02T10:00", "2026-04-02T00:00")

    assert rows_after(TENDERS, tenders, opened()) == [
        ("hemtjanst", "staden", "Hemtjänst", "opened", *told, *NOTHING_YET)
    ]


def test_more_time_shows_in_the_register(rows_after):
    tender = announced()
    tender.extend(
        person("2026-03-02T10:00"),
        last_day=day("2026-04-22"),
        closes_at=None,
        reason="Fler behöver hinna läsa.",
    )

    (row,) = rows_after(TENDERS, tenders, tender)
    assert "2026-04-23T00:00" in row


def test_an_award_lifts_the_secrecy(rows_after, database):
    tender = opened()
    rows_after(TENDERS, tenders, tender)
    with database.engine.connect() as connection:
        assert connection.scalars(sealed()).all() == ["hemtjanst"]

    tender.conclude(person("2026-05-04T10:00"), award="tilldelning")

    (row,) = rows_after(TENDERS, tenders, tender)
    assert row[3:] == (
        "awarded",
        2,
        "2026-02-02T10:00",
        "2026-04-02T00:00",
        "tilldelning",
        *NOTHING_YET[1:-1],
        True,
    )
    with database.engine.connect() as connection:
        assert connection.scalars(sealed()).all() == []


def test_a_cancelled_tender_tells_why_and_how_many_bid(rows_after):
    tender = opened()
    tender.assess(
        person("2026-04-07T09:00"),
        bid="a-1",
        assessment=Assessment(failed=(), motive="Uppfyller kraven."),
    )
    tender.cancel(
        person("2026-05-04T10:00"),
        reason_code=NoAwardReason.CHANGED_NEEDS,
        reasons="Nytt beslut om andelar.",
        decision=None,
    )
    sent = Notice(
        recipient="b-1", channel=Channel.ELECTRONIC, sent_at=local("2026-05-04T11:00")
    )
    tender.notify_cancellation(person("2026-05-04T11:00"), notices=(sent,))
    tender.end_cancellation_review(scheduler("2026-05-16T00:00"))

    (row,) = rows_after(TENDERS, tenders, tender)
    assert row[3:] == (
        "cancelled",
        2,
        "2026-02-02T10:00",
        "2026-04-02T00:00",
        None,
        "chan-need",
        "Nytt beslut om andelar.",
        1,
        1,
        "2026-05-15",
        "2026-05-16T00:00",
        True,
    )


def test_a_tender_that_is_reopened_stays_unsealed(rows_after, database):
    tender = opened()
    tender.conclude(person("2026-05-04T10:00"), award="tilldelning")
    tender.reopen(person("2026-08-03T10:00"), review="mal-1", reasons="Rättelse.")

    (row,) = rows_after(TENDERS, tenders, tender)

    assert (row[3], row[7], row[-1]) == ("opened", "tilldelning", True)
    with database.engine.connect() as connection:
        assert connection.execute(sealed()).all() == []
        assert connection.execute(unsealed()).all() == [("hemtjanst", "tilldelning")]


def test_the_last_decision_on_the_secrecy_of_a_bid_holds(rows_after):
    tender = opened()
    tender.conclude(person("2026-05-04T10:00"), award="tilldelning")
    for parts in ((SecretPart.NAME,), (SecretPart.PRICE, SecretPart.MOTIVE)):
        tender.decide_secrecy(
            person("2026-05-06T10:00"),
            bid="a-1",
            parts=parts,
            ground="Affärssekretess",
            motive="Skada kan antas.",
        )

    assert rows_after(TENDERS, tender_secrecy, tender) == [
        ("hemtjanst", "a-1", "price motive")
    ]
