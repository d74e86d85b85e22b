"""Swedish words for roles, fields and codes: one for each, wherever it is told."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

from upphandling.interfaces.local_time import spoken

_WORDS: Mapping[str, Any] = tomllib.loads(
    (files(__package__) / "words.toml").read_text(encoding="utf-8")
)

ROLES: Mapping[str, str] = _WORDS["roles"]
FIELDS: Mapping[str, str] = _WORDS["fields"]
"""The fields of events and commands, and the details of refusals."""

FIELDS_OF_TEXT: Mapping[str, str] = _WORDS["fields_of_text"]
"""Fields that mean something else where their value is a text."""

WEIGHTIEST: tuple[str, ...] = tuple(_WORDS["weightiest"])
"""The fields that a line of history has room for, the weightiest first."""

IN_SWEDISH: Mapping[str, str] = _WORDS["codes"]
"""Codes that are codes wherever they stand."""

CODES: Mapping[str, str] = {**ROLES, **IN_SWEDISH, **_WORDS["codes_in_place"]}
"""Every code; only for the fields of `CODED`, elsewhere it may be somebody's own word."""

CODED: frozenset[str] = frozenset(_WORDS["coded"])
"""The fields of events whose values are codes."""

INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})")


def field_word(field: str, value: Any = None) -> str:
    """A field by its value; one without a word as it is called, without underscores."""
    if isinstance(value, str) and field in FIELDS_OF_TEXT:
        return FIELDS_OF_TEXT[field]
    return FIELDS.get(field, field.replace("_", " "))


def role_word(role: str | None) -> str:
    """A role; one that the house does not know as it is called, and none as nothing."""
    return ROLES.get(role or "", role or "")


def value_word(value: Any, field: str = "") -> str:
    """A value as a person reads it, with the codes of its field; a part by its fields."""
    if value is None or isinstance(value, bool):
        return {None: "-", True: "ja", False: "nej"}[value]
    if isinstance(value, Mapping):
        told = {name: part for name, part in value.items() if part is not None}
        return ", ".join(
            f"{field_word(name, part)} {value_word(part, name)}"
            for name, part in told.items()
        )
    if isinstance(value, (list, tuple, set)):
        comma = "; " if any(isinstance(part, Mapping) for part in value) else ", "
        return comma.join(value_word(part, field) for part in value)
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
    text = str(value)
    if isinstance(value, datetime) or INSTANT.fullmatch(text):
        return spoken(value)
    return (CODES if field in CODED else IN_SWEDISH).get(text, text)
