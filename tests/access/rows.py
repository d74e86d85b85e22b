"""The policy file as somebody else would read it, and what stands in the tree of verbs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

import upphandling.domain.access
from upphandling.domain.base import Role
from upphandling.interfaces.cli.app import app

FILE = Path(upphandling.domain.access.__file__).with_name("policy.toml")
READ = tomllib.loads(FILE.read_text(encoding="utf-8"))

Pair = tuple[str, str]  # a role and a name


def rights(kind: str) -> dict[Pair, dict[str, Any]]:
    """Each role and name of the rows of a kind, with the row that says so."""
    return {
        (role, name): row
        for row in READ[kind]
        for role in row["roles"]
        for name in row["names"]
    }


def everybody(names: Any) -> list[Pair]:
    """Every role with every name."""
    return [(role.value, name) for role in Role for name in names]


def verbs(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every verb of the command line, by its path with dots."""
    command = command or typer.main.get_command(app)
    if not hasattr(command, "commands"):
        yield ".".join(path)
        return
    for name, inner in command.commands.items():
        yield from verbs(inner, (*path, name))


TOOLS = [name for row in READ["tool"] for name in row["names"]]
COMMANDS = rights("command")
VIEWS = rights("view")
