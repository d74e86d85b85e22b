"""The political end of a chain: mandates, the board's decisions, the council's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from upphandling.domain.choice_system import Body, ChoiceSystem
from upphandling.domain.choice_system.delegations import POLITICAL
from upphandling.interfaces.why.finding import Find, Found, Lost, system_of
from upphandling.interfaces.why.reading import Log, Told
from upphandling.interfaces.why.relations import origin, rule

TAKEN = (ChoiceSystem.DecisionTaken, ChoiceSystem.ChairDecided)
TOPICS = tuple(event.TOPIC for event in TAKEN)
BODIES = {
    Body.COUNCIL: ("fullmäktige",),
    Body.EXECUTIVE_BOARD: ("styrelse",),
    Body.BOARD: ("nämnd", "ordförande", "utskott", "styrelse"),
}
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def is_of_council(told: Told) -> bool:
    """Whether an event is the political decision that all the rest comes from."""
    return told.topic in TOPICS and told.at("body") == Body.COUNCIL


def decision(path: str) -> Find:
    """The political decision whose key stands at `path`, in the event's system."""

    def find(log: Log, told: Told) -> Iterator[Found]:
        key, system = told.at(path), system_of(log, told.case)
        if key is not None and system is not None:
            yield _taken(log, system, str(key)) or Lost(f"{system}, beslutet {key}")

    return find


def council() -> Find:
    """The council's first decision that no court has annulled."""

    def find(log: Log, told: Told) -> Iterator[Found]:
        system = system_of(log, told.case)
        if system is None or is_of_council(told):
            return
        standing = [one for one in _standing(log, system) if is_of_council(one)]
        if not standing:
            yield Lost("fullmäktiges beslut om valfrihetssystemet")
            return
        before = [one for one in standing if one.position < told.position]
        yield (before or standing)[0]

    return find


def board() -> Find:
    """The last decision of a board before an event; it may have been without one."""

    def find(log: Log, told: Told) -> Iterator[Found]:
        system = system_of(log, told.case)
        decided = [
            one
            for one in (_standing(log, system) if system else ())
            if one.position < told.position and not is_of_council(one)
        ]
        if decided:
            yield decided[-1]

    return find


def mandate(log: Log, told: Told) -> tuple[str, Found] | None:
    """By what right something was decided, and why; None where the log cannot tell.

    A mandate is a decision (`beslut:` and its key), a delegation of the register, or a
    text that names the day of a body's decision; anything else lies outside the log.
    """
    text, system = told.data.get("mandate"), system_of(log, told.case)
    if not isinstance(text, str) or system is None:
        return None
    if text.startswith(POLITICAL):
        key = text.removeprefix(POLITICAL)
        found = _taken(log, system, key) or Lost(f"{system}, beslutet {key}")
        return "Mandatet är ett politiskt beslut", found
    delegated = _delegation(log, system, text, told.position)
    if delegated is not None:
        return f"Mandatet är delegationen {text}", delegated
    by_day = _on_the_day(log, system, text)
    if by_day is None or by_day is told:
        return None
    return f"Mandatet, ”{text}”, avser", by_day


def _taken(log: Log, system: str, key: str) -> Told | None:
    decided = log.all(system, TOPICS)
    return next((one for one in decided if one.at("decision") == key), None)


def _standing(log: Log, system: str) -> list[Told]:
    """The decisions of a system that no court has annulled, oldest first."""
    events = list(log.all(system, (*TOPICS, ChoiceSystem.DecisionAnnulled.TOPIC)))
    annulled = {e.at("decision") for e in events if e.topic not in TOPICS}
    return [e for e in events if e.topic in TOPICS and e.at("decision") not in annulled]


def _delegation(log: Log, system: str, text: str, before: int) -> Told | None:
    topics = (ChoiceSystem.DecisionRightDelegated.TOPIC,)
    found = [
        one for one in log.all(system, topics, before) if one.at("delegation") == text
    ]
    return found[-1] if found else None


def _on_the_day(log: Log, system: str, text: str) -> Told | None:
    """The one decision of the body and the day that a mandate names."""
    days, said = set(DAY.findall(text)), text.lower()
    if not days:
        return None
    named = [
        one
        for one in log.all(system, TOPICS)
        if one.at("taken_on") in days
        and any(word in said for word in BODIES[Body(one.at("body"))])
    ]
    return named[0] if len(named) == 1 else None


DECIDED = rule("Det beslutades politiskt", *TAKEN, by=decision("decision"))
ORDERED = origin("Nämndens senaste beslut dessförinnan", *TAKEN, by=board())
