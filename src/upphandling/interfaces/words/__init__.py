"""Swedish words for roles, fields and codes: one for each, wherever it is told."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

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


def field_word(field: str, value: Any = None) -> str:
    """A field by its value; one without a word as it is called, without underscores."""
    if isinstance(value, str) and field in FIELDS_OF_TEXT:
        return FIELDS_OF_TEXT[field]
    return FIELDS.get(field, field.replace("_", " "))


def role_word(role: str | None) -> str:
    """A role; one that the house does not know as it is called, and none as nothing."""
    return ROLES.get(role or "", role or "")
