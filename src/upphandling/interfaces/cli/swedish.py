"""Typer in Swedish: what its help and its complaints say in English by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""The root of Typer's complaints about a call, which it does not export."""

HELP_TEXTS = {
    "Usage:": "Användning:",
    "[OPTIONS]": "[FLAGGOR]",
    "COMMAND [ARGS]...": "VERB [ARGUMENT]...",
    "Options:": "Flaggor:",
    "Commands:": "Verb:",
    "Arguments:": "Argument:",
    "Show this message and exit.": "Visa den här hjälpen.",
    "[default: ": "[annars: ",
    "[required]": "[krävs]",
}


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return _translated(super().get_help(ctx))


class _Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return _translated(super().get_help(ctx))


class Verbs(typer.Typer):
    """A group of verbs whose help is Swedish all through."""

    def __init__(self, help: str) -> None:  # noqa: A002  (Typer's own word)
        super().__init__(
            help=help,
            cls=_Group,
            no_args_is_help=True,
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
        )

    def command(self, name: str | None = None, **options: Any) -> Callable[..., Any]:
        return super().command(name, cls=_Command, **options)


def complaint(fault: Any) -> str:
    """What was wrong with the call, with the name of the flag or argument."""
    match type(fault).__name__:
        case "NoSuchOption":
            return f"okänd flagga {fault.option_name}."
        case "MissingParameter":
            return f"{_named(fault.param)} saknas."
        case "BadParameter":
            return f"{_named(fault.param)} har ett värde som inte går att använda."
        case "BadOptionUsage":
            return f"flaggan {fault.option_name} saknar sitt värde."
    if fault.message.startswith("No such command"):
        return f"okänt verb {fault.message.split(chr(39))[1]}."
    return "för många argument, eller ett anrop som inte går att förstå."


def _named(param: Any) -> str:
    if param is None:
        return "ett argument"
    return str(getattr(param, "metavar", None) or param.opts[0])


def _translated(text: str) -> str:
    for english, swedish in HELP_TEXTS.items():
        text = text.replace(english, swedish)
    return text
