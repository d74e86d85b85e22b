"""Awards: nothing before the decision, then who won and what locks signing."""

from __future__ import annotations

import pytest

from tests.domain.award.stages import REVIEW, chief, lock, notices, ten_days
from tests.given import day, local, person, scheduler
from upphandling.domain.award import (
    Award,
    Comparison,
    Defect,
    Lacking,
    LockKind,
    Score,
    Winner,
)
from upphandling.domain.evaluation import Bid, Criterion, Lot, Method, Model
from upphandling.domain.notices import Notice
from upphandling.domain.rulebook import Channel
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.awards import AWARDS, awards, register

WON = '[{"lot": "norr", "bid": "a-1"}]'
DECIDED_AT = "2026-05-04T10:00"
COMPARED = Comparison(
    method=Method(model=Model.QUALITY_POINTS),
    lots=(Lot(lot="norr", title="Norr", areas=("norr",), share_percent=10.0),),
    criteria=(Criterion(criterion="kvalitet", title="Kvalitet", max_points=5.0),),
    bids=(Bid(bid="a-1", bidder="b-1", name="A", lots=("norr",), content_hash="0"),),
    scores=(Score(bid="a-1", criterion="kvalitet", points=4.0),),
)


def proposed() -> Award:
    return Award.propose(
        scheduler("2026-05-01T10:00"),
        "tilldelning",
        tender="hemtjanst",
        system="staden",
        begun_on=day("2026-03-02"),
        bids=COMPARED.bids,
        comparison=COMPARED,
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


def unlocked() -> Award:
    award = notified()
    award.unlock(scheduler("2026-05-16T00:00"))
    return award


def listed(database: Database) -> tuple:
    """What the register says besides the row: locks, evaluation anew, days to come."""
    with database.engine.connect() as connection:
        (row,) = connection.execute(register(10, 0))
    again = row.reevaluated_at and row.reevaluated_at.isoformat()
    return row.locked_by, again, row.post_award_notice_due, row.validity_last_day


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


def test_a_notice_that_lacked_something_leaves_no_standstill(rows_after):
    award = unlocked()
    rows_after(AWARDS, awards, award)

    award.find_defective(
        person("2026-05-18T09:00"),
        defects=(Defect(recipient="b-1", lacking=Lacking.REASONS),),
        reason="Mallen var gammal.",
    )

    told = (DECIDED_AT, WON, "Högst kvalitet.")
    assert rows_after(AWARDS, awards, award) == [
        ("tilldelning", "decided", *told, None, None, None)
    ]


def test_the_register_says_what_locks_signing(rows_after, database):
    award = unlocked()
    award.lock_signing(
        person("2026-05-18T09:00"), lock(LockKind.INTERIM_MEASURE, "interim")
    )
    award.lock_signing(person("2026-05-18T09:00"), ten_days("2026-05-18"))
    (row,) = rows_after(AWARDS, awards, award)
    assert row[1] == "notified"
    assert set(listed(database)[0].split(", ")) == {
        "interim_measure",
        "ten_day_period",
    }

    award.release_lock(person("2026-06-01T09:00"), "interim")
    award.let_period_pass(scheduler("2026-05-29T00:00"), "tio-dagar")

    (row,) = rows_after(AWARDS, awards, award)
    assert (row[1], listed(database)[0]) == ("unlocked", None)


@pytest.mark.parametrize(
    ("act", "status"),
    [
        (lambda award: award.annul(person("2026-05-18T09:00"), REVIEW), "annulled"),
        (
            lambda award: award.withdraw(person("2026-05-18T09:00"), reasons="Skäl."),
            "withdrawn",
        ),
    ],
)
def test_an_award_that_has_fallen_says_so(rows_after, act, status):
    award = unlocked()
    act(award)

    (row,) = rows_after(AWARDS, awards, award)
    assert row[1] == status


def test_bids_that_are_compared_anew_have_no_winner_until_it_is_decided(
    rows_after, database
):
    award = unlocked()
    award.order_correction(person("2026-05-18T09:00"), REVIEW)
    award.re_evaluate(person("2026-05-19T09:00"), comparison=COMPARED)
    assert rows_after(AWARDS, awards, award) == [
        ("tilldelning", "proposed", DECIDED_AT, "[]", "Högst kvalitet.", *(None,) * 3)
    ]

    award.make(
        chief("2026-05-20T10:00"),
        winners=(Winner(lot="norr", bid="a-1"),),
        motive="Rättat.",
    )

    (row,) = rows_after(AWARDS, awards, award)
    assert row[1:5] == ("decided", "2026-05-20T10:00", WON, "Rättat.")
    assert listed(database)[1] == "2026-05-19T07:00:00+00:00"


def test_the_register_says_what_remains_after_the_contract(rows_after, database):
    award = unlocked()
    award.sign(person("2026-05-18T09:00"), lot="norr", bid="a-1", agreement="avtal-a")
    rows_after(AWARDS, awards, award)
    assert listed(database)[2:] == (day("2026-06-17"), day("2026-11-18"))

    award.announce_contracts(
        person("2026-05-25T10:00"),
        agreements=("avtal-a",),
        notices=notices("b-1", at="2026-05-25T10:00"),
        summary="Utförare A.",
    )
    award.publish_notice(
        person("2026-06-01T09:00"),
        agreements=("avtal-a",),
        database="Annonsdatabasen",
        published_on=day("2026-06-01"),
    )

    rows_after(AWARDS, awards, award)
    assert listed(database)[2:] == (None, day("2026-06-24"))
