"""What a run of a scenario led to, as plain data."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from pydantic_core import from_json, to_json, to_jsonable_python

from upphandling.bootstrap import House
from upphandling.domain.base import Role
from upphandling.domain.catalogue import KINDS, PERSONAL
from upphandling.domain.instants import local_date
from upphandling.interfaces import follow_up
from upphandling.interfaces.disclosure import Secrecy
from upphandling.interfaces.local_time import local
from upphandling.interfaces.masking import Masks, masked, masks_now
from upphandling.interfaces.scenarios.journal import Act, Scenario
from upphandling.interfaces.scenarios.runner import Refusal, Run
from upphandling.projections import cases

ALL = 1_000_000
AHEAD = timedelta(days=183)  # as far as `follow-up gaps` looks


def report(house: House, scenario: Scenario, run: Run) -> dict[str, Any]:
    """Events by kind, what fell by itself, refusals, final states and follow-up."""
    today = local_date(run.until)
    masks = masks_now(house)
    with house.database.engine.connect() as connection:
        secrecy = Secrecy.now(connection)
        events, fell = _log(house, secrecy, masks)
        listed = follow_up.rows(connection, cases.listed(None, ALL, 0))
        return {
            "scenario": scenario.name,
            "title": scenario.title,
            "until": local(run.until),
            "events": dict(sorted(events.items())),
            "fell": fell,
            "refused": [
                _refusal(refusal)
                for refusal in run.refusals
                if not _tells_of_bids(refusal.act, secrecy)
            ],
            "not_refused": [
                _missing(act)
                for act in run.disappointed
                if not _tells_of_bids(act, secrecy)
            ],
            "cases": {
                row["case_id"]: _portrait(house, masks, row["case_id"])
                for row in listed
            },
            "timetable": follow_up.the_timetable(connection, None),
            "shares": follow_up.the_shares(connection, None, today),
            "withheld_surprises": sum(
                _tells_of_bids(act, secrecy) for act in run.surprises
            ),
            "choices": follow_up.the_choices(connection, None, today),
            "transition": follow_up.the_transitions(connection, None),
            "coverage": follow_up.the_coverage(connection, None, today),
            "compensation": follow_up.the_compensation(
                connection, None, today.replace(day=1), today
            ),
            "gaps": follow_up.the_gaps(connection, None, today, today + AHEAD),
        }


def _log(
    house: House, secrecy: Secrecy, masks: Masks
) -> tuple[Counter[str], list[dict[str, Any]]]:
    events: Counter[str] = Counter()
    fell = []
    for record in house.recorder.records():
        if secrecy.covers(record.stream_id, record.topic):
            continue
        events[record.topic] += 1
        # Most events are customers'; what falls for one of them is told in its case.
        if record.stream_id.startswith(PERSONAL):
            continue
        data = from_json(record.data)
        if data["role"] == Role.SCHEDULER:
            fell.append(
                {
                    "case": record.stream_id,
                    "event": record.topic,
                    "effective_at": local(data["effective_at"]),
                    "recorded_at": local(record.recorded_at),
                    "because": secrecy.cause(data["because"], record.position),
                    "data": masked(masks, record.stream_id, _own(data)),
                }
            )
    return events, fell


def _own(data: dict[str, Any]) -> dict[str, Any]:
    """The event's own fields, without who and when."""
    stamp = {"effective_at", "by", "role", "mandate", "because"}
    return {name: value for name, value in data.items() if name not in stamp}


def _portrait(house: House, masks: Masks, case_id: str) -> Any:
    kind, _, key = case_id.partition(":")
    portrait = house.engine.session().fetch(KINDS[kind], key).portrait()
    if case_id not in masks:
        return portrait
    return masked(masks, case_id, from_json(to_json(portrait, fallback=str)))


def _tells_of_bids(act: Act, secrecy: Secrecy) -> bool:
    return act.command.SECRET and secrecy.told_up_to is not None


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {
        "line": refusal.act.line,
        "at": local(refusal.act.at),
        "command": refusal.act.command.NAME,
        "rule": refusal.refused.rule(),
        "message": refusal.refused.message(),
        "details": _plain(refusal.refused.details),
        "expected": refusal.expected,
    }


def _plain(details: dict[str, Any]) -> dict[str, Any]:
    """The details as they were kept, so that a repeated refusal reads the same."""
    plain = to_jsonable_python(details, fallback=str)
    return {name: plain[name] for name in sorted(plain)}


def _missing(act: Act) -> dict[str, Any]:
    expected = act.envelope.expect
    return {
        "line": act.line,
        "command": act.command.NAME,
        "expected": expected and expected.refused,
    }
