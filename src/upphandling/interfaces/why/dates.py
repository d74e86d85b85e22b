"""Why a date is what it is: the event that set it, the rule and the count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from upphandling.application.messages import Fault, Malformed
from upphandling.domain.catalogue import EVENTS
from upphandling.interfaces.why.facts import rules_of
from upphandling.interfaces.why.question import Kind, Question, Row
from upphandling.interfaces.why.reading import Log, Told
from upphandling.interfaces.why.refusals import NoSuchDeadline
from upphandling.interfaces.words import IN_SWEDISH
from upphandling.projections.base import Change, Fact
from upphandling.projections.deadlines import DEADLINES, Deadline, held_back
from upphandling.projections.deadlines.table import deadlines

CALLED = {IN_SWEDISH[name]: name.value for name in Deadline}
"""The name of each deadline, by what lists call it in Swedish."""
NAMES = frozenset((*CALLED, *CALLED.values()))
ASKED = "Varför är {last_day} sista dag i {case} för {what}?"
SET = "Fristen sattes så här"
ENDED = "Den löper inte längre, därför att"
WAITS = "Den väntar, hur dagen än passerar, därför att"
COUNTED = "Sista dag är {last_day}, enligt {paragraph}. {working}"
STATED = "Sista dag är {last_day}. Dagen är satt, inte räknad ur lag."


@dataclass
class _Awaited:
    """One deadline of a case: who set it last, what ended the wait, what holds it back."""

    set_by: Told
    row: Row
    part: str
    ended_by: Told | None = None
    held_by: list[Told] = field(default_factory=list)


def split(asked: str) -> tuple[str, str, str]:
    """`CASE/NAME` or `CASE/NAME/PART` in its parts; raises `Malformed`."""
    pieces = asked.split("/")
    for place in range(len(pieces) - 1, 0, -1):
        if pieces[place] in NAMES:
            case, part = "/".join(pieces[:place]), "/".join(pieces[place + 1 :])
            return case, pieces[place], part
    case, slash, name = asked.rpartition("/")
    if not slash or not case or not name:
        message = "ska vara deadline:ÄRENDE/NAMN, som deadline:award:a/standstill_ends"
        raise Malformed([Fault("X", message)])
    return case, name, ""


def date_question(log: Log, case: str, name: str, part: str = "") -> Question:
    """The question of a deadline by its name, in code or in Swedish, or by its rule.

    Raises `NoSuchDeadline`.
    """
    name = CALLED.get(name, name)
    if (running := _running(log, case, name, part)) is not None:
        return _question(log, case, name, running)
    known = _awaited(log, case)
    same = [
        one for (said, its), one in known.items() if said == name and part in ("", its)
    ]
    if not same:
        same = list(_by_rule(log, case, name))
    if not same:
        raise NoSuchDeadline(
            case=case,
            deadline=f"{name}/{part}" if part else name,
            known=sorted("/".join(filter(None, key)) for key in known),
        )
    found = max(same, key=lambda one: one.set_by.position)
    return _question(log, case, name, found)


def _running(log: Log, case: str, name: str, part: str) -> _Awaited | None:
    """The deadline that is awaited just now, by the read model; the soonest of several."""
    row = deadlines.c
    query = select(deadlines).where(row.case_id == case, row.deadline == name)
    with log.house.database.engine.connect() as connection:
        found = connection.execute(query.order_by(row.due_at)).mappings().all()
        held = connection.execute(held_back(case)).mappings().all()
    for one in found:
        shown = str(log.shown(case, one["part"]))
        set_by = log.named(one["set_by"]) if part in ("", shown) else None
        if set_by is not None and not log.hides(set_by):
            told = {"last_day": str(one["last_day"]), "due_at": one["due_at"]}
            holds = [
                log.named(back["held_by"])
                for back in held
                if (back["deadline"], back["part"]) == (name, one["part"])
            ]
            open_ = [back for back in holds if back is not None and not log.hides(back)]
            return _Awaited(set_by, told, shown, held_by=open_)
    return None


def _question(log: Log, case: str, name: str, found: _Awaited) -> Question:
    counted = _count_of(log, found)
    starts = [(SET, found.set_by)]
    if found.ended_by is not None:
        starts.append((ENDED, found.ended_by))
    starts += [(WAITS, back) for back in found.held_by]
    answer = (counted and COUNTED.format(**counted)) or STATED.format(**found.row)
    return Question(
        kind=Kind.DATE,
        asked=ASKED.format(case=case, what=_what(name, found.part), **found.row),
        answer=answer,
        starts=starts,
        about={
            "case": case,
            "deadline": name,
            "part": found.part or None,
            "last_day": found.row["last_day"],
            "due_at": found.row["due_at"],
            "running": found.ended_by is None,
            "rule": counted,
        },
    )


def _what(name: str, part: str) -> str:
    """The deadline in Swedish and by its name, or the rule it was counted by."""
    if name not in NAMES:
        return f"det som räknas enligt regeln {name}"
    of = f", {part}" if part else ""
    return f"fristen ”{IN_SWEDISH[name]}” ({name}{of})"


def _count_of(log: Log, found: _Awaited) -> Row | None:
    """The count behind a deadline's last day, where it was counted by a rule."""
    shown = log.shown(found.set_by.case, found.set_by.data)
    counts = [
        one for one in rules_of(shown) if one["last_day"] == found.row["last_day"]
    ]
    return counts[0] if counts else None


def _awaited(log: Log, case: str) -> dict[tuple[str, str], _Awaited]:
    """Every deadline that the case has had: what the read model was told, told again."""
    known: dict[tuple[str, str], _Awaited] = {}
    for told in log.all(case, _topics(case)):
        if log.hides(told):
            continue
        for change in _changes(told):
            _, name, part = change.key
            part = str(log.shown(case, part))  # it may be a bidder's name
            if change.how == "put":
                known[name, part] = _Awaited(told, change.values, part)
            elif (name, part) in known and change.how == "drop":
                known[name, part].ended_by = told
    return known


def _changes(told: Told) -> Iterator[Change]:
    react = DEADLINES.reactions.get(told.topic)
    if react is None:
        return
    fact = Fact(told.position, told.case, told.version, told.topic, told.data)
    for change in react(fact):
        if change.table is deadlines and change.key[0] == told.case:
            yield change


def _by_rule(log: Log, case: str, rule: str) -> Iterator[_Awaited]:
    """The counts that events made by a rule of the rulebook."""
    for told in log.all(case, _counting(case)):
        if log.hides(told):
            continue
        for count in rules_of(log.shown(case, told.data)):
            if count["rule"] == rule:
                row: dict[str, Any] = {
                    "last_day": count["last_day"],
                    "due_at": count["expires_at"],
                }
                yield _Awaited(told, row, "")


def _topics(case: str) -> tuple[str, ...]:
    kind = case.partition(":")[0]
    return tuple(t for t in DEADLINES.reactions if t.partition(".")[0] == kind)


def _counting(case: str) -> tuple[str, ...]:
    """The events of a kind that may hold a count: those that hold more than keys."""
    kind = case.partition(":")[0]
    return tuple(
        topic
        for topic, event in EVENTS.items()
        if topic.partition(".")[0] == kind and "LegalDeadline" in _annotations(event)
    )


def _annotations(event: type[Any]) -> str:
    return " ".join(str(field.annotation) for field in event.model_fields.values())
