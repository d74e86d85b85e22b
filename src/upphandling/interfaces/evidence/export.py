"""The evidence bundle of a case: every file of it, out of the log and a checkpoint."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from upphandling.bootstrap import House
from upphandling.infrastructure.ledger.keys import COSIGNATURE, Verifier
from upphandling.infrastructure.ledger.note import SignedNote, of_log
from upphandling.infrastructure.ledger.reading import leaves
from upphandling.interfaces.disclosure import Secrecy
from upphandling.interfaces.evidence.dossier import Checked, dossier
from upphandling.interfaces.evidence.gathering import Gathered, gathered
from upphandling.interfaces.evidence.lines import event_lines, refusal_lines
from upphandling.interfaces.evidence.proving import (
    Covering,
    LedgerDiffers,
    must_recompute,
)
from upphandling.interfaces.evidence.readers import (
    PUBLIC,
    must_be_a_reader,
    must_be_for,
    must_count_no_bids,
)
from upphandling.interfaces.evidence.rows import Ledger
from upphandling.interfaces.evidence.unannounced import must_not_announce
from upphandling.interfaces.evidence.withholding import withheld
from upphandling.interfaces.masking import masks_now
from upphandling.interop.evidence import bundle as zipped
from upphandling.interop.evidence.joining import joined
from upphandling.interop.evidence.page import page
from upphandling.interop.evidence.pdf import pdf
from upphandling.interop.evidence.public_keys import file_name, key_files
from upphandling.interop.evidence.readme import SignedBy, readme


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """What the bundle is proven against: a signed checkpoint and whose keys are trusted.

    `timestamps` are tokens over it (RFC 3161), by file name.
    """

    note: SignedNote
    keys: Sequence[Verifier]
    timestamps: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """The files and the label of a bundle, and how many rows it has of each sort."""

    files: Mapping[str, bytes]
    label: zipped.Label
    events: int
    refusals: int
    withheld: int


def export(house: House, case: str, role: str, sealed: Sealed) -> Bundle:
    """The bundle of a case for a reader, against a checkpoint.

    The read models must know all that the checkpoint counts. Raises `Malformed` for
    an unknown role, `ForgedCheckpoint` and `UnknownLog` for a checkpoint that is not
    the log's, `LedgerDiffers` for one that this log does not lead to or a row that is
    not what was sealed, and
    `BidsStillSecret`, `AboutPeople`, `ChecksAhead`, `CaseAfterCheckpoint` and
    `SecrecyAfterCheckpoint`.
    """
    must_be_a_reader(role)
    checkpoint = of_log(sealed.note, sealed.keys)
    ledger = Ledger(house.database, checkpoint.size)
    with house.database.engine.connect() as connection:
        must_count_no_bids(Secrecy.now(connection), ledger, case)
    must_be_for(role, case)
    found = gathered(ledger, case)
    if role == PUBLIC:
        must_not_announce(found)
    must_recompute(found.events, found.refusals)
    secret = withheld(ledger, found, masks_now(house) if role == PUBLIC else {})
    proofs = _proofs(house, found, sealed.note)
    checked = Checked(
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=b64encode(checkpoint.root).decode(),
    )
    events = zipped.lines(event_lines(found.events, secret))
    rows = {
        "events.jsonl": events,
        "refusals.jsonl": zipped.lines(refusal_lines(found.refusals, secret)),
    }
    model = dossier(found, secret, role, checked, rows)
    files = {
        **rows,
        "proofs.json": proofs,
        **_seals(sealed),
        "dossier.pdf": pdf(model, events),
        "dossier.html": page(model),
        "verify.py": joined(),
    }
    files["README.txt"] = readme(
        case=case,
        role=role,
        origin=checked.origin,
        size=checked.size,
        leaf=found.events[0].index,
        names=files,
        signers=_signers(sealed),
    )
    return Bundle(
        files=files,
        label=_label(found, role, checked),
        events=len(found.events),
        refusals=len(found.refusals),
        withheld=len(secret.decisions),
    )


def _proofs(house: House, found: Gathered, note: SignedNote) -> bytes:
    wanted = [row.index for row in found.events]
    wanted = sorted(wanted + [row.index for row in found.refusals])
    covering = Covering(wanted, leaves(house.database))
    if covering.root(note.checkpoint.size) != note.checkpoint.root:
        raise LedgerDiffers(size=note.checkpoint.size)
    subtrees = [[start, end, node.hex()] for start, end, node in covering.subtrees]
    return zipped.sorted_json({"size": note.checkpoint.size, "subtrees": subtrees})


def _seals(sealed: Sealed) -> dict[str, bytes]:
    """The note as the log signed it, the witnesses' signatures apart, and the keys."""
    held = [key for key in sealed.keys if sealed.note.by([key])]
    witnesses = [key for key in held if key.algorithm == COSIGNATURE]
    own = [key for key in held if key not in witnesses]
    signed = "".join(one.line for one in sealed.note.by(own))
    return {
        "checkpoint": f"{sealed.note.text}\n{signed}".encode(),
        "cosignatures": "".join(one.line for one in sealed.note.by(witnesses)).encode(),
        **key_files(map(str, held)),
        **{f"timestamps/{name}": token for name, token in sealed.timestamps.items()},
    }


def _signers(sealed: Sealed) -> list[SignedBy]:
    return [
        SignedBy(
            name=key.name,
            file=file_name(str(key)),
            seen_at=signature.seen_at if key.algorithm == COSIGNATURE else None,
        )
        for key in sealed.keys
        for signature in sealed.note.by([key])
    ]


def _label(found: Gathered, role: str, checked: Checked) -> zipped.Label:
    last = {row.stream_id: row.version for row in found.events}
    streams: tuple[dict[str, Any], ...] = tuple(
        {"stream_id": one, "last": last[one], "whole": one in found.whole}
        for one in found.streams
    )
    return zipped.Label(
        case=found.case,
        role=role,
        origin=checked.origin,
        size=checked.size,
        root=checked.root,
        program=f"upphandling {version('upphandling')}",
        streams=streams,
    )
