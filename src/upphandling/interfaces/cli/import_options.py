"""What the verbs that read files share: who asks, and a fault as it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from upphandling.application.messages import Envelope

By = Annotated[str, typer.Option("--by", help="Vem som för in, en slumpvis referens.")]
As = Annotated[str, typer.Option("--role", help="I vilken roll.")]
Mandate = Annotated[str | None, typer.Option("--mandate", help="Vad det vilar på.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Kontrollera bara, spara inget.")
]


def sender_of(by: str, role: str, mandate: str | None) -> Envelope:
    """Who asks, as a command would say it; raises pydantic's `ValidationError`."""
    from pydantic_core import to_json

    from upphandling.application.messages import read_envelope

    who = {"by": by, "role": role, "mandate": mandate}
    return read_envelope(to_json({**who, "command": "import", "data": {}}))


def told_of(
    file: str, row: int | None, column: str | None, **why: Any
) -> dict[str, Any]:
    """A fault by its file, line and field."""
    return {"file": file, "line": row, "field": column, **why}
