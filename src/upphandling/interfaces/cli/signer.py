"""`upphandling signer`: a process of its own that holds the log's key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, answer, say
from upphandling.interfaces.cli.swedish import Verbs

app = Verbs("Signeraren: loggens nyckel, i en egen process.")

KeyFile = Annotated[Path, typer.Option("--key", help="Filen med den hemliga nyckeln.")]


@app.command("init")
def init(
    key: KeyFile,
    name: Annotated[
        str, typer.Option("--name", help="Loggens namn: upphandling.kommunen.se.")
    ],
    as_json: AsJson = False,
) -> None:
    """Gör loggens nyckel i en ny fil, och skriv ut den publika."""

    def work() -> Reply:
        from upphandling.infrastructure.ledger.keys import ED25519
        from upphandling.infrastructure.ledger.signing import make_key

        made = make_key(key, name, ED25519).verifier
        return Reply(
            data={"key": str(made), "name": made.name},
            text=say(f"Loggens publika nyckel (UPPHANDLING_LOG_KEY):\n{made}"),
        )

    answer(work, as_json=as_json)


@app.command("serve")
def serve(
    key: KeyFile,
    state: Annotated[
        Path, typer.Option("--state", help="Filen som minns vad som senast signerades.")
    ],
    socket: Annotated[
        Path, typer.Option("--socket", help="Där tjänsten frågar signeraren.")
    ],
) -> None:
    """Signera det som bara har vuxit, till SIGTERM."""
    from upphandling.interfaces.cli.standing import run, stand

    def work() -> None:
        from upphandling.infrastructure.ledger.keys import ED25519
        from upphandling.infrastructure.ledger.signer_socket import SignerServer
        from upphandling.infrastructure.ledger.signing import LogSigner, alone, key_in

        with (
            alone(state),
            SignerServer(socket, LogSigner(key_in(key, ED25519), state)) as server,
        ):
            stand(server, "signer")

    run(work)
