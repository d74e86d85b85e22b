"""A Swedish calendar month, by its days."""

from __future__ import annotations

from datetime import date, timedelta

A_MONTH_AT_MOST = timedelta(days=31)


def days_of(month: str) -> tuple[date, date]:
    """The first day of a month ("2026-03"), and the first after it."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first + A_MONTH_AT_MOST).replace(day=1)
