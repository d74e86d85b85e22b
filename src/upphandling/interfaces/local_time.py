"""Instants as Swedish readers want them."""

from __future__ import annotations

from datetime import datetime

from upphandling.domain.instants import SWEDEN


def local(instant: datetime | str) -> str:
    """`2019-06-18T00:00:00+02:00`: Swedish time with its offset, whole seconds."""
    if isinstance(instant, str):
        instant = datetime.fromisoformat(instant)
    return instant.astimezone(SWEDEN).isoformat(timespec="seconds")


def spoken(instant: datetime | str | None) -> str:
    """`2019-06-18 00:00`, for tables; empty when there is none."""
    return "" if instant is None else local(instant)[:16].replace("T", " ")
