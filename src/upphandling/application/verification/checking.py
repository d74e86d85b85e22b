"""One event: each value that was computed beside what its inputs give today.

Replay itself never computes. Here it is done, and may go wrong without harm: what
cannot be derived is said to be so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_jsonable_python

from upphandling.application.verification.comparing import apart
from upphandling.application.verification.deadlines import (
    EDITION,
    again,
    deadline_fields,
    deadlines_in,
    edition_then,
    law_of,
    missing_law,
)
from upphandling.application.verification.findings import Computation, Difference
from upphandling.application.verification.recount import (
    NotKept,
    Recount,
    Then,
    Unasked,
    recount,
)
from upphandling.domain.base import DomainEvent
from upphandling.domain.errors import Refused
from upphandling.domain.visit_month import VisitsDestroyed

NO_GROUNDS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    StopIteration,
    TypeError,
    ValueError,
)
"""What code raises that is given a history with something missing in it."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event, its case before it, and all others then; `checked` counts what is done."""

    said: DomainEvent
    case: Any
    then: Then
    checked: Counter[Computation]


def verified(event: Event, checks: Iterable[Recount]) -> Iterator[Difference]:
    """What differs in an event; a deadline that no row recounts, by its own working."""
    covered: set[str] = set()
    for check in checks:
        covered.update(check.fields)
        yield from _recounted(event, check)
    for name in deadline_fields(type(event.said)) - covered:
        yield from _by_its_own_working(event, name)


def _recounted(event: Event, check: Recount) -> Iterator[Difference]:
    """One row of the table, for one event."""
    recorded = [getattr(event.said, name) for name in check.fields]
    dated = deadline_fields(type(event.said)).intersection(check.fields)
    lacking = _law_missing(recorded) if dated else None
    yield from _beside(event, check, recorded, lacking)


def _by_its_own_working(event: Event, name: str) -> Iterator[Difference]:
    kept = deadlines_in(getattr(event.said, name))
    for number, deadline in enumerate(kept):
        path = f"{name}[{number}]" if len(kept) > 1 else name
        check = recount(
            type(event.said),
            path,
            Computation.DEADLINE,
            lambda *_, deadline=deadline: again(deadline),
        )
        yield from _beside(event, check, [deadline], missing_law(deadline))


def _beside(
    event: Event, check: Recount, recorded: list[Any], lacking: str | None
) -> Iterator[Difference]:
    """What was recorded beside what ought to be, or why that cannot be said."""
    ought: Any = None
    if lacking is None:
        try:
            ought = check.how(event.said, event.case, event.then)
        except Unasked:
            return
        except VisitsDestroyed:
            event.checked[Computation.DESTROYED] += 1
            return
        except NotKept as not_kept:
            lacking = str(not_kept)
        except Refused as refused:
            lacking = _refusal(refused)
        except NO_GROUNDS as error:
            lacking = f"underlaget finns inte i ärendet ({type(error).__name__})"
    if lacking is not None:
        yield _underivable(event, check, recorded, lacking)
        return
    event.checked[check.computation] += 1
    values = ought if len(check.fields) > 1 else (ought,)
    for name, is_, should in zip(check.fields, recorded, values, strict=True):
        yield from _differences(event, check.computation, name, is_, should)


def _differences(
    event: Event, computation: Computation, name: str, recorded: Any, ought: Any
) -> Iterator[Difference]:
    for path, is_, now in apart(name, recorded, ought):
        should = now
        if path.endswith(f".{EDITION}"):
            should = edition_then(is_, now, event.then.counted_by)
            if is_ == should:
                continue
        yield Difference(
            case=event.said.originator_id,
            event=event.said.reference,
            field=path,
            recorded=_plain(is_),
            recomputed=_plain(should),
            why=_why(event.said, recorded, ought),
            computation=computation,
        )


def _underivable(
    event: Event, check: Recount, recorded: list[Any], lacking: str
) -> Difference:
    return Difference(
        case=event.said.originator_id,
        event=event.said.reference,
        field=", ".join(check.fields),
        recorded=_plain(_brief(recorded)),
        recomputed=None,
        why=f"kan inte räknas om: {lacking}",
        computation=check.computation,
        derivable=False,
    )


def _brief(values: list[Any]) -> Any:
    """The last day of a deadline, a single value as it is; of more, nothing."""
    if len(values) > 1 or isinstance(values[0], (tuple, dict)):
        return None
    return getattr(values[0], "last_day", values[0])


def _refusal(refused: Refused) -> str:
    """The rule that says no today, and the case that is not there if it is one."""
    case = refused.details.get("case")
    return f"{refused.message()} ({case})" if case else refused.message()


def _law_missing(values: Iterable[Any]) -> str | None:
    lacking = (missing_law(one) for value in values for one in deadlines_in(value))
    return next(filter(None, lacking), None)


def _why(said: DomainEvent, recorded: Any, ought: Any) -> str:
    for deadline in (*deadlines_in(ought), *deadlines_in(recorded)):
        return law_of(deadline)
    return said.says()


def _plain(value: Any) -> Any:
    return to_jsonable_python(value, fallback=str)
