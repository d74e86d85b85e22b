"""Swedish calendar months, by their days."""

from __future__ import annotations

from datetime import date, timedelta

A_MONTH_AT_MOST = timedelta(days=31)


def days_of(month: str) -> tuple[date, date]:
    """The first day of a month ("2026-03"), and the first after it."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first + A_MONTH_AT_MOST).replace(day=1)


def months_between(first: date, last: date) -> tuple[str, ...]:
    """The months from one day to another, both included; none where they are backward."""
    months = []
    begins = first.replace(day=1)
    while begins <= last:
        months.append(begins.isoformat()[:7])
        begins = (begins + A_MONTH_AT_MOST).replace(day=1)
    return tuple(months)
