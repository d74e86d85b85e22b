"""What `upphandling audit` answers, in words and as data."""

from __future__ import annotations

import sys
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from upphandling.infrastructure.ledger.troubles import LogOfLaterVersion
from upphandling.interfaces.cli.audit_places import is_told, told
from upphandling.interfaces.cli.edge import Reply, Status, say, worded

if TYPE_CHECKING:
    from pathlib import Path

    from upphandling.infrastructure.ledger.auditing import Findings
    from upphandling.infrastructure.ledger.faults import Fault
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


def found(
    findings: Findings, *, most: int | None, tells_size: bool, marked: bool
) -> Reply:
    """The audit's outcome; while a tender is sealed nothing of it counts bids.

    Faults are told as far as `most` leaves. A log that is `marked` as broken is found
    so, whatever this audit saw. One that nothing is wrong with but what only a later
    version can judge is neither whole nor broken; raises `LogOfLaterVersion`.
    """
    unjudged = told(findings.unjudged, most)
    faulty = marked or bool(findings.lines)
    if unjudged and not faulty:
        raise LogOfLaterVersion(unjudged[0].line[:-1])
    faults, doubts = told(findings.faults, most), told(findings.doubts, most)
    listed = findings.found == len(findings.faults)
    all_told = listed and all(is_told(fault, most) for fault in findings.faults)
    counted = most is None or all_told
    data = {
        "size": findings.size if tells_size else None,
        "root": b64encode(findings.root).decode() if tells_size else None,
        "compared": {
            holder: findings.compared.get(holder, 0)
            if tells_size or holder not in findings.compared
            else None
            for holder in HOLDERS
        },
        "faults": list(map(_as_data, faults)),
        "found": findings.found if counted else None,
        "unjudged": list(map(_as_data, unjudged)),
        "doubts": list(map(_as_data, doubts)),
        "unheard": list(findings.unheard),
    }

    def text() -> None:
        for line in (*(one.line for one in faults + doubts), *findings.unheard):
            print(line)
        if counted and findings.found > len(faults):
            print(f"Och {findings.found - len(faults)} fel till.")
        if faults:
            number = f": {findings.found} fel" if counted else ""
            print(f"Loggen är inte vad den var{number}.")
        elif not unjudged:
            print(_whole(findings, tells_size=tells_size))
        if unjudged:
            print(LogOfLaterVersion(unjudged[0].line[:-1]))

    return Reply(data=data, text=text, status=Status.FOUND if faulty else Status.DONE)


def _as_data(fault: Fault) -> dict[str, str | None]:
    return {"kind": fault.kind, "where": fault.where or None, "said": fault.said}


def _whole(findings: Findings, *, tells_size: bool) -> str:
    size = f"{findings.size} poster, " if tells_size else ""
    against = ", ".join(
        f"{count} av {HOLDERS[holder]}" if tells_size else HOLDERS[holder]
        for holder, count in findings.compared.items()
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
