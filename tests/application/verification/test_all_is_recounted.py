"""House rule: what the engine computes and records, the verification computes again."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from upphandling.application.catalogue import VERBS
from upphandling.application.verification import RECOUNTS
from upphandling.domain.agreement.terms import Waiting as InQueue
from upphandling.domain.allocation import (
    Placement,
    Question,
    Shortfall,
    Stage,
    Waiting,
)
from upphandling.domain.award import Comparison
from upphandling.domain.award.terms import Lock
from upphandling.domain.base import DomainEvent
from upphandling.domain.catalogue import EVENTS, KINDS
from upphandling.domain.evaluation import Change, Draw, Evaluation, Ranked, Tie, Won
from upphandling.domain.legal_time import LegalDeadline
from upphandling.domain.review import Hold
from upphandling.domain.tender.valuation import StatedThreshold
from upphandling.domain.transition import Gap

COMPUTED = {
    Change,
    Comparison,
    Draw,
    Evaluation,
    Gap,
    Hold,
    InQueue,
    LegalDeadline,
    Lock,
    Placement,
    Question,
    Ranked,
    Shortfall,
    Stage,
    StatedThreshold,
    Tie,
    Waiting,
    Won,
}
"""What only the engine makes: a field that may hold one of these is recounted."""

STATED: dict[str, set[str]] = {
    # Parts that a handler puts together of what was typed in.
    "choice_system.established": {"configuration"},
    "indicator.value_recorded": {"figure"},
    "indicator.value_corrected": {"figure"},
    "tender.bid_assessed": {"assessment"},
    "tender.cancellation_notified_defectively": {"without_reasons"},
    "admission.prepared": {"terms"},
    "application.assessed": {"assessment"},
    "agreement.signed_directly": {"terms"},
    "agreement.registered": {"terms"},
    "agreement.entrusted_in_house": {"terms"},
    "agreement.places_taken": {"taken"},
    "roster.role_granted": {"granted"},
    "roster.role_withdrawn": {"withdrawn"},
    # Under another name in the command.
    "choice_system.decision_annulled": {"annulled_on"},
    "choice_system.delegation_withdrawn": {"withdrawn_on"},
    "agreement.offer_declined": {"leaves_queue"},
}
"""Fields that no command has by that name, and that are nevertheless not computed."""

COVERED = {
    (topic, name)
    for topic, rows in RECOUNTS.items()
    for row in rows
    for name in row.fields
}


def fields_of(event: type[DomainEvent]) -> set[str]:
    return set(event.model_fields) - set(DomainEvent.model_fields)


def parts_of(annotation: Any) -> set[Any]:
    """Every class that a value of the annotation may hold."""
    found, unseen = set(), [annotation]
    while unseen:
        part = unseen.pop()
        if part in found:
            continue
        if isinstance(part, type) and issubclass(part, BaseModel):
            found.add(part)
            unseen += [field.annotation for field in part.model_fields.values()]
        else:
            unseen += getattr(part, "__args__", ())
    return found


def computed(annotation: Any) -> bool:
    return bool(parts_of(annotation) & COMPUTED)


@pytest.mark.parametrize("topic", EVENTS)
def test_a_field_that_only_the_engine_can_have_made_is_recounted(topic: str) -> None:
    event = EVENTS[topic]
    made = {
        name
        for name in fields_of(event)
        if computed(event.model_fields[name].annotation)
    }

    assert {(topic, name) for name in made} <= COVERED


def typed_in() -> set[str]:
    """The names of everything that anybody types in."""
    return {
        name
        for verb in VERBS.values()
        for part in parts_of(verb.command) | {verb.command}
        for name in part.model_fields
    }


def test_what_nobody_types_in_is_recounted_or_stands_in_the_list() -> None:
    known = typed_in()
    unknown: dict[str, set[str]] = {}
    for topic, event in EVENTS.items():
        for name in fields_of(event) - known:
            if (topic, name) not in COVERED:
                unknown.setdefault(topic, set()).add(name)

    assert unknown == {topic: STATED[topic] for topic in STATED if topic in EVENTS}


def test_every_row_names_fields_that_the_event_has() -> None:
    for topic, rows in RECOUNTS.items():
        for row in rows:
            assert row.event is EVENTS[topic]
            assert set(row.fields) <= fields_of(row.event)


def test_whoever_has_secrets_says_whether_they_are_sealed() -> None:
    for kind in KINDS.values():
        if any(event.SECRET for event in kind.EVENTS):
            assert hasattr(kind, "sealed")
