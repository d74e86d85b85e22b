"""What a later event corrected or replaced: the earlier one stays, and is marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from upphandling.application.store import Record


@dataclass(frozen=True, slots=True)
class Supersedes:
    """Which events an event takes the place of; they agree in the field `same`."""

    topics: tuple[str, ...]
    same: str = ""


SUPERSEDES: Mapping[str, Supersedes] = {
    "provider.licence_corrected": Supersedes(
        ("provider.licence_decided", "provider.licence_corrected"), "ruling.ruling"
    ),
    "tender.extended": Supersedes(("tender.announced", "tender.extended")),
    "tender.bid_replaced": Supersedes(
        ("tender.bid_received", "tender.bid_replaced"), "bid.bid"
    ),
    "plan.milestone_moved": Supersedes(
        ("plan.milestone_planned", "plan.milestone_moved"), "milestone"
    ),
    "review.ruling_retracted": Supersedes(("review.ruled",), "ruling"),
    "transition.wave_postponed": Supersedes(("transition.wave_postponed",), "wave"),
    "customer_choice.end_moved": Supersedes(
        ("customer_choice.care_ended", "customer_choice.end_moved")
    ),
    "retention.replaced": Supersedes(("retention.adopted", "retention.replaced")),
}

TOPICS = tuple({*SUPERSEDES, *(one for s in SUPERSEDES.values() for one in s.topics)})


def superseded(records: Iterable[Record]) -> dict[int, Record]:
    """By position: the event that took its place; `records` are those of a case."""
    latest: dict[tuple[str, str], Record] = {}
    found: dict[int, Record] = {}
    for record in records:
        data = from_json(record.data)
        rule = SUPERSEDES.get(record.topic)
        if rule is not None:
            key = str(at(data, rule.same))
            earlier = [
                latest[topic, rule.same + key]
                for topic in rule.topics
                if (topic, rule.same + key) in latest
            ]
            if earlier:
                newest = max(earlier, key=lambda one: one.position)
                found[newest.position] = record
        for other in SUPERSEDES.values():
            if record.topic in other.topics:
                key = other.same + str(at(data, other.same))
                latest[record.topic, key] = record
    return found


def at(data: Any, path: str) -> Any:
    """A field of a field: `ruling.ruling`; None where there is none."""
    for name in path.split(".") if path else ():
        data = data.get(name) if isinstance(data, Mapping) else None
    return data if path else None
