"""`upphandling witness`: keeps the checkpoints of logs, on another's machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, Status, answer, say
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.infrastructure.ledger.witness import Witness

LAST_PORT = 65535
app = Verbs("Vittnet: bevarar loggars kontrollpunkter, hos någon annan.")

Folder = Annotated[
    Path, typer.Option("--dir", metavar="MAPP", help="Vittnets egen mapp.")
]
LogKeys = Annotated[
    list[str] | None,
    typer.Option("--log", metavar="NYCKEL", help="Loggens publika nyckel."),
]


@app.command("init")
def init(
    folder: Folder,
    name: Annotated[str, typer.Option("--name", help="Vittnets namn.")],
    log: LogKeys = None,
    as_json: AsJson = False,
) -> None:
    """Gör vittnets nyckel, och bevaka loggar."""

    def work() -> Reply:
        from upphandling.infrastructure.ledger.keys import Verifier
        from upphandling.infrastructure.ledger.witness import make_witness

        watched = list(map(Verifier.read, log or ()))
        made = make_witness(folder, name)
        _watch(opened(folder), watched)
        return Reply(
            data={"key": str(made), "logs": sorted({key.name for key in watched})},
            text=say(f"Vittnets publika nyckel (UPPHANDLING_WITNESS_KEYS):\n{made}"),
        )

    answer(work, as_json=as_json)


@app.command("watch")
def watch(folder: Folder, log: LogKeys = None, as_json: AsJson = False) -> None:
    """Bevaka en logg till, eller byt nycklarna till en som bevakas."""

    def work() -> Reply:
        from upphandling.infrastructure.ledger.keys import Verifier

        witness = opened(folder)
        _watch(witness, list(map(Verifier.read, log or ())))
        names = [watched.origin for watched in witness.logs()]
        return Reply(
            data={"logs": names}, text=say(f"Bevakar: {', '.join(names) or 'ingen'}.")
        )

    answer(work, as_json=as_json)


@app.command("serve")
def serve(
    folder: Folder,
    listen: Annotated[
        str, typer.Option("--listen", metavar="ADRESS:PORT", help="Där den lyssnar.")
    ] = "127.0.0.1:8190",
) -> None:
    """Ta emot kontrollpunkter över HTTP, till SIGTERM."""
    from upphandling.interfaces.cli.standing import run, stand

    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > LAST_PORT:
        raise typer.BadParameter(listen, param_hint="--listen")

    def work() -> None:
        from upphandling.infrastructure.ledger.signing import alone
        from upphandling.infrastructure.ledger.witness_server import WitnessServer

        with (
            alone(folder / "witness"),
            WitnessServer((host.strip("[]"), int(port)), opened(folder)) as server,
        ):
            stand(server, "witness")

    run(work)


@app.command("add")
def add(
    file: Annotated[
        Path,
        typer.Argument(metavar="FIL", help="Frågan, som ”audit request” skrev den."),
    ],
    folder: Folder,
    as_json: AsJson = False,
) -> None:
    """Medunderteckna en kontrollpunkt ur en fil; svaret skrivs ut."""

    def work() -> Reply:
        from upphandling.infrastructure.ledger.extending import NotExtending, Request
        from upphandling.infrastructure.ledger.signing import alone
        from upphandling.interfaces.cli.edge import failed

        try:
            with alone(folder / "witness"):
                cosignature = opened(folder).add(Request.of(file.read_bytes()))
        except NotExtending as said:
            message = f"Vittnet undertecknar inte: {said}."
            return failed(
                Status.REFUSED,
                {
                    "rule": "NotExtending",
                    "message": message,
                    "details": {"size": said.size},
                },
            )
        return Reply(
            data={"cosignature": cosignature.line},
            text=say(cosignature.line.rstrip("\n")),
        )

    answer(work, as_json=as_json)


@app.command("verify")
def verify(
    folder: Folder,
    database: Annotated[
        str | None,
        typer.Option(
            "--database", metavar="ADRESS", help="Räkna om den och jämför med den."
        ),
    ] = None,
    log: Annotated[
        str | None, typer.Option("--log", metavar="NAMN", help="Bara den loggen.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Kontrollera vittnets kontrollpunkter, och en databas mot dem."""

    def work() -> Reply:
        from upphandling.infrastructure.ledger.troubles import LogOfLaterVersion
        from upphandling.interfaces.witnessed import witnessed

        findings = witnessed(opened(folder), log, database)
        faulty = any(one.lines for one in findings.values())
        if not faulty and any(one.unjudged for one in findings.values()):
            raise LogOfLaterVersion
        return Reply(
            data=[_as_data(name, one) for name, one in findings.items()],
            text=lambda: _tell(findings),
            status=Status.FOUND if faulty else Status.DONE,
        )

    answer(work, as_json=as_json)


def opened(folder: Path) -> Witness:
    """The witness of a folder, by this machine's clock."""
    from upphandling.infrastructure.clock import SystemClock
    from upphandling.infrastructure.ledger.witness import Witness

    clock = SystemClock()
    return Witness(folder, lambda: clock().timestamp())


def _watch(witness: Witness, keys: list[Any]) -> None:
    for name in {key.name for key in keys}:
        witness.watch([key for key in keys if key.name == name])


def _as_data(name: str, findings: Any) -> dict[str, Any]:
    return {
        "log": name,
        "checkpoints": sum(findings.compared.values()),
        "size": findings.size,
        "faults": [fault._asdict() for fault in findings.faults + findings.doubts],
    }


def _tell(findings: dict[str, Any]) -> None:
    for name, one in findings.items():
        for line in one.lines:
            print(line)
        count = sum(one.compared.values())
        whole = "inte vad den var" if one.lines else "är vad den var"
        if one.unjudged:
            whole += ", med händelser av en senare version"
        print(f"{name}: {whole}, enligt {count} kontrollpunkter.")
