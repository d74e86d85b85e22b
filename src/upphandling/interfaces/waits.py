"""What deadlines lawfully wait for, deadline by deadline, as it is listed and spoken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]
Named = tuple[str, ...]


def named(row: Row) -> Named:
    """Case, deadline and part: what tells one deadline from all others."""
    return row["case_id"], row["deadline"], row["part"]


def by_deadline(held: Iterable[Row]) -> dict[Named, list[Row]]:
    """Of the rows of `held_back`: all that has to happen before each of them falls."""
    found: dict[Named, list[Row]] = defaultdict(list)
    for row in held:
        found[named(row)].append(
            {"for": row["waits_for"], "on": row["waits_on"], "since": row["since"]}
        )
    return dict(found)


def in_words(waits: Iterable[Row]) -> str:
    """In one line; empty for what waits for nothing."""
    from upphandling.interfaces.local_time import spoken  # noqa: PLC0415 -- for people
    from upphandling.interfaces.words import value_word  # noqa: PLC0415

    return "; ".join(
        f"{value_word(one['for'], 'waits_for')} ({one['on']})"
        f" sedan {spoken(one['since'])}"
        for one in waits
    )
