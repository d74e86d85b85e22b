"""Prose for people: lines of even length, whatever they look at."""

from __future__ import annotations

from shutil import get_terminal_size
from textwrap import wrap

WIDTHS = range(40, 100)  # what is pleasant to read


def paragraphs(text: str, *, indent: int = 0, mark: str = "") -> list[str]:
    """A text as lines of at most the page's width; `mark` begins the first of them."""
    from upphandling.interfaces.vault_words import spoken

    width = min(max(get_terminal_size((88, 24)).columns, WIDTHS.start), WIDTHS.stop)
    margin = " " * indent
    return wrap(
        spoken(text),
        width,
        initial_indent=margin + mark,
        subsequent_indent=margin + " " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )
