"""The question and its answer: what would have come of the same history, changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, nullcontext
from typing import Any

from upphandling.bootstrap import House
from upphandling.domain.award import Award
from upphandling.domain.instants import local_date
from upphandling.domain.rulebook import assuming
from upphandling.infrastructure.clock import ManualClock
from upphandling.infrastructure.event_log.kept_history import kept_history
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database
from upphandling.interfaces.local_time import local
from upphandling.interfaces.masking import masked
from upphandling.interfaces.what_if import outcome, people
from upphandling.interfaces.what_if.adding import file_after
from upphandling.interfaces.what_if.assuming import assumed
from upphandling.interfaces.what_if.assumption import Assumption
from upphandling.interfaces.what_if.awaited import awaited
from upphandling.interfaces.what_if.changes import (
    Added,
    Change,
    OtherLength,
    OtherWording,
)
from upphandling.interfaces.what_if.forms import read_changes
from upphandling.interfaces.what_if.limits import MARK, RECOUNT, REPLAY, cannot_know
from upphandling.interfaces.what_if.memory import house_in_memory
from upphandling.interfaces.what_if.recounting import recounted
from upphandling.interfaces.what_if.refused import let_through, newly_refused
from upphandling.interfaces.what_if.replaying import Progress, Replay
from upphandling.interfaces.what_if.secrecy import Seal
from upphandling.interfaces.what_if.timeline import Act, Course, Place

Row = dict[str, Any]
Find = Callable[[House, str], str]
"""How a case is found from what somebody wrote; raises `NoSuchCase`."""


def what_if(
    url: str,
    case: str,
    changes: Sequence[str],
    find: Find,
    progress: Progress | None = None,
) -> Row:
    """The recorded outcome beside the counterfactual one; the log is only read.

    It is read once and let go, but for the visits beside it; both outcomes are then made
    in memory. Raises `Malformed` for what is no change, and the refusal that makes one
    meaningless.
    """
    asked = read_changes(changes)
    course = _read(url)
    with ExitStack() as houses:
        recorded = houses.enter_context(
            house_in_memory(course.records, ManualClock(course.end))
        )
        recorded.projector.catch_up()
        case = find(recorded, case)
        seal = Seal(recorded, course)
        seal.must_not_cover([case, *_named(asked)])
        assumption = assumed(course, case, asked)
        start, acts = assumption.start, assumption.acts()
        clock = ManualClock(_turning(course, start))
        beside = houses.enter_context(Database(_only_to_read(url)))
        other = houses.enter_context(
            house_in_memory(course.before(start), clock, beside)
        )
        replay = Replay(other, clock, awaited(course), _openings(course))
        counted: list[Row] = []
        with assuming(assumption.edition) if assumption.edition else nullcontext():
            replay.play(acts, course.end, progress)
            if assumption.edition:
                counted = _recounted(course, case, asked)
        return {
            "counterfactual": True,
            "mark": MARK,
            "case": case,
            "changes": [told.in_plain() for told in assumption.told],
            "method": [REPLAY, RECOUNT] if assumption.edition else [REPLAY],
            "from": local(start[2]),
            "until": local(course.end),
            "recounted": counted,
            **_compared(case, assumption, (recorded, other), (acts, replay), seal),
        }


def _read(url: str) -> Course:
    """The whole course, by a connection that cannot write."""
    with Database(_only_to_read(url)) as database:
        schema.require_current(database)
        return Course(kept_history(database))


def _only_to_read(url: str) -> str:
    """On PostgreSQL every reader is one who cannot write."""
    if not url.startswith("sqlite"):
        return url
    return f"{url}{'&' if '?' in url else '?'}mode=ro"


def _named(asked: Sequence[tuple[str, Change]]) -> Iterable[str]:
    """The cases whose events a change is about."""
    for _, change in asked:
        if isinstance(change, Added):
            yield file_after(change.file).case
        elif (event := getattr(change, "event", None)) is not None:
            yield event.case


def _recounted(
    course: Course, case: str, asked: Sequence[tuple[str, Change]]
) -> list[Row]:
    """The case's own deadlines by the rules that were changed."""
    mine = [record for record in course.records if record.stream_id == case]
    rules = {c.rule for _, c in asked if isinstance(c, OtherWording | OtherLength)}
    return list(recounted(mine, rules))


def _turning(course: Course, start: Place) -> Any:
    """The last instant that both courses share."""
    kept = course.before(start)
    return kept[-1].recorded_at if kept else course.acts[0].at


def _openings(course: Course) -> set[str]:
    """The commands that began a case."""
    return {r.command_id for r in course.records if r.version == 1 and r.command_id}


def _compared(
    case: str,
    assumption: Assumption,
    houses: tuple[House, House],
    played: tuple[Sequence[Act], Replay],
    seal: Seal,
) -> Row:
    recorded, other = houses
    acts, replay = played
    course, kept = assumption.course, len(assumption.course.before(assumption.start))
    found = outcome.both(
        course.records[kept:],
        list(other.recorder.records(after=kept)),
        seal.covers,
    )
    on = local_date(course.end)
    cases, persons = outcome.changed_cases(found)
    awards = [one["case"] for one in cases if one["case"].startswith(f"{Award.KIND}:")]
    told: Row = {
        "deadlines": outcome.counted_days(found),
        "fell": outcome.fell(found),
        "ranking": [
            masked(seal.masks, row["award"], row)
            for row in outcome.ranking(recorded, other, awards)
        ],
        "proposals": people.proposals(found),
        "responsible": people.responsible(recorded, other, on),
        "shares": people.shares(recorded, other, on),
        "refused": newly_refused(replay.refusals, seal),
        "let_through": let_through(acts, replay.refusals, seal),
        "state": outcome.end_state(recorded, other, case, seal.masks),
        "cases": cases,
        "persons": persons,
    }
    same = not (cases or persons or told["refused"] or told["let_through"])
    return {"same": same, **told, "cannot_know": cannot_know(told)}
