"""Recorded and counterfactual side by side: days, rankings and states that differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json, to_json

from upphandling.application.store import Record
from upphandling.bootstrap import House
from upphandling.domain.award import Award
from upphandling.domain.base import Role
from upphandling.domain.catalogue import EVENTS, KINDS, PERSONAL
from upphandling.domain.errors import NoSuchCase
from upphandling.infrastructure.event_log.upcasts import todays_topic
from upphandling.interfaces.local_time import local
from upphandling.interfaces.masking import Masks, masked

Row = dict[str, Any]
Happened = tuple[str, dict[str, Any]]  # topic, data
Streams = Mapping[str, Sequence[Happened]]
Key = tuple[Any, ...]

OF_A_DEADLINE = {"rule", "trigger", "last_day", "expires_at"}
"""By these fields a counted deadline is known, wherever in an event it stands."""
NOT_THE_FACT = ("because", "rulebook")
"""What names another event, or the edition: no difference in what happened."""


@dataclass(frozen=True, slots=True)
class Both:
    """What happened from where the courses part, case by case, in both of them."""

    recorded: Streams
    assumed: Streams

    @property
    def cases(self) -> list[str]:
        """Every case that anything happened in."""
        return list(dict.fromkeys([*self.recorded, *self.assumed]))


def both(
    recorded: Sequence[Record], assumed: Sequence[Record], hidden: Callable[[str], bool]
) -> Both:
    """The two courses, without the cases that may not be shown."""
    return Both(_streams(recorded, hidden), _streams(assumed, hidden))


def _streams(
    records: Sequence[Record], hidden: Callable[[str], bool]
) -> dict[str, list[Happened]]:
    found: dict[str, list[Happened]] = defaultdict(list)
    for record in records:
        if not hidden(record.stream_id):
            topic = todays_topic(record.topic)
            found[record.stream_id].append((topic, from_json(record.data)))
    return found


def changed_cases(found: Both) -> tuple[list[Row], int]:
    """The cases whose course differs, and how many persons' that are not named."""
    differ = [
        case
        for case in found.cases
        if _facts(found.recorded.get(case, ())) != _facts(found.assumed.get(case, ()))
    ]
    rows = [
        {
            "case": case,
            "events": {
                "recorded": len(found.recorded.get(case, ())),
                "counterfactual": len(found.assumed.get(case, ())),
            },
        }
        for case in differ
        if not case.startswith(PERSONAL)
    ]
    return rows, len(differ) - len(rows)


def _facts(events: Sequence[Happened]) -> list[Any]:
    return [(topic, _fact(data)) for topic, data in events]


def _fact(data: Any) -> Any:
    if isinstance(data, dict):
        return {
            name: _fact(value)
            for name, value in data.items()
            if name not in NOT_THE_FACT
        }
    if isinstance(data, list):
        return [_fact(part) for part in data]
    return data


def counted_days(found: Both) -> list[Row]:
    """Deadlines that the law or the documents count, and that end on another day."""
    was, now = _counted(found.recorded), _counted(found.assumed)
    return [
        {
            "case": key[0],
            "event": key[1],
            "rule": (was.get(key) or now[key])["rule"],
            "paragraph": (was.get(key) or now[key])["paragraph"],
            "recorded": _deadline(was.get(key)),
            "counterfactual": _deadline(now.get(key)),
        }
        for key in dict.fromkeys([*was, *now])
        if _deadline(was.get(key)) != _deadline(now.get(key))
    ]


def _deadline(period: Row | None) -> Row | None:
    return period and {
        name: period[name] for name in ("trigger", "length", "last_day", "working")
    }


def _counted(streams: Streams) -> dict[Key, Row]:
    found: dict[Key, Row] = {}
    for case, events in streams.items():
        times: Counter[str] = Counter()
        for topic, data in events:
            times[topic] += 1
            for path, period in periods(data, ""):
                found[case, topic, times[topic], path] = period
    return found


def periods(value: Any, path: str) -> Iterator[tuple[str, Row]]:
    """The counted deadlines in an event's data, each with its path."""
    if isinstance(value, dict):
        if value.keys() >= OF_A_DEADLINE:
            yield path, value
            return
        for name, part in value.items():
            yield from periods(part, f"{path}.{name}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from periods(part, f"{path}.{number}")


def fell(found: Both) -> list[Row]:
    """What fell by itself at another instant, or in only one of the courses.

    What falls for a person is counted with the person's case.
    """
    was, now = _fallen(found.recorded), _fallen(found.assumed)
    return [
        {
            "case": case,
            "event": topic,
            "says": EVENTS[topic].says(),
            "recorded": was.get((case, topic, times)),
            "counterfactual": now.get((case, topic, times)),
        }
        for case, topic, times in dict.fromkeys([*was, *now])
        if was.get((case, topic, times)) != now.get((case, topic, times))
    ]


def _fallen(streams: Streams) -> dict[tuple[str, str, int], str]:
    found = {}
    for case, events in streams.items():
        if case.startswith(PERSONAL):
            continue
        times: Counter[str] = Counter()
        for topic, data in events:
            if data["role"] == Role.SCHEDULER:
                times[topic] += 1
                found[case, topic, times[topic]] = local(data["effective_at"])
    return found


def ranking(recorded: House, assumed: House, awards: Sequence[str]) -> list[Row]:
    """Every bid of an award that is ranked otherwise: place, score, and who would win."""
    rows = []
    for case in awards:
        was, now = _ranked(recorded, case), _ranked(assumed, case)
        if was == now:
            continue
        rows += [
            {
                "award": case,
                "lot": lot,
                "bid": bid,
                "recorded": was.get((lot, bid)),
                "counterfactual": now.get((lot, bid)),
            }
            for lot, bid in dict.fromkeys([*was, *now])
        ]
    return rows


def _ranked(house: House, case: str) -> dict[tuple[str, str], Row]:
    award = house.engine.session().find(Award, case.partition(":")[2])
    if award is None or award.evaluation is None:
        return {}
    proposed = {(won.lot, won.bid) for won in award.evaluation.winners}
    decided = {(winner.lot, winner.bid) for winner in award.winners}
    return {
        (row.lot, row.bid): {
            "rank": row.rank,
            "score": row.score,
            "tied": row.tied,
            "proposed": (row.lot, row.bid) in proposed,
            "decided": (row.lot, row.bid) in decided,
        }
        for row in award.evaluation.ranking
    }


def end_state(recorded: House, assumed: House, case: str, masks: Masks) -> list[Row]:
    """The fields of the case that differ at the end, by dotted path, numbered in lists."""
    was, now = (_portrait(house, case, masks) for house in (recorded, assumed))
    return [
        {"field": field, "recorded": one, "counterfactual": other}
        for field, one, other in _differences(was, now, "")
    ]


def _portrait(house: House, case: str, masks: Masks) -> Any:
    kind, _, key = case.partition(":")
    try:
        portrait = house.engine.session().fetch(KINDS[kind], key).portrait()
    except NoSuchCase:
        return None
    return masked(masks, case, from_json(to_json(portrait, fallback=str)))


def _differences(was: Any, now: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if _fact(was) == _fact(now):
        return
    parts = _parts(was, now)
    for name, one, other in parts:
        inner = f"{path}.{name}" if path else name
        yield from _differences(one, other, inner)
    if not parts:
        yield path, was, now


def _parts(was: Any, now: Any) -> list[tuple[str, Any, Any]]:
    """The parts of two values, where they have parts that answer to each other."""
    if isinstance(was, dict) and isinstance(now, dict):
        names = [n for n in dict.fromkeys([*was, *now]) if n not in NOT_THE_FACT]
        return [(name, was.get(name), now.get(name)) for name in names]
    if isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        pairs = zip(was, now, strict=True)
        return [(str(number), one, other) for number, (one, other) in enumerate(pairs)]
    return []
