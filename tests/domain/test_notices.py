"""Notices: who must be told, and what counts as day 0."""

from __future__ import annotations

import pytest

from tests.given import day, local, refuses
from upphandling.domain.notices import (
    Notice,
    SentOutOfTime,
    SomeoneNotNotified,
    last_sent_on,
    must_be_sent_between,
    must_reach_all,
    slowest_channel,
)
from upphandling.domain.rulebook import Channel


def notice(to: str, at: str, channel: Channel = Channel.ELECTRONIC) -> Notice:
    return Notice(recipient=to, channel=channel, sent_at=local(at))


FIRST = notice("utforare-a", "2026-05-05T10:00")
LAST = notice("utforare-b", "2026-05-06T00:30")
BY_POST = notice("utforare-c", "2026-05-05T16:00", Channel.OTHER)


def test_day_0_is_the_swedish_day_of_the_last_notice():
    assert LAST.sent_at.date() == day("2026-05-05")  # still Tuesday in UTC
    assert last_sent_on((LAST, FIRST)) == day("2026-05-06")


def test_notices_are_electronic_only_if_all_of_them_are():
    assert slowest_channel((FIRST, LAST)) is Channel.ELECTRONIC
    assert slowest_channel((FIRST, BY_POST)) is Channel.OTHER
    assert slowest_channel((BY_POST,)) is Channel.OTHER


def test_it_is_enough_that_every_bidder_is_told():
    must_reach_all((FIRST, LAST), {"utforare-a"})


@pytest.mark.parametrize(
    ("notices", "bidders", "missing"),
    [
        ((FIRST,), {"utforare-a", "utforare-c", "utforare-b"}, ["b", "c"]),
        ((), {"utforare-a"}, ["a"]),
        ((), set(), []),
    ],
)
def test_notices_that_leave_somebody_out_or_reach_nobody_are_refused(
    notices, bidders, missing
):
    names = [f"utforare-{letter}" for letter in missing]

    with refuses(None, SomeoneNotNotified, missing=names):
        must_reach_all(notices, bidders)


def test_a_notice_is_not_sent_before_the_decision_nor_in_the_future():
    decided, now = local("2026-05-04T10:00"), local("2026-05-05T10:00")

    def sent(at: str) -> tuple[Notice, ...]:
        return (
            Notice(
                recipient="utforare-a", channel=Channel.ELECTRONIC, sent_at=local(at)
            ),
        )

    must_be_sent_between(sent("2026-05-04T10:00"), decided, now)
    must_be_sent_between(sent("2026-05-05T10:00"), decided, now)
    for outside in ("2026-05-04T09:59:59", "2026-05-05T10:00:01"):
        with pytest.raises(SentOutOfTime):
            must_be_sent_between(sent(outside), decided, now)
