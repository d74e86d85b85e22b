"""Named parts of a case: a key is used once, and must be known to be spoken of."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.errors import Refused


class UnknownPart(Refused):
    """Ärendet har ingen sådan del."""


class PartExists(Refused):
    """Nyckeln används redan i ärendet."""


def must_be_known(part: str, parts: Mapping[str, object]) -> None:
    if part not in parts:
        raise UnknownPart(part=part, known=sorted(parts))


def must_be_new(part: str, parts: Mapping[str, object]) -> None:
    if part in parts:
        raise PartExists(part=part)
