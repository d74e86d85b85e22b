"""Aftermath: what must be published, and how long a contract may be tried."""

from __future__ import annotations

import pytest

from tests.domain.award.stages import BEGUN_ON, notices, sign, signed, unlocked
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.award import Award
from upphandling.domain.award.aftermath import end_of_quarter
from upphandling.domain.award.refusals import (
    NoticeAlreadyPublished,
    NoticeNotDue,
    PublishedBeforeSigning,
    ValidityReviewNotOver,
)
from upphandling.domain.instants import NotYet
from upphandling.domain.legal_time import count
from upphandling.domain.notices import SentOutOfTime, SomeoneNotNotified
from upphandling.domain.parts import UnknownPart

SIGNED_ON = day("2026-05-18")
LONG = count("validity-review", SIGNED_ON, on=BEGUN_ON)
NOTICE = count("post-award-notice", SIGNED_ON, on=BEGUN_ON)


def short(on: str):
    return count("validity-review-short", day(on), on=BEGUN_ON)


def publish(award: Award, on: str = "2026-06-01", **changed: object) -> None:
    award.publish_notice(
        person("2026-06-01T09:00"),
        **{
            "agreements": ("avtal-a",),
            "database": "Annonsdatabasen",
            "published_on": day(on),
            **changed,
        },
    )


def announce(award: Award, at: str = "2026-06-01T10:00", **changed: object) -> None:
    award.announce_contracts(
        person(at),
        **{
            "agreements": ("avtal-a",),
            "notices": notices(at=at),
            "summary": "Utförare A fick avtal i norr, poäng 5 av 5.",
            **changed,
        },
    )


def test_a_contract_opens_the_time_for_review_and_for_the_notice():
    award = given(unlocked())

    sign(award)

    assert emitted(award)[1] == event(
        Award.WindowsOpened,
        agreement="avtal-a",
        signed_on=SIGNED_ON,
        validity=LONG,
        post_award_notice=NOTICE,
    )
    assert (LONG.last_day, NOTICE.last_day) == (day("2026-11-18"), day("2026-06-17"))


def test_notices_may_be_collected_until_thirty_days_after_the_quarter():
    award = signed(collect_quarterly=True)

    assert award.unpublished["avtal-a"].trigger == day("2026-06-30")
    assert award.unpublished["avtal-a"].last_day == day("2026-07-30")


@pytest.mark.parametrize(
    ("on", "end"),
    [
        ("2026-01-01", "2026-03-31"),
        ("2026-03-31", "2026-03-31"),
        ("2026-04-01", "2026-06-30"),
        ("2026-09-30", "2026-09-30"),
        ("2026-10-01", "2026-12-31"),
        ("2026-12-31", "2026-12-31"),
    ],
)
def test_a_quarter_ends_on_its_last_day(on, end):
    assert end_of_quarter(day(on)) == day(end)


def test_a_published_notice_shortens_the_time_for_review():
    award = given(signed())

    publish(award)

    assert emitted(award) == [
        event(
            Award.PostAwardNoticePublished,
            agreements=("avtal-a",),
            database="Annonsdatabasen",
            published_on=day("2026-06-01"),
            validity_short=short("2026-06-01"),
            shortened=("avtal-a",),
        )
    ]
    assert award.contestable["avtal-a"].last_day == day("2026-07-01")


def test_bidders_who_are_told_of_the_contract_have_thirty_days_too():
    award = given(signed())

    announce(award)

    ((topic, told),) = emitted(award)
    assert topic == "award.contract_announced_to_bidders"
    assert told["shortened"] == ("avtal-a",)
    assert award.contestable == {"avtal-a": short("2026-06-01")}
    assert "avtal-a" in award.unpublished


def test_a_second_announcement_never_makes_the_time_longer():
    award = signed()
    announce(award)

    announce(award, "2026-06-20T10:00")

    assert emitted(award)[-1][1]["shortened"] == ()
    assert award.contestable == {"avtal-a": short("2026-06-01")}


def test_all_bidders_are_told_of_the_contract():
    award = given(signed())

    with refuses(award, SomeoneNotNotified, missing=["utforare-b", "utforare-c"]):
        announce(award, notices=notices("utforare-a", at="2026-06-01T10:00"))


def test_nobody_is_told_of_a_contract_in_the_future():
    award = given(signed())

    with refuses(
        award,
        SentOutOfTime,
        recipients=["utforare-a", "utforare-b", "utforare-c"],
        decided_at=award.decided_at,
    ):
        announce(award, notices=notices(at="2026-06-01T10:01"))


def test_a_notice_is_published_once():
    award = signed()
    publish(award)

    with refuses(given(award), NoticeAlreadyPublished, agreement="avtal-a"):
        publish(award)


def test_nothing_is_published_before_it_is_signed_or_of_what_is_not():
    award = given(signed())

    with refuses(
        award, PublishedBeforeSigning, agreement="avtal-a", signed_on=SIGNED_ON
    ):
        publish(award, "2026-05-17")
    with refuses(
        award, PublishedBeforeSigning, agreement="avtal-a", signed_on=SIGNED_ON
    ):
        announce(award, notices=notices(at="2026-05-17T10:00"))
    with refuses(award, UnknownPart, part="avtal-x", known=["avtal-a"]):
        publish(award, agreements=("avtal-x",))


def test_a_notice_is_published_before_it_is_kept():
    award = given(signed())

    with refuses(
        award, NotYet, day=day("2026-06-02"), at=person("2026-06-01T09:00").at
    ):
        publish(award, "2026-06-02")


def test_the_notice_is_overdue_the_midnight_after_its_last_day():
    award = given(signed())
    with refuses(award, NoticeNotDue, last_day=NOTICE.last_day):
        award.call_notice_overdue(scheduler("2026-06-17T23:59:59"), agreement="avtal-a")

    award.call_notice_overdue(scheduler("2026-06-18T00:00"), agreement="avtal-a")

    assert emitted(award) == [
        event(
            Award.PostAwardNoticeOverdue,
            agreement="avtal-a",
            last_day=NOTICE.last_day,
        )
    ]
    with refuses(award, NoticeNotDue, last_day=None):
        award.call_notice_overdue(scheduler("2026-06-19T00:00"), agreement="avtal-a")


def test_an_overdue_notice_is_still_to_be_published():
    award = signed()
    award.call_notice_overdue(scheduler("2026-06-18T00:00"), agreement="avtal-a")

    award.publish_notice(
        person("2026-06-22T09:00"),
        agreements=("avtal-a",),
        database="Annonsdatabasen",
        published_on=day("2026-06-22"),
    )

    assert award.unpublished == {}


def test_the_time_for_review_ends_by_itself():
    award = given(signed())
    with refuses(award, ValidityReviewNotOver, last_day=LONG.last_day):
        award.end_validity_review(scheduler("2026-11-18T23:59:59"), agreement="avtal-a")

    award.end_validity_review(scheduler("2026-11-19T00:00"), agreement="avtal-a")

    assert emitted(award) == [
        event(Award.ValidityReviewEnded, agreement="avtal-a", last_day=LONG.last_day)
    ]
    with refuses(award, ValidityReviewNotOver, last_day=None):
        award.end_validity_review(scheduler("2026-11-20T00:00"), agreement="avtal-a")


def test_what_has_ended_is_not_opened_by_a_late_notice():
    award = signed()
    award.end_validity_review(scheduler("2026-11-19T00:00"), agreement="avtal-a")

    announce(award, "2026-11-20T10:00")

    assert award.contestable == {}
