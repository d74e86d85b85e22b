"""Names for commands: unique anywhere, and in the order of time."""

from __future__ import annotations

from datetime import datetime
from secrets import randbits
from uuid import UUID

from upphandling.domain.personal_number import PERSONAL_NUMBER, looks_like_one

VERSION, VARIANT = 7, 0b10
TIME_PART = len("019ab4e0-7400-")


def new_command_id(now: datetime) -> str:
    """A UUID of version 7 (RFC 9562) at an aware instant.

    Ids in the order of time keep the newest rows of `commands` together in the
    database, which makes writing them cheaper than random ids would. Chance is asked
    again when its digits could be taken for somebody's personal number.
    """
    milliseconds = int(now.timestamp() * 1000)
    while True:
        name = str(
            UUID(
                int=(milliseconds & (1 << 48) - 1) << 80
                | VERSION << 76
                | randbits(12) << 64
                | VARIANT << 62
                | randbits(62)
            )
        )
        by_chance = name[TIME_PART:]
        if not PERSONAL_NUMBER.search(by_chance) and not looks_like_one(by_chance):
            return name
