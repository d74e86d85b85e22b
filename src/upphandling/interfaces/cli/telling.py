"""An answer written out: as text or as JSON, also where nobody can take it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from io import TextIOWrapper
from typing import Any

FAULT = 2


def tell(code: int, text: Callable[[], None], body: Mapping[str, Any] | None) -> int:
    """Write the answer out, its body as JSON where it has one; the code to end with.

    Whoever reads may leave when they have seen enough. An answer that cannot be written
    is told as a fault, though what was asked for has been done.
    """
    try:
        _write(text, body)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
    except OSError as error:
        _silence()
        if body is not None or code < FAULT:
            print(_unwritten(error, code), file=sys.stderr)
        return FAULT
    return code


def must_have_somewhere_to_write() -> None:
    """A stream that was shut when the program was started is one that nobody reads.

    One that cannot show every sign shows its number instead.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
        if isinstance(stream := getattr(sys, name), TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _write(text: Callable[[], None], body: Mapping[str, Any] | None) -> None:
    if body is None:
        from upphandling.interfaces.vault_words import Spoken

        with redirect_stdout(Spoken(sys.stdout)):
            text()
        return
    from pydantic_core import to_json

    sys.stdout.write(to_json(body, indent=2, fallback=str).decode() + "\n")


def _silence() -> None:
    """Let what still waits to be written go nowhere, also when the program ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _unwritten(error: OSError, code: int) -> str:
    from upphandling.infrastructure.trouble import why

    done = " Det som begärdes är gjort." if code < FAULT else ""
    return f"Svaret kan inte skrivas ut. {why(error)}{done} [AnswerUnwritten]"
