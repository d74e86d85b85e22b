"""Why an attempt was refused: the rule, its paragraph, and the state that stood in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from upphandling.application.catalogue import VERBS
from upphandling.domain.errors import first_line
from upphandling.domain.rulebook import OUR_OWN_ORDER
from upphandling.infrastructure.event_log.looking import Attempt
from upphandling.interfaces.local_time import spoken
from upphandling.interfaces.why.facts import rules_of
from upphandling.interfaces.why.obstacles import cases_of, obstacles
from upphandling.interfaces.why.question import Kind, Question, Row
from upphandling.interfaces.why.reading import Log, Told
from upphandling.interfaces.why.refusals import NoSuchRefusal, SealedUntilAward

PARAGRAPHS = re.compile(r"\(([A-ZÅÄÖ]{2,4} [^()]*§)\)")
VIEW = "view:"  # what somebody wanted to see
IN_THE_WAY = "Detta stod i vägen"
STOOD_SO = "Så stod ärendet när försöket gjordes"
ASKED = "Varför nekades kommandot {command} {at}?"
REPLY = "{message} Regel: {rule}. Lagrum: {paragraph}."


def refusal_question(log: Log, which: str) -> Question:
    """By the refusal's number, or by the id of the command; raises `NoSuchRefusal`."""
    number = int(which) if which.isdecimal() and len(which) < 16 else None  # noqa: PLR2004
    attempt = log.attempt(
        number=number, command_id=None if number is not None else which
    )
    if number is not None and not _may_be_numbered(log, attempt):
        raise SealedUntilAward
    if attempt is None or not _may_be_told(log, attempt):
        raise NoSuchRefusal(refusal=which)
    cases = cases_of(log, attempt)
    events = obstacles(log, attempt, cases)
    shown = _shown(log, attempt, cases)
    paragraph = _paragraph(attempt, events)
    return Question(
        kind=Kind.REFUSAL,
        asked=ASKED.format(command=attempt.command, at=spoken(attempt.effective_at)),
        answer=REPLY.format(
            message=attempt.message, rule=attempt.rule, paragraph=paragraph
        ),
        starts=list(_starts(log, attempt, events, cases)),
        about={"refusal": _row(log, attempt, shown, paragraph, events)},
    )


def _may_be_numbered(log: Log, attempt: Attempt | None) -> bool:
    """Whether a number would give away how many attempts there have been."""
    sealed = log.secrecy.told_up_to
    return sealed is None or (attempt is not None and attempt.after < sealed)


def _may_be_told(log: Log, attempt: Attempt) -> bool:
    """Nothing of an attempt that was about bids, while any are sealed."""
    verb = VERBS.get(attempt.command)
    open_ = attempt.command.startswith(VIEW) or (verb and not verb.command.SECRET)
    return open_ or _may_be_numbered(log, attempt)


def _starts(
    log: Log, attempt: Attempt, events: Sequence[Told], cases: Sequence[str]
) -> Iterator[tuple[str, Told]]:
    yield from ((IN_THE_WAY, event) for event in events)
    if events:
        return
    for case in cases[:1]:
        stood = [
            told
            for told in log.newest(case, attempt.after + 1, 50)
            if not log.hides(told)
        ]
        yield from ((STOOD_SO, told) for told in stood[-1:])


def _paragraph(attempt: Attempt, events: Sequence[Told]) -> str:
    """From the refusal's own sentence, its details, or the rule that was counted."""
    cited = PARAGRAPHS.findall(attempt.message)
    if isinstance(attempt.details.get("paragraph"), str):
        cited.append(attempt.details["paragraph"])
    if cited:
        return ", ".join(dict.fromkeys(cited))
    days = set(map(str, attempt.details.values()))
    for count in (count for event in events for count in rules_of(event.data)):
        if not days.isdisjoint((count["last_day"], count["free_from"])):
            return str(count["paragraph"])
    return OUR_OWN_ORDER


def _shown(log: Log, attempt: Attempt, cases: Sequence[str]) -> dict[str, Any]:
    """The details, as they may be shown in each of the cases they tell of."""
    shown = attempt.details
    for case in cases:
        shown = log.shown(case, shown)
    return shown


def _row(
    log: Log,
    attempt: Attempt,
    details: dict[str, Any],
    paragraph: str,
    events: Sequence[Told],
) -> Row:
    numbered = _may_be_numbered(log, attempt)
    verb = VERBS.get(attempt.command)
    return {
        "number": attempt.number if numbered else None,
        "command": {"id": attempt.command_id, "name": attempt.command},
        "wanted": first_line(verb.command) if verb else f"{attempt.command}.",
        "rule": attempt.rule,
        "message": attempt.message,
        "paragraph": paragraph,
        "state": details,
        "made_by": [log.name(event) for event in events],
        "effective_at": attempt.effective_at,
        "recorded_at": attempt.recorded_at,
        "by": attempt.by,
        "role": attempt.role,
        "mandate": attempt.mandate,
    }
