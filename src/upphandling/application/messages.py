"""A command as it is sent: who, in which role, on what mandate, and the data.

The same envelope serves the journal of a scenario, the command line and every
later interface. Faults of form are told in Swedish, field by field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, to_json

from upphandling.application.commands import CLOCK, Command, Instant, Person
from upphandling.domain.base import Role
from upphandling.domain.configuration import Text


class Expectation(BaseModel):
    """Vad en rad i en journal väntas leda till: att en viss regel säger nej."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    refused: str


class Envelope(BaseModel):
    """Ett kommando med avsändare; data beror på kommandot."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    command: str
    by: Person
    role: Role
    mandate: Text | None = None
    data: dict[str, Any]
    at: Instant | None = None
    effective_at: Instant | None = None
    command_id: Text | None = None
    because: Text | None = None
    expect: Expectation | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field, in Swedish; `field` is a dotted path."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class Malformed(Exception):
    """Kommandot har fel form."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)


def read_envelope(text: str | bytes, *, naive_is_local: bool = False) -> Envelope:
    """An envelope from JSON text; raises `Malformed`."""
    try:
        return Envelope.model_validate_json(
            text, context={"naive_is_local": naive_is_local}
        )
    except ValidationError as error:
        raise Malformed(faults_of(error)) from None


def read_command(
    name: str, data: Mapping[str, Any], *, naive_is_local: bool = False
) -> Command:
    """A command by name from plain data; raises `Malformed`."""
    from upphandling.application.catalogue import (  # noqa: PLC0415 -- not for who reads
        VERBS,
    )

    if name not in VERBS:
        raise Malformed([Fault("command", f"okänt kommando ”{name}”")])
    try:
        return VERBS[name].command.model_validate_json(
            to_json(data), context={"naive_is_local": naive_is_local}
        )
    except ValidationError as error:
        raise Malformed(faults_of(error, "data")) from None


IN_SWEDISH: Mapping[str, str] = {
    "missing": "saknas",
    "extra_forbidden": "okänt fält",
    "unexpected_keyword_argument": "okänt fält",
    "string_type": "ska vara text",
    "int_type": "ska vara ett heltal",
    "int_from_float": "ska vara ett heltal",
    "float_type": "ska vara ett tal",
    "bool_type": "ska vara true eller false",
    "list_type": "ska vara en lista",
    "tuple_type": "ska vara en lista",
    "dict_type": "ska vara ett objekt",
    "model_type": "ska vara ett objekt",
    "dataclass_type": "ska vara ett objekt",
    "date_type": "ska vara ett datum, till exempel 2019-05-02",
    "date_from_datetime_parsing": "ska vara ett datum, till exempel 2019-05-02",
    "date_from_datetime_inexact": "ska vara ett datum, till exempel 2019-05-02",
    "date_parsing": "ska vara ett datum, till exempel 2019-05-02",
    "timezone_aware": "saknar tidszon, lägg till Z eller en förskjutning som +02:00",
    "datetime_type": "ska vara en tidpunkt, till exempel 2019-05-02T10:00:00+02:00",
    "datetime_from_date_parsing": (
        "ska vara en tidpunkt, till exempel 2019-05-02T10:00:00+02:00"
    ),
    "string_too_short": "får inte vara tom",
    "string_too_long": "är för lång, högst {max_length} tecken",
    "string_pattern_mismatch": "har fel form, ska vara {pattern}",
    "too_short": "är för kort, minst {min_length}",
    "too_long": "är för lång, högst {max_length}",
    "greater_than": "ska vara större än {gt}",
    "greater_than_equal": "ska vara minst {ge}",
    "less_than_equal": "ska vara högst {le}",
    "finite_number": "ska vara ett tal som inte är oändligt",
    "enum": "ska vara ett av {expected}",
    "literal_error": "ska vara ett av {expected}",
    "json_invalid": "är inte giltig JSON",
    "value_error": "{error}",
}


LETTERS_A_TO_Z = "små bokstäver a-z, siffror, punkt och bindestreck"
PATTERNS: Mapping[str, str] = {
    r"^[a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9])?$": LETTERS_A_TO_Z,
    r"^[a-z0-9][a-z0-9._-]{0,79}$": LETTERS_A_TO_Z,
    r"^[0-9a-f]{64}$": "64 tecken 0-9 och a-f (SHA-256)",
    r"^[0-9]{1,6}-[0-9]{2}$": "ett målnummer, till exempel 1234-26",
    rf"^{CLOCK}-{CLOCK}$": "två klockslag, till exempel 07:00-10:00",
}


def faults_of(error: ValidationError, under: str = "") -> list[Fault]:
    """Every fault that pydantic found, in our own words; never the value itself."""
    return [
        Fault(_path(under, detail), _words(detail))
        for detail in error.errors(include_url=False, include_input=False)
    ]


def _path(under: str, detail: ErrorDetails) -> str:
    parts = [str(part) for part in detail["loc"]]
    return ".".join([under, *parts] if under else parts)


def _words(detail: ErrorDetails) -> str:
    words = IN_SWEDISH.get(detail["type"])
    if words is None:
        return f"har fel form ({detail['type']})"
    context = {
        name: PATTERNS.get(str(value), str(value)).replace(" or ", " eller ")
        for name, value in detail.get("ctx", {}).items()
    }
    return words.format_map(context)
