"""What the verbs of the vault share: who reads, and a value that is never an argument."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from upphandling.infrastructure.vault.keyring import Compartment

LONGEST = 2000  # characters

Person = Annotated[
    str, typer.Argument(metavar="PERSON", help="Personens slumpvisa referens.")
]
As = Annotated[
    str | None,
    typer.Option("--as", metavar="ROLL:PERSON", help="Vem som läser, i vilken roll."),
]
Reason = Annotated[str | None, typer.Option("--reason", help="Varför, med egna ord.")]
Reveal = Annotated[
    bool, typer.Option("--reveal", help="Visa det som finns i valvet; det antecknas.")
]
Part = Annotated[
    str,
    typer.Option("--compartment", help="ordinary, eller protected för skyddade."),
]
KeyFile = Annotated[
    Path | None, typer.Option("--key", metavar="FIL", help="Var nyckelfilen ska ligga.")
]


def keys_counted(count: int, done: str) -> str:
    """So many keys, and what was done to them: "1 nyckel förstörd"."""
    return f"1 nyckel {done}" if count == 1 else f"{count} nycklar {done}a"


def compartment_of(told: str) -> Compartment:
    """The compartment of that name; raises `Malformed`."""
    from upphandling.application.messages import Fault, Malformed
    from upphandling.infrastructure.vault.keyring import Compartment

    if told not in set(Compartment):
        allowed = " eller ".join(Compartment)
        raise Malformed([Fault("--compartment", f"ska vara {allowed}")])
    return Compartment(told)


def value_given(asked: str) -> str:
    """One value from standard input, asked for where there is a person; never shown."""
    from getpass import getpass

    from upphandling.application.messages import Fault, Malformed

    told = getpass(f"{asked}: ") if sys.stdin.isatty() else sys.stdin.read()
    value = told.strip()
    if not value:
        raise Malformed([Fault("", "inget värde på standard in")])
    if len(value) > LONGEST:
        raise Malformed([Fault("", f"värdet är för långt, högst {LONGEST} tecken")])
    return value


def reference_given(told: str) -> str:
    """A person's reference as it is; raises `Malformed`, which does not repeat it."""
    from pydantic import TypeAdapter, ValidationError

    from upphandling.application.commands import Person as Reference
    from upphandling.application.messages import Malformed, faults_of

    try:
        return TypeAdapter(Reference).validate_python(told)
    except ValidationError as error:
        raise Malformed(faults_of(error, "PERSON")) from None
