"""`--svg`: the same answer as a chart, in a file of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

ToSvg = Annotated[
    str | None, typer.Option("--svg", metavar="FIL", help="Rita svaret i en SVG-fil.")
]


def drawn_to(file: str | None, chart: Callable[[Any], str]) -> Callable[[Any], None]:
    """What writes the chart of an answer to a file; nothing where none was named."""

    def draw(found: Any) -> None:
        from pathlib import Path

        if file is not None:
            Path(file).write_text(chart(found), encoding="utf-8")

    return draw
