"""Reading what the vault keeps: only for those who may, and never without a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from upphandling.application.access import denial
from upphandling.application.identity import new_command_id
from upphandling.application.messages import Malformed, faults_of
from upphandling.application.sealing import OF_A_PERSON, SealedText, person
from upphandling.application.vault import TOKEN, Destroyed
from upphandling.domain.catalogue import PERSONAL
from upphandling.domain.configuration import Text
from upphandling.interfaces.access import (
    Reader,
    may_reveal,
    must_be_allowed_to_see,
    read_reader,
    record_reading,
)
from upphandling.interfaces.vault_words import GONE
from upphandling.settings import load

if TYPE_CHECKING:
    from upphandling.bootstrap import House

NOBODY = "unknown"
NOBODY_FOUND = (
    "reading:nobody"  # whom the words of a search are about that found nobody
)
REASON = "reading.record.reason"
PROTECTED = "protected"  # the row of the policy is `person.protected`


def reader_told(told: str | None, view: str) -> Reader:
    """The reader of `--as`, else of the settings: what the vault keeps always needs one."""
    reader = read_reader(told or load().reader)
    if reader is None:
        raise denial(NOBODY, view, "reader")
    return reader


def must_be_allowed(
    house: House,
    told: str | None,
    *,
    view: str,
    subject: str | None = None,
    unnamed: bool = False,
) -> Reader:
    """Let in whoever the access policy allows the view; raises `NotAllowed`.

    Where it is `unnamed`, what is kept of the asking does not say about whom it was.
    """
    reader = reader_told(told, view)
    must_be_allowed_to_see(house, view, reader, _case_of(subject), unnamed=unnamed)
    return reader


def may_tell_protected(reader: Reader) -> bool:
    """Whether the role may know whose identity is protected."""
    return may_reveal(reader, OF_A_PERSON, PROTECTED)


def must_reveal(reader: Reader, view: str, subject: str, fields: Iterable[str]) -> None:
    """Raise `NotAllowed` unless the role may see each of the fields of a subject."""
    if not all(may_reveal(reader, subject, field) for field in fields):
        raise denial(reader.role, view, "role")


def revealed(
    house: House,
    shown: Any,
    *,
    told: str | None,
    view: str,
    subject: str,
    reason: str | None = None,
) -> Any:
    """A view's JSON with the texts that the reader may see in place of their tokens.

    The others stay tokens. What is about to be shown is recorded first. Raises
    `NotAllowed`, `VaultLocked` or `VaultTampered`; then nothing is shown.
    """
    reader = must_be_allowed(house, told, view=view, subject=subject)
    texts: dict[str, str] = {}
    fields = set()
    for token in set(_tokens(shown)):
        try:
            key, item = house.vault.item_of(token)
        except Destroyed:
            texts[token] = GONE
            continue
        if may_reveal(reader, key.subject, item.field):
            texts[token] = house.vault.text_of(token)
            fields.add(item.field)
    record_with_reason(
        house, reader, view=view, subject=subject, fields=sorted(fields), reason=reason
    )
    return _mapped(
        shown,
        lambda text: TOKEN.sub(lambda token: texts.get(token[0], token[0]), text),
    )


def record_with_reason(
    house: House,
    reader: Reader,
    *,
    view: str,
    subject: str | None,
    fields: Iterable[str],
    reason: str | None,
) -> None:
    """Keep in the log what is about to be shown out of the vault, and why.

    The reader's own words may name a person as what is read does: they go to the vault,
    under the customer whose case it is, else under the case. Raises `Malformed`.
    """
    if reason is not None:
        text = SealedText(_about(subject), REASON, _fitting(reason))
        reason = house.vault.token_of(text, new_command_id(house.clock()))
    record_reading(
        house, reader, view=view, subject=subject, fields=fields, reason=reason
    )


def _fitting(reason: str) -> str:
    try:
        return TypeAdapter(Text).validate_python(reason)
    except ValidationError as error:
        raise Malformed(faults_of(error, "--reason")) from None


def _about(subject: str | None) -> str:
    """Whom the words about a subject of the vault, or a case, are about."""
    kind, _, key = (subject or NOBODY_FOUND).partition(":")
    return person(key.partition("/")[0]) if kind in PERSONAL else f"{kind}:{key}"


def _case_of(subject: str | None) -> str | None:
    """The case by which the access policy knows a subject of the vault's."""
    kind, _, key = (subject or "").partition(":")
    return f"customer:{key}" if kind == OF_A_PERSON else subject


def _tokens(shown: Any) -> Iterator[str]:
    if isinstance(shown, str):
        yield from (token[0] for token in TOKEN.finditer(shown))
    elif isinstance(shown, dict):
        for value in shown.values():
            yield from _tokens(value)
    elif isinstance(shown, (list, tuple)):
        for value in shown:
            yield from _tokens(value)


def _mapped(shown: Any, change: Callable[[str], str]) -> Any:
    if isinstance(shown, str):
        return change(shown)
    if isinstance(shown, dict):
        return {key: _mapped(value, change) for key, value in shown.items()}
    if isinstance(shown, (list, tuple)):
        return [_mapped(value, change) for value in shown]
    return shown
