"""Names for commands: unique anywhere, and in the order of time."""

from __future__ import annotations

from datetime import datetime
from secrets import randbits
from uuid import UUID

VERSION, VARIANT = 7, 0b10


def new_command_id(now: datetime) -> str:
    """A UUID of version 7 (RFC 9562) at an aware instant.

    Ids in the order of time keep the newest rows of `commands` together in the
    database, which makes writing them cheaper than random ids would.
    """
    milliseconds = int(now.timestamp() * 1000)
    return str(
        UUID(
            int=(milliseconds & (1 << 48) - 1) << 80
            | VERSION << 76
            | randbits(12) << 64
            | VARIANT << 62
            | randbits(62)
        )
    )
