"""Another value: a field of what was asked for, by its dotted path."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pydantic_core import from_json

from upphandling.application.messages import Malformed
from upphandling.interfaces.what_if.assumption import Assumption, Told
from upphandling.interfaces.what_if.changes import WHEN, OtherField
from upphandling.interfaces.what_if.dating import date_moved
from upphandling.interfaces.what_if.refusals import ChangesNothing, NoSuchField


def field_changed(assumption: Assumption, words: str, change: OtherField) -> None:
    """The command behind the event said something else; what follows is reckoned anew.

    The value is JSON, or else the text as it stands. Raises `NoSuchField` for what
    the command did not say: that is an outcome, and follows from other fields.
    """
    if change.path == WHEN:
        date_moved(assumption, words, change)
        return
    deed = assumption.course.deed(change.event)
    data = assumption.data_of(deed)
    was = _look(data, change.path)
    value = _read(change.value)
    if value == was:
        raise ChangesNothing(event=str(change.event), field=change.path)
    try:
        assumption.ask_otherwise(deed, _with(data, change.path, value))
    except Malformed:
        if value == change.value:
            raise
        value = change.value  # a text that happens to look like a number
        assumption.ask_otherwise(deed, _with(data, change.path, value))
    assumption.told.append(
        Told(change=words, of=str(change.event), recorded=was, assumed=value)
    )


def _read(text: str) -> Any:
    try:
        return from_json(text)
    except ValueError:
        return text


def _look(data: Any, path: str) -> Any:
    """The value at a path; numbers count in a list, from 0."""
    found = data
    for part in path.split("."):
        if isinstance(found, dict) and part in found:
            found = found[part]
        elif isinstance(found, list) and part.isdigit() and int(part) < len(found):
            found = found[int(part)]
        else:
            raise NoSuchField(field=path, known=sorted(data))
    return found


def _with(data: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    other: Any = deepcopy(data)
    *upper, last = path.split(".")
    holder = _look(other, ".".join(upper)) if upper else other
    holder[int(last) if isinstance(holder, list) else last] = value
    return dict(other)
