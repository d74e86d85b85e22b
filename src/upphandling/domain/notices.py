"""Notices (underrättelser): to whom, by which channel, and when they were sent."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime

from pydantic import AwareDatetime

from upphandling.domain.base import Value
from upphandling.domain.errors import Refused
from upphandling.domain.instants import local_date
from upphandling.domain.rulebook import Channel


class SomeoneNotNotified(Refused):
    """Alla anbudsgivare ska underrättas om beslutet (LOU 19 kap. 19 och 21 §§)."""


class Notice(Value):
    """One notice to one recipient."""

    recipient: str
    channel: Channel
    sent_at: AwareDatetime


class SentOutOfTime(Refused):
    """En underrättelse kan inte ha skickats före beslutet eller i framtiden."""


def last_sent_on(notices: Sequence[Notice]) -> date:
    """The day that counts as day 0: the Swedish date of the last sending."""
    return local_date(max(notice.sent_at for notice in notices))


def slowest_channel(notices: Sequence[Notice]) -> Channel:
    """Electronic only if every notice was (LOU 20 kap. 1 §, second paragraph)."""
    channels = {notice.channel for notice in notices}
    return Channel.ELECTRONIC if channels == {Channel.ELECTRONIC} else Channel.OTHER


def must_be_sent_between(
    notices: Sequence[Notice], decided_at: datetime, now: datetime
) -> None:
    """Refuse notices that were sent before the decision, or are yet to be sent."""
    wrong = [n.recipient for n in notices if not decided_at <= n.sent_at <= now]
    if wrong:
        raise SentOutOfTime(recipients=wrong, decided_at=decided_at)


def must_reach_all(notices: Sequence[Notice], bidders: AbstractSet[str]) -> None:
    """Refuse notices that leave out any bidder."""
    missing = sorted(bidders - {notice.recipient for notice in notices})
    if missing or not notices:
        raise SomeoneNotNotified(missing=missing)
