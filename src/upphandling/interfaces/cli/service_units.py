"""`upphandling service units`: what systemd needs, written for this machine."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, Status, answer
from upphandling.interfaces.cli.swedish import Verbs

app = Verbs("Tjänsten på maskinen: filerna för systemd.")

PLAIN = re.compile(r"/[\w./+-]+", re.ASCII)  # what a unit takes as it stands
NEXT = """Gör sedan, som root:
  systemd-sysusers && systemd-tmpfiles --create
  systemctl daemon-reload
  systemctl enable --now upphandling upphandling-backup.timer"""
OUT_OF_SIGHT = (
    "Programmet ligger där tjänsten inte får se det: {program}. Installera det i /opt"
    " eller /usr/local, och kör det därifrån."
)


@app.command("units")
def units(
    folder: Annotated[
        Path, typer.Option("--dir", metavar="MAPP", help="/etc, eller en att se på.")
    ],
    program: Annotated[
        Path | None,
        typer.Option(
            "--program", metavar="FIL", help="Programmet; annars det som körs."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Skriv enheter, konton, mappar och inställningar för systemd under en mapp.

    Inställningsfilen skrivs bara där den saknas; det andra skrivs alltid på nytt.
    """

    def work() -> Reply:
        from upphandling.application.messages import Fault, Malformed
        from upphandling.interfaces.units.written import hidden_from_services, write

        asked = (program or _this_program()).absolute()
        if not PLAIN.fullmatch(str(asked)):
            message = "sökvägen har tecken som systemd tolkar på sitt sätt"
            raise Malformed([Fault("--program", message)])
        done = write(folder, asked)
        hidden = hidden_from_services(asked)
        data = {
            "files": list(map(str, done.files)),
            "kept": list(map(str, done.kept)),
            "program": str(asked),
            "visible": not hidden,
        }

        def tell() -> None:
            for path in done.files:
                print(path)
            for path in done.kept:
                print(f"{path} finns, och är inte ändrad")
            print(OUT_OF_SIGHT.format(program=asked) if hidden else NEXT)

        return Reply(
            data=data, text=tell, status=Status.FOUND if hidden else Status.DONE
        )

    answer(work, as_json=as_json)


def _this_program() -> Path:
    """The command that was typed; run as a module, the one beside the interpreter."""
    typed = Path(sys.argv[0])
    return typed if typed.stem == "upphandling" else _beside_the_interpreter()


def _beside_the_interpreter() -> Path:
    return Path(sys.executable).with_name("upphandling")
