"""Where a file lies: on what kind of file system, and with how much room."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from upphandling.infrastructure.vitals.check import Check

MOUNTS = Path("/proc/self/mountinfo")  # see proc_pid_mountinfo(5)
OCTAL = re.compile(r"\\([0-7]{3})")

OVER_THE_NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "coda", "ncpfs"),
        *("9p", "virtiofs", "vboxsf", "ceph", "glusterfs", "lustre", "gpfs", "beegfs"),
        *("gfs2", "ocfs2"),
    }
)
"""Those whose locks and shared memory do not reach between machines, which SQLite's
write-ahead log is built on (https://sqlite.org/wal.html: it does not work over a
network file system)."""

BY_FUSE = re.compile(r"^fuse(?!blk)")  # anything may be behind; fuseblk is a local disk

MUCH_ROOM = 1 << 30  # bytes under which somebody should look
LITTLE_ROOM = 64 << 20  # bytes under which the next import may not go in


def kind_of(path: Path, mounts: Path = MOUNTS) -> str | None:
    """The kind of file system that a path is on; None where this machine cannot tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    there = path.resolve()
    found = [
        (len(point.parts), number, kind)
        for number, (point, kind) in enumerate(_mounted(lines))
        if there.is_relative_to(point)
    ]
    return max(found)[2] if found else None  # the last mounted on a point hides others


def on_file_system(path: Path, mounts: Path = MOUNTS) -> Check:
    """Whether SQLite's file may lie there."""
    kind = kind_of(path, mounts)
    name, said = "file_system", f"Databasfilen {path} ligger på filsystemet {kind}"
    if kind is None:
        return Check.ok(
            name, "Vilket filsystem databasfilen ligger på går inte att se."
        )
    if kind in OVER_THE_NETWORK:
        return Check.fail(
            name,
            f"{said}, som delas över nätet: SQLite kan förstöras där.",
            "Lägg filen på en lokal disk, eller använd PostgreSQL.",
        )
    if BY_FUSE.match(kind):
        return Check.warn(
            name,
            f"{said}: om det delas över nätet kan SQLite förstöras där.",
            "Lägg filen på en lokal disk om du inte vet att den ligger på en.",
        )
    return Check.ok(name, f"{said}.")


def room_at(folder: Path, name: str = "disk") -> Check:
    """Whether there is room to go on writing."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        said = f"Hur mycket plats som finns i {folder} går inte att se."
        return Check.warn(name, said, "Kontrollera att mappen finns och får läsas.")
    told = f"{folder} har {f'{free / MUCH_ROOM:.1f}'.replace('.', ',')} GB ledigt."
    if free < LITTLE_ROOM:
        return Check.fail(name, told, "Frigör utrymme nu: snart kan inget sparas.")
    if free < MUCH_ROOM:
        return Check.warn(name, told, "Frigör utrymme eller ge disken mer.")
    return Check.ok(name, told)


def _mounted(lines: list[str]) -> Iterator[tuple[Path, str]]:
    """The points and kinds of the mounts, in the order they were made."""
    for line in lines:
        before, dash, after = line.partition(" - ")
        if dash:
            point = OCTAL.sub(lambda told: chr(int(told[1], 8)), before.split()[4])
            yield Path(point), after.split()[0]
