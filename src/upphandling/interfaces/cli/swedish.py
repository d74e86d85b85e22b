"""Typer in Swedish: what its help and its complaints say in English by themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, signature
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from upphandling.interfaces.cli.asked import Asked, asking

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""The root of Typer's complaints about a call, which it does not export."""

AS = Annotated[
    str | None,
    typer.Option("--as", metavar="ROLL:PERSON", help="Vem som läser, i vilken roll."),
]
"""The flag that every verb has, so that whoever reads can say so."""

HELP_TEXTS = {
    "Usage:": "Användning:",
    "[OPTIONS]": "[FLAGGOR]",
    "COMMAND [ARGS]...": "VERB [ARGUMENT]...",
    "Options:": "Flaggor:",
    "Commands:": "Verb:",
    "Arguments:": "Argument:",
    "Show this message and exit.": "Visa den här hjälpen.",
    "[default:": "[annars:",
    "[required]": "[krävs]",
}


class _Command(TyperCommand):
    """A verb; each may be told who reads, and says what it was asked."""

    def invoke(self, ctx: Any) -> Any:
        verb, root = _verb(ctx), ctx.find_root().command
        with asking(Asked(verb, ctx.params, ctx.params.get("as_"), root)):
            return super().invoke(ctx)

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
        register = super().command(name, cls=_Command, **options)

        def keep(verb: Callable[..., Any]) -> Callable[..., Any]:
            register(_with_reader(verb))
            return verb

        return keep


def _with_reader(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The verb with the flag that says who reads; some have it themselves."""
    if "as_" in signature(verb).parameters:
        return verb

    @wraps(verb)
    def told(*, as_: str | None = None, **given: Any) -> Any:
        return verb(**given)

    shape = signature(verb, eval_str=True)
    flag = Parameter("as_", Parameter.KEYWORD_ONLY, default=None, annotation=AS)
    parts = [*shape.parameters.values(), flag]
    vars(told)["__signature__"] = shape.replace(parameters=parts)
    told.__annotations__ = {part.name: part.annotation for part in parts}
    return told


def _verb(ctx: Any) -> str:
    """The verb's path with dots: `case.history`."""
    names: list[str] = []
    while ctx.parent is not None:
        names.append(str(ctx.info_name))
        ctx = ctx.parent
    return ".".join(reversed(names))


def complaint(fault: Any) -> str:
    """What was wrong with the call, with the name of the flag or argument."""
    match type(fault).__name__:
        case "NoSuchOption":
            return f"okänd flagga {fault.option_name}."
        case "MissingParameter":
            return f"{_named(fault.param)} saknas."
        case "BadParameter":
            named = fault.param_hint or _named(fault.param)
            return f"{named} har ett värde som inte går att använda."
        case "BadOptionUsage":
            return f"flaggan {fault.option_name} saknar sitt värde."
    if fault.message.startswith("No such command"):
        return f"okänt verb {fault.message.split(chr(39))[1]}."
    return "för många argument, eller ett anrop som inte går att förstå."


def _named(param: Any) -> str:
    if param is None:
        return "ett argument"
    if param.param_type_name == "option":
        return str(param.opts[0])
    return str(getattr(param, "metavar", None) or param.opts[0])


def _translated(text: str) -> str:
    for english, swedish in HELP_TEXTS.items():
        text = text.replace(english, swedish)
    return text
