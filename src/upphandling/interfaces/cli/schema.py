"""`upphandling schema`: the shapes that a stranger needs to write a municipality."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, answer
from upphandling.interfaces.cli.swedish import Verbs

app = Verbs("JSON-scheman.")


@app.command("system")
def system(as_json: AsJson = False) -> None:
    """Schemat för system.toml."""

    def work() -> Reply:
        from upphandling.interfaces.scenarios.shapes import system_schema

        return _reply(system_schema())

    answer(work, as_json=as_json)


@app.command("command")
def command(
    name: Annotated[
        str | None, typer.Argument(metavar="NAMN", help="Utan namn: alla namn.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Schemat för en rad i journalen, eller en lista över alla kommandon."""

    def work() -> Reply:
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.scenarios.shapes import command_schema, commands

        if name is not None:
            return _reply(command_schema(name))
        found = commands()
        columns = {"command": "Kommando", "says": "Vad det gör"}
        return Reply(data=found, text=lambda: table("Kommandon", columns, found))

    answer(work, as_json=as_json)


def _reply(schema: dict[str, Any]) -> Reply:
    from pydantic_core import to_json

    text = to_json(schema, indent=2).decode()
    return Reply(data=schema, text=lambda: print(text))
