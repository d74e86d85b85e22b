"""Notification: everybody is told, completely, and the last sending counts."""

from __future__ import annotations

import pytest

from tests.domain.award.stages import (
    BEGUN_ON,
    decided,
    locked,
    notices,
    notified,
    notify,
    proposed,
    unlocked,
)
from tests.given import (
    day,
    emitted,
    event,
    given,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.award import Award, Defect, Lacking, Status
from upphandling.domain.award.refusals import AwardInWrongStage
from upphandling.domain.legal_time import PeriodTooShort, count
from upphandling.domain.notices import SentOutOfTime, SomeoneNotNotified
from upphandling.domain.rulebook import Channel

NO_REASONS = Defect(recipient="utforare-b", lacking=Lacking.REASONS)


def standstill(on: str, **changed: object):
    return count("standstill", day(on), on=BEGUN_ON, **changed)


def test_notices_start_a_standstill_of_ten_days():
    award = given(decided())

    notify(award)

    assert emitted(award) == [
        event(Award.Notified, notices=notices(), standstill=standstill("2026-05-05"))
    ]
    assert award.standstill.last_day == day("2026-05-15")


def test_one_notice_by_post_makes_the_standstill_fifteen_days():
    award = given(decided())

    notify(
        award,
        notices=(
            *notices("utforare-a", "utforare-b"),
            *notices("utforare-c", by=Channel.OTHER),
        ),
    )

    assert award.standstill == standstill("2026-05-05", channel=Channel.OTHER)
    assert award.standstill.last_day == day("2026-05-20")


def test_the_standstill_is_longer_where_the_notices_say_so():
    award = given(decided())

    notify(award, stated_last_day=day("2026-05-29"))

    assert award.standstill.last_day == day("2026-05-29")


def test_the_standstill_cannot_be_shorter_than_the_law_says():
    award = given(decided())

    with refuses(
        award,
        PeriodTooShort,
        rule="standstill",
        paragraph="LOU 20 kap. 1 §",
        stated_last_day=day("2026-05-14"),
        last_day=day("2026-05-15"),
    ):
        notify(award, stated_last_day=day("2026-05-14"))


def test_every_bidder_is_told_who_won():
    award = given(decided())

    with refuses(award, SomeoneNotNotified, missing=["utforare-c"]):
        notify(award, notices=notices("utforare-a", "utforare-b"))


def test_nobody_is_told_before_the_award_is_decided():
    award = given(proposed())

    with refuses(
        award,
        AwardInWrongStage,
        status=Status.PROPOSED,
        required="decided | notified",
    ):
        notify(award)


def test_no_notice_was_sent_before_the_decision():
    award = given(decided())

    with refuses(
        award,
        SentOutOfTime,
        recipients=["utforare-a"],
        decided_at=award.decided_at,
    ):
        notify(
            award,
            notices=(
                *notices("utforare-a", at="2026-05-04T08:59"),
                *notices("utforare-b", "utforare-c"),
            ),
        )


def test_a_notice_without_reasons_starts_no_standstill():
    award = given(decided())

    notify(award, defects=(NO_REASONS,))

    assert emitted(award) == [
        event(
            Award.NotifiedDefectively,
            notices=notices(),
            defects=(NO_REASONS,),
            stated_last_day=None,
        )
    ]
    assert (award.status, award.standstill) == (Status.DECIDED, None)


def test_a_complete_notice_to_who_got_a_defective_one_starts_the_standstill():
    award = decided()
    notify(award, defects=(NO_REASONS,), stated_last_day=day("2026-06-12"))
    again = notices("utforare-b", at="2026-05-08T10:00")

    notify(given(award), "2026-05-08T10:00", notices=again)

    first, _, third = notices()
    told = (first, *again, third)
    counted = standstill("2026-05-08", stated_last_day=day("2026-06-12"))
    assert emitted(award) == [event(Award.Notified, notices=told, standstill=counted)]
    assert award.defects == ()


def test_a_complete_notice_to_somebody_else_does_not_heal_a_defective_one():
    award = decided()
    notify(award, defects=(NO_REASONS,))

    notify(
        award,
        "2026-05-08T10:00",
        notices=notices("utforare-a", at="2026-05-08T10:00"),
    )

    assert award.standstill is None
    assert award.defects == (NO_REASONS,)


def test_telling_somebody_again_moves_the_standstill_for_all():
    award = given(notified())
    again = notices("utforare-c", at="2026-05-07T10:00", by=Channel.OTHER)

    notify(award, "2026-05-07T10:00", notices=again)

    assert award.standstill == standstill("2026-05-07", channel=Channel.OTHER)
    assert award.standstill.last_day == day("2026-05-22")


def test_a_longer_standstill_that_was_stated_binds_when_somebody_is_told_again():
    award = decided()
    notify(award, stated_last_day=day("2026-06-12"))

    again = notices("utforare-c", at="2026-05-07T10:00")
    notify(award, "2026-05-07T10:00", notices=again)

    assert award.standstill.last_day == day("2026-06-12")


def test_a_stated_day_that_has_become_too_short_gives_way():
    award = decided()
    notify(award, stated_last_day=day("2026-05-18"))

    again = notices("utforare-c", at="2026-05-14T10:00")
    notify(award, "2026-05-14T10:00", notices=again)

    assert award.standstill == standstill("2026-05-14")


def ended_but_locked() -> Award:
    award = locked()
    award.unlock(scheduler("2026-05-16T00:00"))
    return award


@pytest.mark.parametrize("stage", [unlocked, ended_but_locked])
def test_nobody_is_told_again_when_the_standstill_has_ended(stage):
    award = given(stage())

    with pytest.raises(AwardInWrongStage):
        notify(award, "2026-05-18T10:00")
    assert emitted(award) == []


def test_to_tell_somebody_takes_no_mandate():
    award = given(decided())

    award.notify(
        without_mandate("2026-05-05T10:00"), notices=notices(), stated_last_day=None
    )

    assert award.status is Status.NOTIFIED
