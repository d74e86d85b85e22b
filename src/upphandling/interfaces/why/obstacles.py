"""What stood in the way of a refused command: the event that made the state it met.

A refusal keeps the state as details. The event is sought in the cases that the command
and the details name, and told only when it says one of those details itself, or when
it was the last to change the field that bears its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from eventsourcing.persistence import StoredEvent
from pydantic_core import to_jsonable_python

from upphandling.domain.base import Aggregate, evolve
from upphandling.domain.catalogue import KINDS
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.errors import WITHHELD
from upphandling.infrastructure.event_log.looking import Attempt
from upphandling.interfaces.why.finding import system_of
from upphandling.interfaces.why.reading import Log, Told

MOST = 400  # events of one case; the state that stops somebody is seldom older
AT_MOST = 5  # events, where a list of things stood in the way
NAMED = 3  # what an event weighs that says a detail under the same name
CHANGED = 4  # and one that was the last to make a field what the detail says
SHORTEST = 4  # letters; shorter words are found everywhere
ALIASES = {"round": "choice_round", "system": "choice_system", "wish": "agreement"}
REVIEWED = {
    "award": "award:",
    "cancellation": "tender:",
    "agreement": "agreement:",
}
UPWARDS = ("award", "tender", "admission", "application", "direct_procurement")


def cases_of(log: Log, attempt: Attempt) -> list[str]:
    """The cases that a refused command was about, the nearest first, those there were."""
    found: dict[str, None] = {}
    for said in (attempt.payload, attempt.details):
        found.update(dict.fromkeys(_named(attempt.command, said)))
    there = [case for case in found if _was_there(log, case, attempt)]
    for case in list(there):
        there += [c for c in _above(log, case) if c not in there]
    systems = [system_of(log, case) for case in there]
    there += [c for c in dict.fromkeys(systems) if c is not None and c not in there]
    return [case for case in there if _was_there(log, case, attempt)]


def obstacles(log: Log, attempt: Attempt, cases: Sequence[str]) -> list[Told]:
    """The events that made the state in the way; none where no event tells it.

    One event is enough, save where a detail is a list: then each part may have its own.
    """
    wanted = _wanted(attempt)
    first = _obstacle(log, attempt, cases, wanted) or _in_person(log, attempt, cases)
    found = [] if first is None else [first]
    for name, parts in wanted.items():
        for part in parts if isinstance(parts, list) and first else ():
            further = _obstacle(log, attempt, cases, {name: part})
            if further is not None and further not in found and len(found) < AT_MOST:
                found.append(further)
    return found


def _in_person(log: Log, attempt: Attempt, cases: Sequence[str]) -> Told | None:
    """How a case began that stood in the way by being there at all."""
    case = attempt.details.get("case")
    return log.first(case) if isinstance(case, str) and case in cases else None


def _obstacle(
    log: Log, attempt: Attempt, cases: Sequence[str], wanted: Mapping[str, Any]
) -> Told | None:
    best: tuple[tuple[int, int, int], Told] | None = None
    for place, case in enumerate(cases):
        events = [
            told
            for told in log.newest(case, attempt.after + 1, MOST)
            if not log.hides(told)
        ]
        weights = _weights(log, events, wanted)
        for told in events:
            # A nearer case before one further off, a later event before an earlier.
            worth = (weights.get(told.reference, 0), -place, told.position)
            if worth[0] and (best is None or worth > best[0]):
                best = (worth, told)
    return best and best[1]


def _weights(
    log: Log, events: Sequence[Told], wanted: Mapping[str, Any]
) -> dict[str, int]:
    """How much each event says of what is wanted."""
    leaves = set(_leaves(wanted))
    values = {value for _, value in leaves if len(value) >= SHORTEST}
    weights: dict[str, int] = {}
    for told in events:
        said = set(_leaves(told.own))
        named = len(leaves & said)
        other = len({value for _, value in said} & values) - named
        if weight := NAMED * named + max(other, 0):
            weights[told.reference] = weight
    for reference in _last_changes(log, events, wanted):
        weights[reference] = weights.get(reference, 0) + CHANGED
    return weights


def _last_changes(
    log: Log, events: Sequence[Told], wanted: Mapping[str, Any]
) -> Iterator[str]:
    """The events that were the last to make a field of the case what a detail says."""
    if not events or events[0].version != 1:
        return
    made: dict[str, str] = {}
    before: dict[str, Any] = {}
    case: Aggregate | None = None
    for told in events:
        case = evolve(case, (_event(log, told),))
        for name in wanted:
            now = to_jsonable_python(getattr(case, name, None), fallback=str)
            if now != before.get(name):
                before[name] = now
                made[name] = told.reference
    for name, value in wanted.items():
        if name in made and before.get(name) == value:
            yield made[name]


def _event(log: Log, told: Told) -> Any:
    row = told.record
    stored = StoredEvent(row.stream_id, row.version, row.topic, row.data.encode())
    return log.house.engine.mapper.to_domain_event(stored)


def _wanted(attempt: Attempt) -> dict[str, Any]:
    """The details that tell of the state, without what the command said itself."""
    asked = {value for _, value in _leaves(attempt.payload)}
    return {
        name: value
        for name, value in attempt.details.items()
        if value not in (None, WITHHELD, [], {})
        and not {said for _, said in _leaves({name: value})} <= asked
    }


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every value deep inside, as text, with the name it stands under."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(part, str(key))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _leaves(part, name)
    elif value is not None and not isinstance(value, bool):
        yield name, str(value)


def _named(command: str, said: Mapping[str, Any]) -> Iterator[str]:
    """The ids of the cases that a command's data, or a refusal's details, name."""
    customer, bundle = said.get("customer"), said.get("bundle")
    if isinstance(customer, str) and isinstance(bundle, str):
        yield CustomerChoice.case_id(f"{customer}/{bundle}")
    for name in ("case", "subject"):
        if isinstance(said.get(name), str):
            against = REVIEWED.get(str(said.get("against")), "")
            yield f"{against}{said[name]}"
    own = command.partition(".")[0]
    names = sorted(said, key=lambda name: ALIASES.get(name, name) != own)
    for name in names:
        kind = ALIASES.get(name, name.removesuffix("s") if name != "bids" else name)
        if kind in KINDS:
            yield from (f"{kind}:{key}" for key in _keys(said[name]))


def _keys(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | dict):
        return [part for part in value if isinstance(part, str)]
    return ()


def _above(log: Log, case: str) -> Iterator[str]:
    """The cases that a case came from."""
    begun = log.first(case)
    for kind in UPWARDS:
        key = begun and begun.at(kind)
        if isinstance(key, str) and kind in KINDS:
            yield f"{kind}:{key}"


def _was_there(log: Log, case: str, attempt: Attempt) -> bool:
    begun = log.first(case)
    return begun is not None and begun.position <= attempt.after
