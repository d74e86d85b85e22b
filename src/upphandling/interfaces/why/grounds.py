"""What every event rests on: the one table that leads each decision to the council.

A decision without a row here fails a test of the house; what merely happened rests on
its recorded cause and on how its case began.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upphandling.domain.catalogue import EVENTS
from upphandling.interfaces.why import (
    grounds_of_care,
    grounds_of_contracts,
    grounds_of_deviations,
    grounds_of_follow_up,
    grounds_of_house,
    grounds_of_indicators,
    grounds_of_moves,
    grounds_of_pay,
    grounds_of_systems,
    grounds_of_tenders,
    grounds_of_visits,
)
from upphandling.interfaces.why.finding import Found, Lost
from upphandling.interfaces.why.politics import mandate
from upphandling.interfaces.why.reading import Log, Told
from upphandling.interfaces.why.relations import Ground, Relation, begun

GROUNDS: Mapping[str, tuple[Ground, ...]] = {
    event.TOPIC: grounds
    for table in (
        grounds_of_systems.GROUNDS,
        grounds_of_tenders.GROUNDS,
        grounds_of_contracts.GROUNDS,
        grounds_of_deviations.GROUNDS,
        grounds_of_care.GROUNDS,
        grounds_of_moves.GROUNDS,
        grounds_of_pay.GROUNDS,
        grounds_of_visits.GROUNDS,
        grounds_of_follow_up.GROUNDS,
        grounds_of_indicators.GROUNDS,
        grounds_of_house.GROUNDS,
    )
    for event, grounds in table.items()
}

CAUSED = "Det hände därför att"
BEGAN = "Ärendet hade börjat så här"

Next = tuple[Relation, str, Found]
"""Why one event leads to another, in kind and in words; and the other."""


def grounds_of(topic: str) -> tuple[Ground, ...]:
    """The rows of a topic; those that have none rest on how their case began."""
    event = EVENTS.get(topic)
    if event is None or topic in GROUNDS:
        return GROUNDS.get(topic, ())
    return (begun(BEGAN, *event.CASE.EVENTS),)


def leads_to(log: Log, told: Told) -> Iterator[Next]:
    """All that an event rests on: its recorded cause, its grounds, its mandate."""
    seen = {told.reference}
    for relation, why, found in _all(log, told):
        name = found.what if isinstance(found, Lost) else found.reference
        if name not in seen:
            seen.add(name)
            yield relation, why, found


def _all(log: Log, told: Told) -> Iterator[Next]:
    cause = told.data.get("because") or ""
    if "@" in cause:
        yield Relation.BECAUSE, CAUSED, log.named(cause) or Lost(cause)
    for ground in grounds_of(told.topic):
        for found in ground.find(log, told):
            yield ground.relation, ground.why, found
    if (mandated := mandate(log, told)) is not None:
        yield Relation.MANDATE, *mandated
