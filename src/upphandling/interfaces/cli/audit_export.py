"""`upphandling audit export`: a case as a bundle that outsiders can check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, answer_from_house, say
from upphandling.interfaces.cli.finding import Case, find_case

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.interfaces.evidence.export import Sealed


def export(
    case: Case,
    role: Annotated[
        str,
        typer.Option(
            "--role",
            help="För vem: public (utan det hemliga) eller en roll som får se allt,"
            " till exempel auditor.",
        ),
    ],
    to: Annotated[
        Path, typer.Option("--to", metavar="FIL.zip", help="Filen som skrivs.")
    ],
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            "--checkpoint",
            metavar="FIL",
            help="Kontrollpunkten att bevisa mot; annars loggens senaste.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Lämna ut ett ärende som bevispaket, med dossier, bevis och verify.py."""

    def work(house: House) -> Reply:
        return _exported(house, case, role, to, checkpoint)

    answer_from_house(work, as_json=as_json, refresh=False)


def _exported(
    house: House, case: str, role: str, to: Path, checkpoint: Path | None
) -> Reply:
    from io import BytesIO

    from upphandling.infrastructure.ledger.durable import write_whole
    from upphandling.interfaces.evidence.export import export as made
    from upphandling.interop.evidence.bundle import write

    sealed = _sealed(house, checkpoint)
    house.refresh()  # after the checkpoint was read: nothing it counts is unknown
    bundle = made(house, find_case(house, case), role, sealed)
    zipped = BytesIO()
    write(zipped, bundle.files, bundle.label)
    write_whole(to, zipped.getvalue())
    told = {
        "file": str(to),
        "case": bundle.label.case,
        "role": role,
        "events": bundle.events,
        "refusals": bundle.refusals,
        "withheld": bundle.withheld,
        "checkpoint": {"origin": bundle.label.origin, "size": bundle.label.size},
    }
    text = (
        f"{to}: {bundle.events} händelser och {bundle.refusals} avslag, varav"
        f" {bundle.withheld} visas bara som hash.\n"
        f"Kontrollera: python3 verify.py {to}"
    )
    return Reply(data=told, text=say(text))


def _sealed(house: House, file: Path | None) -> Sealed:
    """The checkpoint that was asked for, or the last; raises `LedgerTrouble`."""
    from upphandling.infrastructure.ledger.checkpoint_files import note_in
    from upphandling.infrastructure.ledger.troubles import LedgerOff, NoCheckpoint
    from upphandling.interfaces.evidence.export import Sealed

    seals = house.ledger.seals
    if not seals.keys:
        raise LedgerOff
    note = note_in(file) if file is not None else seals.kept.last()
    if note is None:
        raise NoCheckpoint
    stamps = {}
    if seals.files is not None:
        stamp = seals.files.stamp_of(note.checkpoint.size)
        if stamp.exists():
            stamps[stamp.name] = stamp.read_bytes()
    keys = (*seals.keys, *seals.witness_keys)
    return Sealed(note=note, keys=keys, timestamps=stamps)
