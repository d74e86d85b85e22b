"""Every call to the disk struck once, each in a process of its own; prints what was wrong.

    python -m tests.faults.disk.points FOLDER FAULT FIRST EVERY

Run with the shim before the disk (`shim.run`): from the first call given, every so
many. The last line tells how many were struck, and how many processes were killed.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree, rmtree
from traceback import print_exc

from tests.faults.disk.life import STEPS, live, url_in
from tests.faults.disk.oracle import Log, all_in, wrongs_after, wrongs_at_the_end
from tests.faults.disk.shim import Fault, Shim
from upphandling.bootstrap import upgrade
from upphandling.infrastructure.logs import silence

KILLS = (Fault.KILLED_BEFORE, Fault.KILLED_AFTER, Fault.TORN)


def main() -> None:
    folder, fault = Path(sys.argv[1]), Fault[sys.argv[2]]
    first, every = map(int, sys.argv[3:])
    silence()
    born = folder / "born"
    born.mkdir()
    upgrade(url_in(born))
    whole, calls = lived_in_peace(born, folder / "peace")
    killed, points = 0, range(first, calls + 1, every)
    for at in points:
        struck = copytree(born, folder / f"struck-{at}")
        died, acknowledged = struck_once(struck, fault, at)
        killed += died
        for wrong in wrongs(struck, whole, acknowledged):
            print(f"{fault.name} at call {at} of {calls}: {wrong}")
        rmtree(struck)
    print(f"{len(points)} {killed}")


def wrongs(folder: Path, whole: Log, acknowledged: list[str]) -> Iterator[str]:
    """What is wrong right after, and once the life has been lived to its end."""
    yield from wrongs_after(folder, whole, acknowledged)
    live(folder, lambda _: None, done=acknowledged)
    yield from wrongs_at_the_end(folder, whole)


def lived_in_peace(born: Path, folder: Path) -> tuple[Log, int]:
    """The log of the life when nothing goes wrong, and how many calls it takes.

    Lived in this process, so that those forked from it have loaded everything.
    """
    copytree(born, folder)
    shim = Shim()
    shim.arm(folder, Fault.COUNT)
    live(folder, lambda _: None)
    calls = shim.calls
    shim.disarm()
    whole = all_in(folder)
    assert [*wrongs_at_the_end(folder, whole)] == []
    gc.freeze()  # or each child copies what it only looks through
    return whole, calls


def struck_once(folder: Path, fault: Fault, at: int) -> tuple[bool, list[str]]:
    """Whether the process died of it, and what had been acknowledged by then."""
    if fault in KILLS:
        return in_a_process(lambda say: play(folder, fault, at, say))
    acknowledged: list[str] = []
    play(folder, fault, at, acknowledged.append)
    return False, acknowledged


def play(folder: Path, fault: Fault, at: int, say: Callable[[str], None]) -> None:
    shim = Shim()
    shim.arm(folder, fault, at)
    live(folder, say, trouble=None if fault in KILLS else shim.disarm)
    shim.disarm()


def in_a_process(
    work: Callable[[Callable[[str], None]], None],
) -> tuple[bool, list[str]]:
    """Whether a forked process was killed, and the lines it said before."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            work(lambda said: void(os.write(writing, f"{said}\n".encode())))
            code = 0
        except Exception:  # noqa: BLE001 -- told, and counted as a wrong
            print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as lines:
        said = lines.read().splitlines()
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        said.append(f"ended by itself with {os.WEXITSTATUS(status)}")
    return os.WIFSIGNALED(status), said


def void(_: int) -> None:
    return None


if __name__ == "__main__":
    assert len({name for name, *_ in STEPS}) == len(STEPS)
    main()
