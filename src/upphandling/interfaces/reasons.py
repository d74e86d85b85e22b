"""The reason that whoever runs the machine gives for an act: kept in words, naming nobody."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from upphandling.application.messages import Malformed, faults_of
from upphandling.domain.configuration import Text

FIELD = "--reason"


def fit_reason(told: str) -> str:
    """The reason as it may be kept; raises `Malformed`.

    It is not put in the vault: what looks like a personal number is refused, as in an
    event.
    """
    try:
        return TypeAdapter(Text).validate_python(told.strip())
    except ValidationError as error:
        raise Malformed(faults_of(error, FIELD)) from None
