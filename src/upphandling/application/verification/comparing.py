"""Two values side by side: the paths at which they differ, with both values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from upphandling.application.verification.deadlines import differing
from upphandling.domain.legal_time import LegalDeadline

Apart = tuple[str, Any, Any]
"""A path, what was recorded there, and what ought to be."""

KEYS = (
    ("customer",),
    ("hold",),
    ("lot", "bid"),
    ("lot", "passed"),
    ("bid", "criterion"),
    ("criterion",),
    ("recipient",),
    ("bid",),
    ("lot",),
    ("agreement", "area", "unit"),
    ("agreement",),
    ("area", "unit", "service"),
    ("area", "unit"),
    ("area",),
    ("wave",),
    ("name",),
)
"""What tells the parts of a list apart, the first that all of them have."""


def apart(path: str, recorded: Any, ought: Any) -> Iterator[Apart]:
    """Where the two differ, as deep as both have the same shape; nothing if they agree."""
    if recorded == ought and type(recorded) is type(ought):
        return
    if isinstance(recorded, LegalDeadline) and isinstance(ought, LegalDeadline):
        for name, (is_, should) in differing(recorded, ought).items():
            yield f"{path}.{name}", is_, should
    elif isinstance(recorded, BaseModel) and type(recorded) is type(ought):
        for name in type(recorded).model_fields:
            yield from apart(
                f"{path}.{name}", getattr(recorded, name), getattr(ought, name)
            )
    elif isinstance(recorded, dict) and isinstance(ought, dict):
        for key in {**recorded, **ought}:
            yield from apart(f"{path}[{key}]", recorded.get(key), ought.get(key))
    elif isinstance(recorded, (tuple, list)) and isinstance(ought, (tuple, list)):
        yield from _lists_apart(path, recorded, ought)
    elif recorded != ought:
        yield path, recorded, ought


def _lists_apart(
    path: str, recorded: Sequence[Any], ought: Sequence[Any]
) -> Iterator[Apart]:
    named = _named_by(recorded, ought)
    if named is None:
        if list(recorded) != list(ought):
            yield path, recorded, ought
        return
    mine, other = (_by(named, parts) for parts in (recorded, ought))
    found = False
    for key in {**mine, **other}:
        for one in apart(f"{path}[{key}]", mine.get(key), other.get(key)):
            found = True
            yield one
    if not found and list(mine) != list(other):
        yield f"{path} (ordning)", list(mine), list(other)


def _named_by(recorded: Sequence[Any], ought: Sequence[Any]) -> tuple[str, ...] | None:
    """The fields that tell every part from the others; None where none do."""
    parts = [*recorded, *ought]
    if not parts or not all(isinstance(part, BaseModel) for part in parts):
        return None
    for names in KEYS:
        if all(name in type(part).model_fields for part in parts for name in names):
            sides = (_by(names, recorded), _by(names, ought))
            if (len(sides[0]), len(sides[1])) == (len(recorded), len(ought)):
                return names
    return None


def _by(names: tuple[str, ...], parts: Sequence[Any]) -> dict[str, Any]:
    return {
        "/".join(str(getattr(part, name)) for name in names): part for part in parts
    }
