"""How the data of a row says until when something is awaited, and for which part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from tests.given import local

Data = dict[str, Any]
Parts = Callable[[Data], Iterable[str]]
Awaits = Callable[[Data], Iterable[tuple[str, datetime]]]

ONE_DAY = timedelta(days=1)


def at(instant: str) -> datetime:
    return datetime.fromisoformat(instant)


def morning(day: str) -> datetime:
    """When a day begins, in Sweden."""
    return local(f"{day}T00:00")


def after(day: str) -> datetime:
    """The midnight after a last day."""
    return morning((date.fromisoformat(day) + ONE_DAY).isoformat())


def whole(_: Data) -> list[str]:
    """The case itself, not a part of it."""
    return [""]


def named(field: str) -> Parts:
    """The part that a field names, or all that it lists."""

    def parts(data: Data) -> list[str]:
        told = data[field]
        return [told] if isinstance(told, str) else list(told)

    return parts


def counted(field: str, part: str | None = None) -> Awaits:
    """A period that was counted, where there is one."""

    def awaits(data: Data) -> Iterator[tuple[str, datetime]]:
        if data[field] is not None:
            yield data[part] if part else "", at(data[field]["expires_at"])

    return awaits


def on_day(
    field: str, when: Callable[[str], datetime], part: str | None = None
) -> Awaits:
    """A day that was set, where there is one."""

    def awaits(data: Data) -> Iterator[tuple[str, datetime]]:
        if data[field] is not None:
            yield data[part] if part else "", when(data[field])

    return awaits


def interval(part: str) -> Awaits:
    return lambda data: [(data[part], after(data["when"]["latest"]))]


def closing(data: Data) -> list[tuple[str, datetime]]:
    return [("", at(data["closes_at"]))]


def terms(field: str, when: Callable[[str], datetime]) -> Awaits:
    return lambda data: on_day(field, when)(data["terms"])


def windows(data: Data) -> list[tuple[str, datetime]]:
    known = [data["window"]] if "window" in data else data.get("windows", [])
    return [(one["window"], after(one["apply_by"])) for one in known]


def next_window(data: Data) -> list[tuple[str, datetime]]:
    return windows({"windows": [data["next"]] if data["next"] else []})


def lock(data: Data) -> list[tuple[str, datetime]]:
    told = data["lock"]
    return [(told["lock"], at(told["period"]["expires_at"]))] if told["period"] else []


def reminders(data: Data) -> list[tuple[str, datetime]]:
    return [(check_of(data), morning(data_of_check(data)["remind_on"]))]


def latest(data: Data) -> list[tuple[str, datetime]]:
    return [(check_of(data), after(data_of_check(data)["latest"]))]


def check_of(data: Data) -> str:
    told = data["check"]
    return told if isinstance(told, str) else str(told["check"])


def data_of_check(data: Data) -> Data:
    told: Data = (data if isinstance(data["check"], str) else data["check"])["when"]
    return told


def measures(data: Data) -> list[tuple[str, datetime]]:
    return [(one["measure"], after(one["due_on"])) for one in data["measures"]]


def waves(data: Data) -> list[tuple[str, datetime]]:
    return [(one["wave"], after(one["on"])) for one in data["waves"]]


def gap(data: Data) -> list[tuple[str, datetime]]:
    return [(data["gap"]["wave"], morning(data["gap"]["warn_on"]))]


def begins_later(data: Data) -> list[tuple[str, datetime]]:
    """A care decision that held at once has no beginning to wait for."""
    begins = morning(data["valid_from"])
    return [(data["decision"], begins)] if begins > at(data["effective_at"]) else []
