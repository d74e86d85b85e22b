"""Rows of lists in the words that users read; JSON keeps the codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from upphandling.interfaces.words import IN_SWEDISH, role_word

CODED = (
    "status",
    "regime",
    "licence",
    "deadline",
    "locked_by",
    "against",
    "instance",
    "outcome",
    "cause",
    "body",
    "from_body",
    "to_body",
    "reported_to",
    "blocks",
    "service",
    "time_of_day",
    "day_kind",
    "duty",
    "policy",
    "document_class",
    "document_classes",
    "compartment",
    "paid_by",
    "control",
    "waits_for",
)
"""The columns of lists whose values are codes."""


def worded_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose codes are said in Swedish."""
    return {name: _told(name, value) for name, value in row.items()}


def _told(column: str, value: Any) -> Any:
    if column == "role":
        return role_word(value)
    return _said(value) if column in CODED else value


def _said(value: Any) -> Any:
    """A code in Swedish, and each code of a list."""
    if isinstance(value, list):
        return [_said(one) for one in value]
    if isinstance(value, str) and ", " in value:
        return ", ".join(map(_said, value.split(", ")))
    return IN_SWEDISH.get(value, value)
