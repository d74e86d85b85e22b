"""The file of a backup: a tar of gzipped lines, then its manifest and its sums.

    log/000001.jsonl.gz ...         the log (`lines.py`), some megabytes in each
    tables/vault_keys/000001...     each table beside the log (`tables.py`)
    checkpoints/...                 the checkpoints, as they lay
    destroyed                       the list of destroyed keys
    manifest.json                   what it is and how much is in it
    SHA256SUMS                      of every file before it, for `sha256sum --check`

Whatever can unpack a tar can read it. Parts are compressed beside the reading.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Self

from upphandling.infrastructure.moving.manifest import (
    Manifest,
    Part,
    read_manifest,
)
from upphandling.infrastructure.moving.troubles import (
    CutOff,
    NotABackup,
    PartChanged,
)

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
FIRST = (b"log/", b"tables/", b"checkpoints/", b"destroyed")  # what it may begin with
PART = 8 << 20  # bytes of lines in a part, more or less
AHEAD = 3  # parts that are compressed or unpacked while others wait
FASTEST = 1
GZIP = 31  # zlib's word for a gzip header
MOST = 1 << 40  # bytes of a part that anybody believes in


@dataclass(frozen=True, slots=True)
class _Packed:
    part: Part
    stored: bytes


class ArchiveWriter:
    """Puts parts into a file, in order; nothing more can be put after `finish`."""

    def __init__(self, file: BinaryIO, made_at: int) -> None:
        self.parts: list[Part] = []
        self._made_at = made_at  # seconds since 1970, UTC
        self._sums: list[str] = []
        self._tar = tarfile.TarFile(fileobj=file, mode="w", format=tarfile.GNU_FORMAT)
        self._pool = ThreadPoolExecutor(1)  # zlib lets go of the interpreter
        self._packing: deque[Future[_Packed]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def put_lines(self, folder: str, lines: Iterable[str]) -> None:
        """Put the lines into parts of some megabytes under that name."""
        number, size, held = 1, 0, list[str]()
        for line in lines:
            held.append(line)
            size += len(line)
            if size >= PART:
                self._pack(f"{folder}{number:06d}.jsonl.gz", held)
                number, size, held = number + 1, 0, []
        if held:
            self._pack(f"{folder}{number:06d}.jsonl.gz", held)

    def put_file(self, name: str, content: bytes) -> None:
        """Put a file as it is."""
        self._drain(0)
        digest = sha256(content).hexdigest()
        self.parts.append(Part(name=name, rows=0, bytes=len(content), sha256=digest))
        self._store(name, content)

    def finish(self, manifest: Manifest) -> None:
        """Put the manifest and the sums last."""
        self._drain(0)
        self._store(MANIFEST, manifest.model_dump_json(indent=1).encode() + b"\n")
        self._store(SUMS, "".join(self._sums).encode())
        self._tar.close()

    def packed(self) -> list[Part]:
        """Every part so far."""
        self._drain(0)
        return self.parts

    def _pack(self, name: str, lines: list[str]) -> None:
        self._drain(AHEAD)
        self._packing.append(self._pool.submit(_packed, name, lines))

    def _drain(self, left: int) -> None:
        while len(self._packing) > left:
            packed = self._packing.popleft().result()
            self.parts.append(packed.part)
            self._store(packed.part.name, packed.stored)

    def _store(self, name: str, content: bytes) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = len(content), 0o600, self._made_at
        self._tar.addfile(entry, io.BytesIO(content))
        self._sums.append(f"{sha256(content).hexdigest()}  {name}\n")


class ArchiveReader:
    """Reads the parts of a file, each held against its sums.

    Opening raises `NotABackup`, `CutOff`, `PartChanged` and `OtherFormat`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("rb")
        try:
            self._entries = self._found()
            self._sums = self._summed()
            self.manifest = read_manifest(self._stored(MANIFEST), path)
        except BaseException:
            self._file.close()
            raise
        self._parts = {part.name: part for part in self.manifest.parts}
        if [*self._parts] != [*self._entries][:-2]:
            raise CutOff(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def named(self, folder: str) -> list[str]:
        """The names of the parts that begin so, in order."""
        return [name for name in self._parts if name.startswith(folder)]

    def file(self, name: str) -> bytes:
        """A file as it was put there."""
        return self._checked(self._parts[name], self._stored(name))

    def lines(self, folder: str) -> Iterator[tuple[str, int, bytes]]:
        """Every line of the parts that begin so: the part's name, number and line."""
        for name, content in self._unpacked(self.named(folder)):
            lines = content.splitlines()
            if len(lines) != self._parts[name].rows:
                raise PartChanged(self.path, name)
            for number, line in enumerate(lines, 1):
                yield name, number, line

    def _unpacked(self, names: list[str]) -> Iterator[tuple[str, bytes]]:
        """The contents, those to come unpacked while one is read."""
        with ThreadPoolExecutor(1) as pool:
            coming: deque[tuple[str, Future[bytes]]] = deque()
            try:
                for name in names:
                    stored = self._stored(name)
                    unpack = pool.submit(self._unpack, self._parts[name], stored)
                    coming.append((name, unpack))
                    if len(coming) == AHEAD:
                        first, content = coming.popleft()
                        yield first, content.result()
                for name, content in coming:
                    yield name, content.result()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    def _unpack(self, part: Part, stored: bytes) -> bytes:
        if not 0 <= part.bytes < MOST:
            raise PartChanged(self.path, part.name)
        unpacking = zlib.decompressobj(GZIP)
        try:
            content = unpacking.decompress(stored, part.bytes + 1)
        except zlib.error:
            raise PartChanged(self.path, part.name) from None
        return self._checked(part, content)

    def _checked(self, part: Part, content: bytes) -> bytes:
        if len(content) != part.bytes or sha256(content).hexdigest() != part.sha256:
            raise PartChanged(self.path, part.name)
        return content

    def _found(self) -> dict[str, tarfile.TarInfo]:
        """What there is, by name; the sums must be last, or the end is missing."""
        begins = self._file.read(tarfile.LENGTH_NAME)
        self._file.seek(0)
        trouble = CutOff if begins.startswith(FIRST) else NotABackup
        try:
            with tarfile.open(fileobj=self._file, mode="r:") as tar:
                entries = {entry.name: entry for entry in tar}
        except tarfile.TarError:
            raise trouble(self.path) from None
        ends = [entry.offset_data + entry.size for entry in entries.values()]
        whole = max(ends, default=0) <= self.path.stat().st_size
        if [*entries][-2:] != [MANIFEST, SUMS] or not whole:
            raise trouble(self.path)
        return entries

    def _summed(self) -> dict[str, str]:
        told = self._read(SUMS).decode(errors="replace").splitlines()
        sums = {
            name: digest for digest, _, name in (one.partition("  ") for one in told)
        }
        if [*sums] != [*self._entries][:-1]:
            raise PartChanged(self.path, SUMS)
        return sums

    def _stored(self, name: str) -> bytes:
        """A member as it lies there, held against its sum."""
        content = self._read(name)
        if sha256(content).hexdigest() != self._sums[name]:
            raise PartChanged(self.path, name)
        return content

    def _read(self, name: str) -> bytes:
        entry = self._entries[name]
        self._file.seek(entry.offset_data)
        return self._file.read(entry.size)


def _packed(name: str, lines: list[str]) -> _Packed:
    content = "".join(lines).encode()
    part = Part(
        name=name,
        rows=len(lines),
        bytes=len(content),
        sha256=sha256(content).hexdigest(),
    )
    return _Packed(part, gzip.compress(content, FASTEST, mtime=0))
