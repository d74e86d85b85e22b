"""The words every domain test is written in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest

from upphandling.domain.base import Aggregate, DomainEvent, Role, Stamp
from upphandling.domain.errors import Refused

BOOKKEEPING = frozenset(DomainEvent.model_fields)
SWEDEN = ZoneInfo("Europe/Stockholm")

A = TypeVar("A", bound=Aggregate)
Said = tuple[str, dict[str, Any]]


def given(case: A) -> A:
    """A case with a past: what it said so far is history, not outcome."""
    case.collect_events()
    return case


def event(kind: type[DomainEvent], /, **details: Any) -> Said:
    """What we expect a case to say."""
    return kind.TOPIC, details


def emitted(case: Aggregate) -> list[Said]:
    """What the case has said since it was given."""
    said: list[Any] = list(case.collect_events())
    return [(one.TOPIC, facts(one)) for one in said]


def facts(said: Any) -> dict[str, Any]:
    """What an event tells beside who said it and when."""
    names = type(said).model_fields.keys() - BOOKKEEPING
    return {name: getattr(said, name) for name in names}


@contextmanager
def refuses(
    case: Aggregate | None, rule: type[Refused], /, **details: Any
) -> Iterator[None]:
    """The rule stands in the way, says why, and the case says nothing."""
    with pytest.raises(Refused) as refusal:
        yield
    assert type(refusal.value) is rule
    assert refusal.value.details == details
    assert case is None or emitted(case) == []


def person(at: str, role: Role = Role.PROCUREMENT_OFFICER) -> Stamp:
    """Somebody who may decide."""
    return Stamp(
        by="handlaggare-1", role=role, at=local(at), mandate="delegationsordning 4.2"
    )


def without_mandate(at: str) -> Stamp:
    """Somebody who may not."""
    return Stamp(by="handlaggare-2", role=Role.CARE_NEEDS_ASSESSOR, at=local(at))


def scheduler(at: str) -> Stamp:
    """The clock, which may never."""
    return Stamp(by="scheduler", role=Role.SCHEDULER, at=local(at))


def local(at: str) -> datetime:
    """An instant as a Swedish wall clock shows it, in UTC."""
    return datetime.fromisoformat(at).replace(tzinfo=SWEDEN).astimezone(UTC)


def day(on: str) -> date:
    return date.fromisoformat(on)
