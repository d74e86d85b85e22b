"""What somebody asked the reason of, read from the words they used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from upphandling.application.messages import Fault, Malformed
from upphandling.bootstrap import House
from upphandling.domain.base import Decision
from upphandling.domain.catalogue import EVENTS, KINDS
from upphandling.domain.customer import Customer
from upphandling.domain.instants import local_date
from upphandling.interfaces.disclosure import counts_bids
from upphandling.interfaces.local_time import spoken
from upphandling.interfaces.person_reading import choices_of
from upphandling.interfaces.why.attempts import refusal_question
from upphandling.interfaces.why.dates import date_question, split
from upphandling.interfaces.why.facts import rules_of
from upphandling.interfaces.why.figures import figure_question
from upphandling.interfaces.why.providers import provider_questions
from upphandling.interfaces.why.question import Kind, Question, Row, answered
from upphandling.interfaces.why.reading import Log, Told
from upphandling.interfaces.why.refusals import NoSuchEvent, SealedUntilAward
from upphandling.interfaces.why.scores import score_question

Find = Callable[[House, str], str]
"""Finds the whole id of a case that somebody means; raises `NoSuchCase`."""

REFUSAL, DEADLINE, FIGURE = "refusal:", "deadline:", "figure:"
ASKED = "Varför: {says}?"
DECIDED = "{says}, {on}, av {by}{mandate}."
BY_RIGHT = " på mandatet ”{mandate}”"
COUNTED = "Sista dag är {last_day}, enligt {paragraph}. {working}"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The words of a question: what it is about, and the flags that narrow it down."""

    about: str
    bundle: str | None = None
    on: date | None = None
    deadline: str | None = None
    bid: str | None = None


def why(house: House, asked: Asked, find: Find) -> Row:
    """The answer: one chain, or one for each bundle of a person.

    Raises `Malformed` where the question cannot be understood, and a `Refused` where
    there is nothing to explain or it must not be told.
    """
    return explained(Log.of(house), asked, find)


def explained(log: Log, asked: Asked, find: Find) -> Row:
    """As `why`, from a log that may have been read before."""
    chains = [answered(log, question) for question in _questions(log, asked, find)]
    return {
        "asked": asked.about,
        "complete": all(chain["complete"] for chain in chains),
        "chains": chains,
    }


def _questions(log: Log, asked: Asked, find: Find) -> Iterable[Question]:
    about = asked.about
    if about.startswith(REFUSAL):
        _must_not_say(asked, "bundle", "on", "deadline", "bid")
        return [refusal_question(log, _said(about, REFUSAL))]
    if about.startswith(DEADLINE):
        _must_not_say(asked, "bundle", "on", "deadline", "bid")
        case, name, part = split(_said(about, DEADLINE))
        return [date_question(log, _case(log, case, find), name, part)]
    if about.startswith(FIGURE):
        _must_not_say(asked, "bundle", "deadline", "bid")
        return [figure_question(log, _said(about, FIGURE), asked.on)]
    keys = [] if ":" in about else choices_of(log.house, about)
    if keys or log.first(Customer.case_id(about)) is not None:
        _must_not_say(asked, "deadline", "bid")
        return _of_person(log, keys, asked)
    _must_not_say(asked, "bundle", "on")
    return [_of_case(log, asked, find)]


def _of_person(log: Log, keys: Sequence[str], asked: Asked) -> list[Question]:
    today = local_date(log.house.clock())
    who, _, bundle = asked.about.partition("/")
    return provider_questions(
        log,
        keys,
        who,
        bundle=asked.bundle or bundle or None,
        on=asked.on or today,
        today=today,
    )


def _of_case(log: Log, asked: Asked, find: Find) -> Question:
    if asked.bid is not None:
        _must_not_say(asked, "deadline")
        if not asked.about.startswith("award:"):
            raise Malformed([Fault("--bid", "gäller en tilldelning, som award:NYCKEL")])
        return score_question(log, asked.about, asked.bid)
    _, at, version = asked.about.rpartition("@")
    if at and version.isdecimal():
        _must_not_say(asked, "deadline")
        return _of_event(log, _named(log, asked.about))
    case = _case(log, asked.about, find)
    if asked.deadline is not None:
        name, _, part = asked.deadline.partition("/")
        return date_question(log, case, name, part)
    return _of_event(log, _last_decision(log, case))


def _of_event(log: Log, told: Told) -> Question:
    """A decision or, where it set a date, the date."""
    shown = log.shown(told.case, told.data)
    counts = rules_of(shown)
    said = {**shown, "says": told.says, "on": spoken(shown["effective_at"])}
    said["mandate"] = (
        BY_RIGHT.format(mandate=shown["mandate"]) if shown["mandate"] else ""
    )
    answer = DECIDED.format(**said)
    if counts:
        answer = " ".join([answer, *(COUNTED.format(**count) for count in counts)])
    return Question(
        kind=Kind.DATE if counts else Kind.DECISION,
        asked=ASKED.format(says=told.says),
        answer=answer,
        starts=[("Så blev det", told)],
        about={"event": log.name(told), "case": told.case},
    )


def _last_decision(log: Log, case: str) -> Told:
    """The last decision of a case or, where nothing was decided, what last happened."""
    kind = KINDS[case.partition(":")[0]]
    decisions = [
        event.TOPIC
        for event in kind.EVENTS
        if issubclass(event, Decision) and not event.SECRET
    ]
    found = log.last(case, decisions) if decisions else None
    if found is None:
        open_ = [event.TOPIC for event in kind.EVENTS if not event.SECRET]
        found = log.last(case, open_)
    if found is None:
        raise SealedUntilAward
    return found


def _named(log: Log, reference: str) -> Told:
    """The event of a reference, unless its number alone would tell of bids."""
    case = reference.rpartition("@")[0]
    found = log.named(reference)
    position = None if found is None else found.position
    if counts_bids(case) and log.secrecy.told_up_to is not None:
        hidden = found is None or log.hides(found)
        if hidden or log.secrecy.withholds(position or 0):
            raise SealedUntilAward
    if found is None or log.hides(found) or found.topic not in EVENTS:
        raise NoSuchEvent(event=reference)
    return found


def _case(log: Log, text: str, find: Find) -> str:
    found = find(log.house, text)
    if found.partition(":")[0] not in KINDS:
        raise NoSuchEvent(event=text)
    return found


def _said(about: str, prefix: str) -> str:
    said = about.removeprefix(prefix)
    if not said:
        raise Malformed([Fault("X", f"något ska stå efter {prefix}")])
    return said


def _must_not_say(asked: Asked, *flags: str) -> None:
    for flag in flags:
        if getattr(asked, flag) is not None:
            message = "hör inte till den här frågan"
            raise Malformed([Fault(f"--{flag}", message)])
