"""What people read where a token stands: that it is in the vault, or destroyed."""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import Any, TextIO

from upphandling.application.vault import TOKEN

IN_THE_VAULT = "(i valvet)"
GONE = "(gallrat)"

_DESTROYED: ContextVar[frozenset[str]] = ContextVar("destroyed", default=frozenset())


def remember_destroyed(keys: frozenset[str]) -> None:
    """From here on the texts under these keys are told as destroyed."""
    _DESTROYED.set(keys)


def spoken(text: str) -> str:
    """The text with words in place of every token."""
    return TOKEN.sub(_word, text) if "valv:" in text else text


def _word(token: re.Match[str]) -> str:
    return GONE if token[1] in _DESTROYED.get() else IN_THE_VAULT


class Spoken:
    """A stream on which no token is ever written: whatever was missed on the way."""

    def __init__(self, inner: TextIO) -> None:
        self.inner = inner

    def write(self, text: str) -> int:
        """Write the text as people read it."""
        return self.inner.write(spoken(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)
