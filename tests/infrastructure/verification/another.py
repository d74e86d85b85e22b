"""For every value another of the same shape, to see whether anybody notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from pydantic import BaseModel

from upphandling.application.verification import Row
from upphandling.domain.legal_time import LegalDeadline


def with_another(row: Row, name: str) -> Row:
    """The row whose event says something else in one field."""
    event: Any = row.event
    wrong = event.model_copy(update={name: another(getattr(event, name))})
    # The row's columns are the event's, and are not copied.
    wrong.__dict__["originator_id"] = row.stream_id
    wrong.__dict__["originator_version"] = row.version
    return Row(
        row.position, row.stream_id, row.version, row.topic, row.command_id, wrong
    )


def another(value: Any) -> Any:
    """A value of the same shape that is not the same."""
    for kind, change in CHANGES:
        if isinstance(value, kind):
            return change(value)
    return None


def _first_changed(part: BaseModel) -> BaseModel:
    name = next(n for n, held in vars(part).items() if held not in (None, (), {}))
    return part.model_copy(update={name: another(getattr(part, name))})


CHANGES: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
    (bool, lambda value: not value),
    (Enum, lambda value: next(one for one in type(value) if one is not value)),
    ((int, float), lambda value: value + 1),
    (datetime, lambda value: value + timedelta(seconds=1)),
    (date, lambda value: value + timedelta(days=1)),
    (str, lambda value: f"{value}x"),
    (
        LegalDeadline,
        lambda value: value.model_copy(update={"last_day": another(value.last_day)}),
    ),
    (BaseModel, _first_changed),
    ((tuple, list), lambda value: (another(value[0]), *value[1:])),
    (dict, lambda value: {key: another(held) for key, held in value.items()}),
)
