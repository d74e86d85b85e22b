"""How often something is measured over time."""

from __future__ import annotations

from enum import StrEnum


class Every(StrEnum):
    """How often a share is measured over time: on the last day of each."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
