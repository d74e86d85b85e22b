"""The law as files that a lawyer can read, and how one entry of such a file is read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Any, TypeVar

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)

IN_SWEDISH = {
    str: "text",
    int: "ett heltal",
    bool: "true eller false",
    date: "ett datum utan klockslag, till exempel 2022-02-01",
    list: "en lista",
    dict: "en tabell",
}


class BrokenLaw(ValueError):
    """A file of the law that cannot be used; `faults` says in Swedish why."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


class Fault(ValueError):
    """What is wrong with one entry, without its name."""


class Entry:
    """One table of a file, whose fields are taken one by one; what is left is unknown."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._left = dict(fields)

    def __contains__(self, field: str) -> bool:
        return field in self._left

    def is_text(self, field: str) -> bool:
        return isinstance(self._left.get(field), str)

    def take(self, field: str, kind: type[T]) -> T:
        """The value of a field that must be there; `Fault` if it is of another kind.

        A number is not a switch and an instant is not a day, so the kind is exact.
        """
        if field not in self._left:
            message = f"fältet {field} saknas"
            raise Fault(message)
        value = self._left.pop(field)
        if type(value) is not kind:
            message = f"fältet {field} ska vara {IN_SWEDISH[kind]}"
            raise Fault(message)
        return value

    def take_if_there(self, field: str, kind: type[T]) -> T | None:
        return self.take(field, kind) if field in self else None

    def text(self, field: str, form: str | None = None, like: str = "") -> str:
        """A text that is not empty, of the form if one is given."""
        value = self.take(field, str).strip()
        if not value:
            message = f"fältet {field} är tomt"
            raise Fault(message)
        if form is not None and not re.fullmatch(form, value):
            message = f"fältet {field} ska se ut som {like}, inte ”{value}”"
            raise Fault(message)
        return value

    def text_if_there(
        self, field: str, form: str | None = None, like: str = ""
    ) -> str | None:
        return self.text(field, form, like) if field in self else None

    def choice(self, field: str, kinds: type[Choice]) -> Choice:
        value = self.take(field, str)
        try:
            return kinds(value)
        except ValueError:
            known = ", ".join(kinds)
            message = f"fältet {field} ska vara ett av {known}, inte ”{value}”"
            raise Fault(message) from None

    def part(self, field: str) -> Entry:
        return Entry(self.take(field, dict))

    def must_be_empty(self) -> None:
        """Refuse what nobody took: a misspelt field must not be passed over."""
        if self._left:
            message = f"okänt fält {', '.join(sorted(self._left))}"
            raise Fault(message)


def packaged(name: str) -> str:
    """The text of a file in this package."""
    return (files(__name__) / name).read_text(encoding="utf-8")


def parsed(text: str, broken: type[BrokenLaw]) -> Entry:
    """The whole file as one entry; raises `broken` for what is not TOML."""
    try:
        return Entry(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        message = f"Filen är inte giltig TOML: {error}."
        raise broken(message) from None


def head_of(file: Entry, read: Callable[[Entry], T], broken: type[BrokenLaw]) -> T:
    """What stands before the entries, after they have been taken out of the file."""
    try:
        found = read(file)
        file.must_be_empty()
    except Fault as fault:
        message = f"Filens början: {fault}."
        raise broken(message) from None
    return found


def entries_of(
    file: Entry,
    key: str,
    named_by: str,
    read: Callable[[Entry], T],
    broken: type[BrokenLaw],
) -> tuple[T, ...]:
    """Every `[[key]]` of the file; raises `broken` with one fault for each bad one."""
    try:
        tables = file.take(key, list)
    except Fault as fault:
        message = f"Filen: {fault}."
        raise broken(message) from None
    found, faults = [], []
    for number, fields in enumerate(tables, start=1):
        try:
            entry = Entry(fields if isinstance(fields, dict) else {})
            found.append(read(entry))
            entry.must_be_empty()
        except Fault as fault:
            name = fields.get(named_by) if isinstance(fields, dict) else None
            faults.append(f"{name or 'utan namn'} (post {number}): {fault}.")
    if faults:
        raise broken(*faults)
    return tuple(found)
