"""Words for bundles: a log that is signed and witnessed here, and a bundle that is checked."""

from __future__ import annotations

import subprocess
import sys
from atexit import register
from dataclasses import dataclass
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import ModuleType
from zipfile import ZipFile

from upphandling.bootstrap import House
from upphandling.infrastructure.ledger.keys import COSIGNATURE, Signer
from upphandling.infrastructure.ledger.note import Checkpoint, SignedNote, signed
from upphandling.infrastructure.ledger.note import read as read_note
from upphandling.infrastructure.ledger.reading import leaves
from upphandling.infrastructure.ledger.tree import root_of
from upphandling.interfaces.evidence.export import Bundle, Sealed, export
from upphandling.interop.evidence import bundle as zipped
from upphandling.interop.evidence.joining import joined

ORIGIN = "logg.staden.example"
SEEN_AT = 1_770_000_000
OWN = Signer(ORIGIN, 1, bytes(range(32)))
WITNESS = Signer("vittne.example/w1", COSIGNATURE, bytes(range(32, 64)))


@dataclass(frozen=True)
class Verdict:
    """What `verify.py` said, and its exit code."""

    code: int
    said: str


def note_of(house: House, size: int | None = None) -> SignedNote:
    """The log as it is, or as it was at a size, signed and witnessed."""
    kept = list(leaves(house.database))[:size]
    note = read_note(signed(Checkpoint(ORIGIN, len(kept), root_of(kept)), OWN))
    return note.adding([WITNESS.sign(note.text, seen_at=SEEN_AT)])


def sealed(house: House, size: int | None = None) -> Sealed:
    keys = (OWN.verifier, WITNESS.verifier)
    return Sealed(note=note_of(house, size), keys=keys)


def exported(
    house: House, case: str, role: str = "auditor", size: int | None = None
) -> Bundle:
    house.refresh()
    return export(house, case, role, sealed(house, size))


def as_zip(bundle: Bundle) -> bytes:
    held = BytesIO()
    zipped.write(held, bundle.files, bundle.label)
    return held.getvalue()


def unpacked(zip_bytes: bytes, folder: Path) -> Path:
    with ZipFile(BytesIO(zip_bytes)) as packed:
        packed.extractall(folder)
    return folder


@cache
def program() -> Path:
    """`verify.py` as it is in every bundle, in a folder of its own while the tests run."""
    folder = Path(mkdtemp())
    register(rmtree, folder)
    file = folder / "verify.py"
    file.write_bytes(joined())
    return file


@cache
def checker() -> ModuleType:
    """The same program in this process, to be asked part by part."""
    spec = spec_from_file_location("verify", program())
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(file: Path, *arguments: object) -> Verdict:
    """Run a `verify.py` alone: no site packages, no environment."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(file), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return Verdict(done.returncode, done.stdout)


def verified(path: Path, *arguments: str) -> Verdict:
    """What the bundle's own program says of its folder, and any bundle's of its zip."""
    if path.is_dir():
        return run(path / "verify.py", *arguments)
    return run(program(), path, *arguments)
