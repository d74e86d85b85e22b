"""Deadlines counted again: by the wording they were counted with, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel

from upphandling.domain.base import DomainEvent
from upphandling.domain.calendar import Calendar, swedish_calendar
from upphandling.domain.legal_time import LegalDeadline, count, count_if_in_force
from upphandling.domain.lengths import Length
from upphandling.domain.rulebook import Channel, Rulebook, book

FOLLOWS = ("free_from", "expires_at", "working")
"""What differs by itself when the last day does."""

EDITION = "rulebook"
"""What follows from when it was counted, and not from what."""

KEPT = 50_000  # answers remembered


class Counted:
    """Deadlines by what they are counted from; equal ones are counted once.

    What was counted by one edition of the law is forgotten when another holds.
    """

    def __init__(self) -> None:
        self._law: tuple[Rulebook, Calendar] | None = None
        self._known: dict[Any, LegalDeadline | None] = {}

    def __call__(
        self,
        rule: str,
        trigger: date,
        *,
        channel: Channel = Channel.ELECTRONIC,
        stated: date | None = None,
        on: date | None = None,
        length: Length | None = None,
        if_in_force: bool = False,
    ) -> Any:
        """As `count`; with `if_in_force` None where no wording holds for the case."""
        law = (book(), swedish_calendar())
        if (
            self._law is None
            or self._law[0] is not law[0]
            or self._law[1] is not law[1]
            or len(self._known) > KEPT
        ):
            self._law, self._known = law, {}
        key = (rule, trigger, channel, stated, on, length, if_in_force)
        if key not in self._known:
            counting = count_if_in_force if if_in_force else count
            self._known[key] = counting(
                rule,
                trigger,
                channel=channel,
                stated_last_day=stated,
                on=on,
                length=length,
            )
        return self._known[key]


counted = Counted()


def again(kept: LegalDeadline) -> Any:
    """The deadline by its own working: what it says that it was counted from."""
    rule = next(e for e in book().wordings[kept.rule] if e.wording == kept.wording)
    return counted(
        kept.rule,
        kept.trigger,
        channel=kept.channel or Channel.ELECTRONIC,
        stated=kept.stated_last_day,
        on=kept.on,
        length=None if rule.lengths else Length.parse(kept.length),
    )


def given_length(kept: LegalDeadline) -> Length:
    """The length that the documents, or the municipality, gave it."""
    return Length.parse(kept.length)


def missing_law(kept: LegalDeadline) -> str | None:
    """What of the law it was counted with is not here today, in Swedish; None if nothing."""
    wordings = book().wordings.get(kept.rule, ())
    if not any(entry.wording == kept.wording for entry in wordings):
        return f"regeln {kept.rule} ({kept.wording}) finns inte i regelboken"
    if _edition(kept.rulebook) > _edition(book().version):
        return f"regelboken {kept.rulebook} är nyare än {book().version}"
    if kept.calendar != swedish_calendar().version:
        return (
            f"kalendern {kept.calendar} finns inte, bara {swedish_calendar().version}"
        )
    return None


def differing(kept: LegalDeadline, ought: LegalDeadline) -> dict[str, tuple[Any, Any]]:
    """The fields that differ; what follows from another that does is left out."""
    fields = {
        name: (getattr(kept, name), getattr(ought, name))
        for name in LegalDeadline.model_fields
        if getattr(kept, name) != getattr(ought, name)
    }
    if fields.keys() - {*FOLLOWS, EDITION}:
        return {name: pair for name, pair in fields.items() if name not in FOLLOWS}
    return fields


def edition_then(
    recorded: str, counted_now: str, counted_by: Callable[[str], bool]
) -> str:
    """The edition that a deadline ought to name, which was in use when it was counted.

    An earlier one with the same wording is as good, until a later has been used. What
    was carried from elsewhere (`counted_now` is not ours) names what it named there.
    """
    printed = book().editions
    if counted_now != book().version:
        return counted_now
    in_use = next(filter(counted_by, reversed(printed)), None)
    if recorded not in printed:
        return in_use or counted_now
    if in_use is None or printed.index(in_use) <= printed.index(recorded):
        return recorded
    return in_use


def law_of(deadline: LegalDeadline) -> str:
    """The rule with its paragraph, its wording and the editions, for a reader."""
    return (
        f"{deadline.rule}, {deadline.paragraph}, {deadline.wording}"
        f" (regelboken {book().version}, kalendern {swedish_calendar().version})"
    )


def deadlines_in(value: Any) -> list[LegalDeadline]:
    """Every deadline in a value, however deep."""
    if isinstance(value, LegalDeadline):
        return [value]
    if isinstance(value, BaseModel):
        value = list(vars(value).values())
    elif isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [found for part in value for found in deadlines_in(part)]
    return []


@cache
def deadline_fields(event: type[DomainEvent]) -> frozenset[str]:
    """The fields of an event that may hold a deadline, however deep."""
    return frozenset(
        name
        for name, field in event.model_fields.items()
        if _may_hold_one(field.annotation, set())
    )


def _may_hold_one(annotation: Any, seen: set[Any]) -> bool:
    if annotation is LegalDeadline:
        return True
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation in seen:
            return False
        seen.add(annotation)
        parts = [one.annotation for one in annotation.model_fields.values()]
    else:
        parts = list(getattr(annotation, "__args__", ()))
    return any(_may_hold_one(part, seen) for part in parts)


def _edition(version: str) -> tuple[tuple[int, str], ...]:
    """An edition in order: 2025.10 comes after 2025.9."""
    return tuple(
        (int(part), "") if part.isdigit() else (-1, part) for part in version.split(".")
    )
