"""Tables and progress for people; drawn by rich, on whatever they look at."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

PIPED_WIDTH = 160  # where nobody has told how wide the page is


def table(
    title: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Print rows under Swedish headings; `columns` maps a key to its heading."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    drawn = Table(title=title, title_justify="left", box=SIMPLE, pad_edge=False)
    for key, heading in columns.items():
        numeric = bool(rows) and all(
            isinstance(row.get(key), (int, float, type(None))) for row in rows
        )
        drawn.add_column(heading, justify="right" if numeric else "left")
    for row in rows:
        drawn.add_row(*(_cell(row.get(key)) for key in columns))
    if not rows:
        drawn.add_row(*("-" for _ in columns))
    width = None if sys.stdout.isatty() else PIPED_WIDTH
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    with console.capture() as page:
        console.print(drawn)
    print("\n".join(line.rstrip() for line in page.get().splitlines()))


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, for people only; yields `advance(done, total)`."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress, TimeRemainingColumn

    with Progress(
        *Progress.get_default_columns()[:-1],
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _cell(value: Any) -> str:
    from upphandling.interfaces.local_time import spoken
    from upphandling.interfaces.vault_words import spoken as spoken_tokens

    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime):
        return spoken(value)
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",")
    if isinstance(value, (list, tuple)):
        return spoken_tokens(", ".join(map(str, value)))
    return spoken_tokens(str(value))
