"""What `upphandling audit` answers, in words and as data."""

from __future__ import annotations

import sys
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from upphandling.interfaces.cli.edge import Reply, Status, say, worded

if TYPE_CHECKING:
    from pathlib import Path

    from upphandling.infrastructure.ledger.auditing import Findings
    from upphandling.infrastructure.ledger.note import SignedNote
    from upphandling.infrastructure.ledger.proving import Inclusion
    from upphandling.infrastructure.ledger.sealing import Sealed

HOLDERS = {
    "own_checkpoint": "egna kontrollpunkter",
    "signer": "signeraren",
    "witness": "vittnen",
}
FOLDER_MADE = {"rule": "FolderMade", "message": "Mappen fanns inte och har gjorts."}
UNTOLD = "Kontrollpunkten är sparad. Den visas inte medan anbud är hemliga."


def found(findings: Findings, *, tells_size: bool, marked: bool) -> Reply:
    """The audit's outcome; sizes count bids too, and are not told while any is sealed.

    A log that is `marked` as broken is found so, whatever this audit saw.
    """
    data = {
        "size": findings.size if tells_size else None,
        "root": b64encode(findings.root).decode() if tells_size else None,
        "compared": {holder: findings.compared.get(holder, 0) for holder in HOLDERS},
        "faults": [fault._asdict() for fault in findings.faults],
        "found": findings.found,
        "doubts": [doubt._asdict() for doubt in findings.doubts],
        "unheard": list(findings.unheard),
    }

    def text() -> None:
        for line in (*findings.lines, *findings.unheard):
            print(line)
        if findings.found > len(findings.faults):
            print(f"Och {findings.found - len(findings.faults)} fel till.")
        print(_summed(findings, tells_size=tells_size))

    faulty = marked or bool(findings.lines)
    return Reply(data=data, text=text, status=Status.FOUND if faulty else Status.DONE)


def _summed(findings: Findings, *, tells_size: bool) -> str:
    if findings.faults:
        return f"Loggen är inte vad den var: {findings.found} fel."
    size = f"{findings.size} poster, " if tells_size else ""
    against = ", ".join(
        f"{count} av {HOLDERS[holder]}" for holder, count in findings.compared.items()
    )
    return f"Loggen stämmer: {size}jämförd med {against or 'inga kontrollpunkter'}."


def made(sealed: Sealed, *, tells_size: bool, new_folder: Path | None) -> Reply:
    """A new checkpoint, where it may be shown, and what it lacks.

    A folder that was made for it may be one that somebody mistyped.
    """
    told = str(sealed.note) if tells_size else None
    notices = [] if new_folder is None else [FOLDER_MADE | {"file": str(new_folder)}]

    def text() -> None:
        for notice in notices:
            print(worded(notice), file=sys.stderr)
        print((told or UNTOLD).rstrip("\n"))
        for line in sealed.missing:
            print(line)

    return Reply(
        data={"checkpoint": told, "missing": list(sealed.missing)},
        text=text,
        status=Status.FOUND if sealed.missing else Status.DONE,
        diagnostics=notices,
    )


def proved(inclusion: Inclusion) -> Reply:
    """A proof as others read it."""
    data: dict[str, Any] = {
        "index": inclusion.index,
        "leaf": b64encode(inclusion.leaf).decode(),
        "size": inclusion.note.checkpoint.size,
        "root": b64encode(inclusion.note.checkpoint.root).decode(),
        "hashes": [b64encode(one).decode() for one in inclusion.hashes],
        "checkpoint": str(inclusion.note),
        "proof": str(inclusion),
    }
    return Reply(data=data, text=lambda: print(inclusion, end=""))


def cosigned(note: SignedNote, *, tells_size: bool) -> Reply:
    """The checkpoint with the witness's signature, where it may be shown."""
    told = str(note) if tells_size else None
    return Reply(data={"checkpoint": told}, text=say((told or UNTOLD).rstrip("\n")))
