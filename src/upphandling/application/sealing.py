"""Which fields of a command are sealed text, and about whom each of them is.

A text is about the person that its part of the command names, else about the person
that the command names, else about the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel

from upphandling.application.commands import SEALED, Command
from upphandling.application.vault import SETTING, TOKEN, VaultLocked

P = TypeVar("P", bound=BaseModel)

PERSON = ("customer", "person")  # the fields that name one
OF_A_PERSON = "person"


@dataclass(frozen=True, slots=True)
class SealedText:
    """One text that the vault is to keep: whom it is about, where it stood, the text.

    `field` is the command's name and the dotted path in it, without numbers.
    """

    subject: str
    field: str
    text: str

    def __repr__(self) -> str:
        return f"SealedText({self.subject!r}, {self.field!r})"  # never the text


def person(reference: str) -> str:
    """How the vault calls a person."""
    return f"{OF_A_PERSON}:{reference}"


def texts_in(command: Command) -> list[SealedText]:
    """Every sealed text of a command that is not a token already, in order."""
    if not has_room(type(command)):
        return []
    return list(_texts(command, subject_of(command), command.NAME))


def with_tokens(command: Command, tokens: Mapping[SealedText, str]) -> Command:
    """The command with its sealed texts replaced."""
    return _replaced(command, tokens, subject_of(command), command.NAME)


def subject_of(command: Command) -> str:
    """Whom, or which case, a command is about."""
    told = _person_in(command)
    if told is not None:
        return told
    first = next(iter(type(command).model_fields), "")
    return f"{command.NAME.partition('.')[0]}:{getattr(command, first, '')}"


@cache
def sealed_fields(model: type[BaseModel]) -> frozenset[str]:
    """The fields of a model that hold sealed text."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if SEALED in field.metadata or _marked(field.annotation)
    )


@cache
def has_room(model: type[BaseModel]) -> bool:
    """Whether a model, or any part of it, has a field of sealed text."""
    return bool(sealed_fields(model)) or any(
        has_room(part)
        for field in model.model_fields.values()
        for part in _models_in(field.annotation)
    )


def _marked(annotation: Any) -> bool:
    return SEALED in getattr(annotation, "__metadata__", ()) or any(
        _marked(part) for part in get_args(annotation)
    )


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _person_in(model: BaseModel) -> str | None:
    for name in PERSON:
        told = getattr(model, name, None)
        if isinstance(told, str):
            return person(told)
    return None


def _texts(model: BaseModel, subject: str, path: str) -> Iterator[SealedText]:
    subject = _person_in(model) or subject
    for name in type(model).model_fields:
        value, here = getattr(model, name), f"{path}.{name}"
        if name in sealed_fields(type(model)):
            if isinstance(value, str) and not TOKEN.fullmatch(value):
                yield SealedText(subject, here, value)
            continue
        for part in _parts(value):
            yield from _texts(part, subject, here)


def _replaced(model: P, tokens: Mapping[SealedText, str], subject: str, path: str) -> P:
    subject = _person_in(model) or subject
    changed: dict[str, Any] = {}
    for name in type(model).model_fields:
        value, here = getattr(model, name), f"{path}.{name}"
        if name in sealed_fields(type(model)):
            if isinstance(value, str):
                changed[name] = tokens.get(SealedText(subject, here, value), value)
        elif isinstance(value, BaseModel):
            changed[name] = _replaced(value, tokens, subject, here)
        elif isinstance(value, list) and any(_parts(value)):
            changed[name] = [
                _replaced(part, tokens, subject, here)
                if isinstance(part, BaseModel)
                else part
                for part in value
            ]
    return model.model_copy(update=changed)


def _parts(value: Any) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
    elif isinstance(value, list):
        yield from (part for part in value if isinstance(part, BaseModel))


class NoVault:
    """Where there is no vault: what needs one is refused, everything else goes through."""

    def sealed(self, command: Command, command_id: str) -> Command:
        """As `Vault.sealed`."""
        return self.tokens_for(command, command_id)

    def tokens_for(self, command: Command, command_id: str) -> Command:  # noqa: ARG002
        """As `Vault.tokens_for`."""
        if texts_in(command):
            raise VaultLocked(setting=SETTING)
        return command
