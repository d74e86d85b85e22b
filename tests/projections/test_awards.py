"""Awards: nothing before the decision, then who won and when signing is free."""

from __future__ import annotations

from tests.given import day, local, person, scheduler
from upphandling.domain.award import Award, Winner
from upphandling.domain.evaluation import Bid, Lot, Ranked
from upphandling.domain.notices import Notice
from upphandling.domain.rulebook import Channel
from upphandling.projections.awards import AWARDS, awards

WON = '[{"lot": "norr", "bid": "a-1"}]'
DECIDED_AT = "2026-05-04T10:00"


def proposed() -> Award:
    bid = Bid(bid="a-1", bidder="b-1", name="A", lots=("norr",), content_hash="0")
    ranked = Ranked(lot="norr", bid="a-1", rank=1, score=4.0, tied=False, motive="Bäst")
    return Award.propose(
        scheduler("2026-05-01T10:00"),
        "tilldelning",
        tender="hemtjanst",
        system="staden",
        begun_on=day("2026-01-12"),
        lots=(Lot(lot="norr", title="Norr", areas=("norr",), share_percent=10.0),),
        bids=(bid,),
        ranking=(ranked,),
    )


def decided() -> Award:
    award = proposed()
    winner = Winner(lot="norr", bid="a-1")
    award.make(person(DECIDED_AT), winners=(winner,), motive="Högst kvalitet.")
    return award


def notified() -> Award:
    award = decided()
    sent = Notice(
        recipient="b-1", channel=Channel.ELECTRONIC, sent_at=local("2026-05-04T11:00")
    )
    at = person("2026-05-04T11:00")
    award.notify(at, notices=(sent,), stated_last_day=None)
    return award


def test_a_proposal_is_not_shown(rows_after):
    assert rows_after(AWARDS, awards, proposed()) == []


def test_a_decision_is_shown(rows_after):
    told = (DECIDED_AT, WON, "Högst kvalitet.")

    assert rows_after(AWARDS, awards, decided()) == [
        ("tilldelning", "decided", *told, None, None, None)
    ]


def test_notices_lock_signing_and_the_clock_unlocks_it(rows_after):
    award = notified()
    told = (DECIDED_AT, WON, "Högst kvalitet.", 1, "2026-05-15", "2026-05-16")
    assert rows_after(AWARDS, awards, award) == [("tilldelning", "notified", *told)]

    award.unlock(scheduler("2026-05-16T00:00"))

    assert rows_after(AWARDS, awards, award) == [("tilldelning", "unlocked", *told)]
