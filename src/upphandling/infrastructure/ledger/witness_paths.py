"""Where on its address a witness is asked, and tells what it last cosigned."""

from __future__ import annotations

from hashlib import sha256

ADD = "/add-checkpoint"


def path_of(origin: str) -> str:
    """Where the last cosigned checkpoint of a log is."""
    return f"/{sha256(origin.encode()).hexdigest()}/checkpoint"
