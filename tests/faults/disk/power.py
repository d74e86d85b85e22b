"""A power cut, played on what was written down of a life: what the disk may hold after.

What a file was synced with is there. Of what was done to it since, any part may be
there and any part missing, in any order, and a write may have come half-way.

    python -m tests.faults.disk.power FOLDER [EVERY] [SYNCHRONOUS]

prints what was wrong after a cut at each call to the disk, or every so many, and how
many there were.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from shutil import copytree, rmtree
from struct import Struct

from tests.faults.disk.life import live, url_in
from tests.faults.disk.oracle import Log, all_in, wrongs_after, wrongs_at_the_end
from tests.faults.disk.shim import Fault, Shim
from upphandling.bootstrap import upgrade
from upphandling.infrastructure.logs import silence
from upphandling.infrastructure.storage import sqlite

HEAD = Struct("=4q")
ARGUMENTS = 2
TORN = 0.2  # of the writes that reach it at all
SECTOR = 512  # bytes that a disk writes whole or not at all


@dataclass(frozen=True, slots=True)
class Deed:
    """One call: `w`rite, `s`ync, `c`ut to a length, `r`emove; `n` is a note of ours."""

    kind: str
    path: str
    offset: int
    written: bytes


def deeds(script: bytes) -> list[Deed]:
    """What `shim.c` wrote down, in order."""
    found, place = [], 0
    while place < len(script):
        kind, name, offset, length = HEAD.unpack_from(script, place)
        place += HEAD.size
        path = script[place : place + name].decode()
        place += name
        written = script[place : place + length] if chr(kind) == "w" else b""
        place += len(written)
        found.append(Deed(chr(kind), path, offset, written))
    return found


def done_to(content: bytes | None, deed: Deed) -> bytes | None:
    """A file after a deed; None where there is none."""
    if deed.kind == "r":
        return None
    content = content or b""
    if deed.kind == "c":
        return content[: deed.offset].ljust(deed.offset, b"\0")
    end = deed.offset + len(deed.written)
    content = content.ljust(end, b"\0")
    return content[: deed.offset] + deed.written + content[end:]


class Disk:
    """Files as they surely are, and what was done to each since it was synced."""

    def __init__(self, folder: Path, born: Path) -> None:
        self.folder = folder
        self.sure: dict[str, bytes | None] = {
            file.name: file.read_bytes() for file in born.iterdir()
        }
        self.since: dict[str, list[Deed]] = defaultdict(list)

    def take(self, deed: Deed) -> None:
        """One deed more. A folder that is synced says which files are gone."""
        name = Path(deed.path).name
        if deed.kind != "s":
            self.since[name].append(deed)
        elif Path(deed.path) != self.folder:
            self.settle(name)
        else:
            for gone in [n for n, done in self.since.items() if done[-1].kind == "r"]:
                self.settle(gone)

    def settle(self, name: str) -> None:
        """All that was done to a file is sure from now on."""
        for done in self.since.pop(name, ()):
            self.sure[name] = done_to(self.sure.get(name), done)

    def after_a_cut(self, chance: Random | None) -> dict[str, bytes]:
        """What may be there; without a `chance`, nothing but what surely is."""
        files = dict(self.sure)
        for name, done in self.since.items():
            for deed in luckily(done, chance):
                files[name] = done_to(files.get(name), deed)
        return {
            name: content
            for name, content in files.items()
            if content is not None and not name.endswith("-shm")
        }


def luckily(done: list[Deed], chance: Random | None) -> Iterator[Deed]:
    """Those of the deeds that reached the disk, some of them half-way."""
    if chance is None:
        return
    for deed in chance.sample(done, chance.randint(0, len(done))):
        if deed.kind == "w" and chance.random() < TORN:
            sectors = chance.randint(0, len(deed.written) // SECTOR)
            yield Deed("w", deed.path, deed.offset, deed.written[: sectors * SECTOR])
        else:
            yield deed


def main() -> None:
    silence()
    folder = Path(sys.argv[1])
    every = int(sys.argv[2]) if len(sys.argv) > ARGUMENTS else 1
    for word in sys.argv[3:]:
        sqlite.SETTINGS = (*sqlite.SETTINGS, f"PRAGMA synchronous = {word}")
    born = folder / "born"
    born.mkdir()
    upgrade(url_in(born))
    script = lived(born, folder / "peace", folder / "script")
    whole = all_in(folder / "peace")
    disk, acknowledged, cuts = Disk(folder / "peace", born), list[str](), 0
    for deed in script:
        if deed.kind == "n":
            acknowledged.append(deed.path)
            continue
        disk.take(deed)
        for chance in (None, Random(cuts)):
            cuts += 1
            if cuts // 2 % every:
                continue
            for wrong in wrongs(folder / "cut", disk, chance, whole, acknowledged):
                print(f"{wrong}, power cut {cuts}")
    print(cuts)


def lived(born: Path, folder: Path, script: Path) -> list[Deed]:
    """All that a life does to its disk, and where it acknowledges what."""
    copytree(born, folder)
    shim = Shim()
    with script.open("wb") as file:
        shim.arm(folder, Fault.COUNT)
        shim.record(file.fileno())
        live(folder, shim.note)
        shim.record(-1)
        shim.disarm()
    return deeds(script.read_bytes())


def wrongs(
    folder: Path, disk: Disk, chance: Random | None, whole: Log, acknowledged: list[str]
) -> Iterator[str]:
    """As `points.wrongs`, on the files that are there when the power is back."""
    folder.mkdir()
    for name, content in disk.after_a_cut(chance).items():
        (folder / name).write_bytes(content)
    yield from wrongs_after(folder, whole, acknowledged)
    live(folder, lambda _: None, done=acknowledged)
    yield from wrongs_at_the_end(folder, whole)
    rmtree(folder)


if __name__ == "__main__":
    main()
