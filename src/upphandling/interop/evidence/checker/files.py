"""The files of a bundle: a folder, or the zip as it was made."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from upphandling.interop.evidence.checker.faults import require

CHUNK = 1 << 20


class Folder:
    """A bundle that has been unpacked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        files = [one for one in path.rglob("*") if not one.is_dir()]
        self.sizes = {f.relative_to(path).as_posix(): f.stat().st_size for f in files}

    def chunks(self, name: str) -> Iterator[bytes]:
        with (self.path / name).open("rb") as file:
            yield from iter(lambda: file.read(CHUNK), b"")


class Zip(Folder):
    """A bundle as one file, in which nothing is packed and every byte has its place."""

    def __init__(self, path: Path) -> None:
        self.path, self.sizes, listed = path, {}, b""
        self.places: dict[str, tuple[int, int]] = {}
        with path.open("rb") as file:
            while (head := file.read(30))[:4] == b"PK\3\4":
                crc, size, _, length = struct.unpack("<3LH", head[14:28])
                start, raw = file.tell() - 30, file.read(length)
                told = (20, 0, 0, 0, 33, crc, size, size, length, 0)
                fixed, name = struct.pack("<5H3L2H", *told), raw.decode("ascii")
                fine = head[4:] == fixed and name not in self.places
                require(fine, "zip-filen är ändrad vid " + name)
                self.places[name], self.sizes[name] = (file.tell(), crc), size
                more = struct.pack("<3H2L", 0, 0, 0, 0o100644 << 16, start)
                listed += b"PK\1\2\x14\3" + fixed + more + raw
                file.seek(size, 1)
            start, count = file.tell() - len(head), len(self.places)
            ending = (b"PK\5\6", 0, 0, count, count, len(listed), start, 0)
            listed += struct.pack("<4s4H2LH", *ending)
            require(head + file.read() == listed, "zip-filens förteckning är ändrad")

    def chunks(self, name: str) -> Iterator[bytes]:
        (offset, crc), left, counted = self.places[name], self.sizes[name], 0
        with self.path.open("rb") as file:
            file.seek(offset)
            while left and (chunk := file.read(min(CHUNK, left))):
                left, counted = left - len(chunk), zlib.crc32(chunk, counted)
                yield chunk
        require(counted == crc, "filen är ändrad: " + name)


def whole(bundle: Folder, name: str) -> bytes:
    require(name in bundle.sizes, "filen saknas: " + name)
    return b"".join(bundle.chunks(name))


def rows(bundle: Folder, name: str) -> Iterator[dict[str, Any]]:
    """Every line as JSON in the one form that it has, without holding the file."""
    rest = b""
    form = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for chunk in bundle.chunks(name):
        *ready, rest = (rest + chunk).split(b"\n")
        for line in ready:
            row = json.loads(line)
            require(form.encode(row).encode() == line, "en rad är omskriven: " + name)
            yield row
    require(not rest, name + " slutar mitt i en rad")


def digest_of(bundle: Folder, name: str) -> str:
    digest = hashlib.sha256()
    for chunk in bundle.chunks(name):
        digest.update(chunk)
    return digest.hexdigest()
