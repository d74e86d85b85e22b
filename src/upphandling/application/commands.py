"""What a command is: imperative, validated, serialisable, with one handler."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Protocol, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
)

from upphandling.application.visits import KeptVisit, PlannedVisit
from upphandling.domain.base import Aggregate, Stamp
from upphandling.domain.configuration import Text
from upphandling.domain.instants import parse_instant
from upphandling.domain.intervals import FIRST_DAY, LAST_DAY
from upphandling.domain.personal_number import looks_like_one

A = TypeVar("A", bound=Aggregate)


def _read_instant(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str):
        local = bool(info.context and info.context.get("naive_is_local"))
        instant = parse_instant(value, naive_is_local=local)
        if not FIRST_DAY <= instant.date() <= LAST_DAY:
            message = f"ska ligga mellan {FIRST_DAY} och {LAST_DAY}"
            raise ValueError(message)
        return instant
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_read_instant)]
"""An instant in UTC, whole seconds; naive text is local time only in a journal."""


def _is_no_personal_number(reference: str) -> str:
    """A random reference may hold any digits, but no such number."""
    if looks_like_one(reference):
        message = "ser ut som ett personnummer, använd en slumpvis referens"
        raise ValueError(message)
    return reference


Person = Annotated[
    str,
    AfterValidator(_is_no_personal_number),
    Field(
        pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$",
        description="Slumpvis referens till en person, aldrig ett personnummer",
    ),
]

SEALED = "upphandling:sealed"

Sealed = Annotated[Text, SEALED]
"""Free text that may name a person: the vault keeps it, a token goes on in its place."""


CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
"""A time of day as it is written: 07:00."""


class Part(BaseModel):
    """A part of a command's data."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        defer_build=True,  # of hundreds, a process uses a few
    )


class Command(Part):
    """What may be asked of the house; `NAME` is how it is sent."""

    NAME: ClassVar[str]
    SECRET: ClassVar[bool] = False  # leaves no trace in the log before the award


def unique(*, by: str) -> AfterValidator:
    """Refuse a list in which two parts bear the same key."""

    def check(parts: list[Any]) -> list[Any]:
        keys = [getattr(part, by) for part in parts]
        if len(set(keys)) < len(keys):
            message = f"samma {by} förekommer två gånger"
            raise ValueError(message)
        return parts

    return AfterValidator(check)


class Cases(Protocol):
    """Where a handler fetches cases, and adds new ones; all are saved together."""

    def fetch(self, kind: type[A], key: str) -> A:
        """The case; refuses with `NoSuchCase`."""
        ...

    def find(self, kind: type[A], key: str) -> A | None:
        """The case, or None where there is none."""
        ...

    def find_many(self, kind: type[A], keys: Sequence[str]) -> dict[str, A]:
        """Those of the cases that there are, by key."""
        ...

    def rest_on(self, kind: type[A], keys: Sequence[str]) -> dict[str, A]:
        """As `find_many`, of cases that what is decided rests on and does not change.

        Who writes to one of them meanwhile, or begins it, makes the command try again.
        """
        ...

    def fetch_many(self, kind: type[A], keys: Sequence[str]) -> list[A]:
        """The cases in the order of their keys; refuses with `NoSuchCase`."""
        ...

    def all_of(self, kind: type[A]) -> dict[str, A]:
        """Every case of a kind, by key and in the order of the keys."""
        ...

    def add(self, *cases: Aggregate) -> None:
        """Keep new cases; refuses with `CaseExists`."""
        ...

    def visits(
        self,
        system: str,
        month: str,
        batches: Sequence[int],
        agreement: str | None = None,
    ) -> Iterator[KeptVisit]:
        """The visits of some batches of a month, by when they began and their ids."""
        ...

    def planned(
        self,
        system: str,
        month: str,
        plans: Sequence[int],
        performed: Sequence[int],
        *,
        agreement: str | None = None,
    ) -> Iterator[PlannedVisit]:
        """The planned visits of some batches of a month, as `visits`.

        Each has its performance out of the batches `performed`, of any month.
        """
        ...


Handler = Callable[[Any, Cases, Stamp], None]


@dataclass(frozen=True, slots=True)
class Verb:
    """A command and the one function that carries it out."""

    command: type[Command]
    handler: Handler


def verbs(*pairs: tuple[type[Command], Handler]) -> dict[str, Verb]:
    """The commands of one file, by name."""
    return {command.NAME: Verb(command, handler) for command, handler in pairs}
