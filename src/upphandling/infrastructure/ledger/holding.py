"""Who holds which checkpoints: the house itself, its signer, and its witnesses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from upphandling.infrastructure.ledger.checkpoint_files import (
    HISTORY,
    LATEST,
    CheckpointFiles,
    note_in,
)
from upphandling.infrastructure.ledger.faults import Fault
from upphandling.infrastructure.ledger.note import (
    Checkpoint,
    Flaw,
    SignedNote,
    of_log,
)
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.troubles import (
    ForgedCheckpoint,
    NoWitnessKeys,
    SignerUnreachable,
    UnknownLog,
    WitnessUnreachable,
)


class Holder(StrEnum):
    """Whose word a checkpoint is; the fault it leads to bears the same name."""

    OWN = "own_checkpoint"
    SIGNER = "signer"
    WITNESS = "witness"


@dataclass(frozen=True, slots=True)
class Held:
    """A checkpoint that is to be believed, as far as its holder is."""

    kind: Holder
    by: str
    checkpoint: Checkpoint


@dataclass(slots=True)
class Gathered:
    """All that could be had, and what was wrong with the rest."""

    held: list[Held] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    doubts: list[Fault] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)


def gathered(seals: Seals, given: Sequence[Path] = ()) -> Gathered:
    """Ask everybody for the checkpoints that they hold of this log."""
    there = Gathered()
    if seals.keys:
        own = _own(seals, there)
        signed = _of_the_signer(seals, there)
        _of_the_witnesses(seals, there, own or signed)
    for path in given:
        _given(seals, path, there)
    return there


def _own(seals: Seals, there: Gathered) -> SignedNote | None:
    """The own checkpoints; answers the largest of them."""
    largest = None
    for file in _own_files(seals.files, there) if seals.files else ():
        by = f"egen kontrollpunkt {file.name}"
        try:
            note = note_in(file)
            checkpoint = of_log(note, seals.keys)
            note.by(seals.witness_keys)
        except (ForgedCheckpoint, UnknownLog) as flawed:
            there.faults.append(Fault("forged", str(file), _flaw(flawed)))
            continue
        except OSError:
            there.doubts.append(_unreadable(file))
            continue
        if file.parent.name == HISTORY and file.name != str(checkpoint.size):
            said = f"innehåller kontrollpunkten för {checkpoint.size} poster"
            there.faults.append(Fault("forged", str(file), said))
            continue
        there.held.append(Held(Holder.OWN, by, checkpoint))
        if largest is None or checkpoint.size > largest.checkpoint.size:
            largest = note
    return largest


def _own_files(files: CheckpointFiles, there: Gathered) -> Sequence[Path]:
    try:
        return [*files.files()]
    except OSError:
        there.doubts.append(_unreadable(files.folder, 0))
        return []


def _of_the_signer(seals: Seals, there: Gathered) -> SignedNote | None:
    """What the signer last signed, also answered."""
    if seals.signer is None:
        return None
    try:
        note = seals.signer.last()
        if note is not None:
            checkpoint = of_log(note, seals.keys)
            there.held.append(Held(Holder.SIGNER, "signeraren", checkpoint))
    except SignerUnreachable as away:
        there.unheard.append(str(away))
    except (ForgedCheckpoint, UnknownLog) as flawed:
        there.faults.append(Fault("forged", "signeraren", _flaw(flawed), 0))
    else:
        return note
    return None


def _of_the_witnesses(seals: Seals, there: Gathered, shown: SignedNote | None) -> None:
    """What witnesses tell who shows a checkpoint; a new log has none to show."""
    if shown is None:
        return
    for witness in seals.witnesses:
        by = f"vittnet {witness.url}"
        try:
            note = witness.last(shown)
            if note is not None:
                there.held.append(_witnessed(seals, note, by))
        except WitnessUnreachable as away:
            there.unheard.append(str(away))
        except (ForgedCheckpoint, UnknownLog) as flawed:
            there.unheard.append(f"{by}: {_flaw(flawed)}.")


def _given(seals: Seals, path: Path, there: Gathered) -> None:
    """A checkpoint file, or the folder of a witness: who gives it knows its sizes."""
    if not seals.keys or not seals.witness_keys:
        raise NoWitnessKeys
    before = len(there.held) + len(there.doubts)
    for file in _given_files(path, there):
        try:
            there.held.append(_witnessed(seals, note_in(file), f"vittnets {file}"))
        except ForgedCheckpoint as flawed:
            there.doubts.append(Fault("forged", str(file), _flaw(flawed), 0))
        except UnknownLog as other:
            if not path.is_dir():
                there.doubts.append(Fault("other_log", str(file), _flaw(other), 0))
        except OSError:
            there.doubts.append(_unreadable(file, 0))
    if len(there.held) + len(there.doubts) == before:
        said = "har ingen kontrollpunkt av den här loggen"
        there.doubts.append(Fault("other_log", str(path), said, 0))


def _given_files(path: Path, there: Gathered) -> Sequence[Path]:
    try:
        return [*_files(path)]
    except OSError:
        there.doubts.append(_unreadable(path, 0))
        return []


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        for latest in sorted(path.rglob(LATEST)):
            yield from CheckpointFiles(latest.parent).files()
    else:
        yield path


def _witnessed(seals: Seals, note: SignedNote, by: str) -> Held:
    """What the log signed and a known witness cosigned.

    Both, so that no witness alone can tell of a log that there never was. Raises
    `UnknownLog` and `ForgedCheckpoint`.
    """
    checkpoint = of_log(note, seals.keys)
    if not note.by(seals.witness_keys):
        raise ForgedCheckpoint(Flaw.BY_NOBODY_KNOWN)
    return Held(Holder.WITNESS, by, checkpoint)


def _unreadable(file: Path, reach: int | None = None) -> Fault:
    """What is there and is no file that can be read: it proves nothing."""
    return Fault("unreadable", str(file), "kan inte läsas", reach)


def _flaw(trouble: ForgedCheckpoint | UnknownLog) -> str:
    """What is wrong, without the file, which is told beside."""
    if isinstance(trouble, UnknownLog):
        return f"hör till en annan logg, {trouble.told[-1]}"
    said = [str(detail) for detail in trouble.told if not isinstance(detail, Path)]
    return ", ".join(said) or str(Flaw.NOT_WHOLE)
