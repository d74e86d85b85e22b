"""The subscriptions as an operator sees them, and a trial of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from upphandling.bootstrap import House
from upphandling.domain.errors import Refused
from upphandling.infrastructure.outbox.announcement import Announcement
from upphandling.infrastructure.outbox.standing import standing
from upphandling.infrastructure.outbox.subscriptions import (
    Subscription,
    Subscriptions,
    WebhookSubscription,
    read_subscriptions,
)
from upphandling.interfaces.outbox.carriers import carrier
from upphandling.setting_sources import BadSetting

TRIAL = "upphandling.outbox_test"
TRIAL_SAYS = "Ett prov av utskicken: inget har hänt."
GONE = "borttagen"
NO_FILE = (
    "Ingen fil med prenumerationer är angiven. Sätt UPPHANDLING_OUTBOX, se"
    " docs/utskick.md."
)

Row = dict[str, Any]


class NoSuchSubscription(Refused):
    """Det finns ingen prenumeration med det namnet i filen."""


def subscriptions(house: House, file: Path | None) -> list[Row]:
    """Each subscription in the file, and those that only letters remember.

    Of an address only the host is told: the rest may be a key. Raises `BadSetting`.
    """
    posts = {post.subscription: post for post in standing(house.database)}
    told = {one.name: _address(one) for one in _all(_read(file))}
    gone = dict.fromkeys(sorted(posts.keys() - told.keys()), (GONE, ""))
    return [
        {
            "subscription": name,
            "by": by,
            "to": to,
            "waiting": post.waiting if (post := posts.get(name)) else 0,
            "dead": post.dead if post else 0,
            "oldest_waiting": post.oldest_waiting if post else None,
            "last_sent": post.last_sent if post else None,
        }
        for name, (by, to) in (told | gone).items()
    ]


def try_out(house: House, file: Path | None, name: str) -> str:
    """Send a trial to a subscription at once; answers the message's id.

    Raises `BadSetting`, `NoSuchSubscription` and `Undelivered`.
    """
    if file is None:
        raise BadSetting(NO_FILE)
    found = read_subscriptions(file)
    for one in found.all:
        if one.name == name:
            now = house.clock()
            trial = Announcement(
                message_id=str(uuid4()),
                topic=TRIAL,
                case=f"outbox:{name}",
                says=TRIAL_SAYS,
                recorded_at=now,
                effective_at=now,
            )
            carrier(one, found, file)(trial, now)
            return trial.message_id
    raise NoSuchSubscription(subscription=name)


def _read(file: Path | None) -> Subscriptions | None:
    return None if file is None else read_subscriptions(file)


def _all(found: Subscriptions | None) -> list[Subscription]:
    return [] if found is None else list(found.all)


def _address(one: Subscription) -> tuple[str, str]:
    if isinstance(one, WebhookSubscription):
        return "webhook", urlsplit(one.url).hostname or ""
    return "e-post", getattr(one, "to", "")
