"""A real systemd as process 1 of namespaces of its own, over a layer of this machine's files."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

SYSTEMD = Path("/lib/systemd/systemd")
PATIENCE = 60  # seconds, for a unit to be what is asked for
PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
NAMESPACES = ("mount", "pid", "ipc", "uts", "net", "cgroup")

BOOT = """set -e
mount --make-rprivate /
mount -t tmpfs layer {room}
mkdir {room}/upper {room}/work {room}/root
mount -t overlay layer -o lowerdir=/,upperdir={room}/upper,workdir={room}/work {room}/root
cd {room}/root
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 dev dev
for one in null zero full random urandom tty; do
  touch dev/$one; mount --bind /dev/$one dev/$one
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs shm dev/shm
mount -t tmpfs run run
mount -t tmpfs tmp tmp
ip link set lo up
printf '[Unit]\\nDescription=trial\\nRequires=systemd-journald.service\\n' \
  > etc/systemd/system/trial.target
echo 0123456789abcdef0123456789abcdef > etc/machine-id
mkdir old
pivot_root . old
umount -l old
mount --make-rshared /
exec env -i PATH=$PATH container=other {systemd} --unit=trial.target --show-status=no
"""


def missing() -> str | None:
    """Why it cannot be done here; None when it can."""
    if os.geteuid() != 0:
        return "it takes root to make namespaces and a layer of files"
    tools = ("unshare", "nsenter", "ip", "pivot_root", "systemd-analyze")
    lacking = [tool for tool in tools if shutil.which(tool, path=PATHS) is None]
    if lacking or not SYSTEMD.exists():
        return f"not here: {', '.join(lacking) or SYSTEMD}"
    return None


class Booted:
    """The inside of it: commands are run there as root."""

    def __init__(self, init: int) -> None:
        self.init = init

    def run(self, *call: str, told: str = "") -> subprocess.CompletedProcess[str]:
        """What a command there answers."""
        enter = [f"--{name}" for name in NAMESPACES]
        return subprocess.run(
            [
                *("nsenter", "--target", str(self.init), *enter, "--root", "--wdns=/"),
                *("env", "-i", f"PATH={PATHS}", "LANG=C.UTF-8", *call),
            ],
            env={"PATH": PATHS},
            input=told,
            capture_output=True,
            text=True,
            check=False,
        )

    def shell(self, script: str) -> str:
        """What a script there prints; it must go well."""
        said = self.run("bash", "-e", "-c", script)
        assert said.returncode == 0, f"{script}\n{said.stderr}\n{self.journal()}"
        return said.stdout.strip()

    def journal(self) -> str:
        """The last that was logged there."""
        return self.run("journalctl", "--output", "cat", "--lines", "60").stdout

    def shown(self, unit: str, name: str) -> str:
        """A property of a unit."""
        return self.run(
            "systemctl", "show", unit, "--property", name, "--value"
        ).stdout.strip()

    def until(self, unit: str, name: str, wanted: str) -> None:
        """Wait until a property of a unit is what is asked for."""
        last = monotonic() + PATIENCE
        while (found := self.shown(unit, name)) != wanted:
            assert monotonic() < last, f"{unit} {name}: {found}\n{self.journal()}"
            sleep(0.2)


@contextmanager
def booted(room: Path) -> Iterator[Booted]:
    """It runs until the block ends; nothing of it is left on this machine."""
    script = BOOT.format(room=room, systemd=SYSTEMD)
    namespaces = [f"--{name}" for name in NAMESPACES]
    log = room.with_suffix(".log").open("wb")
    process = subprocess.Popen(
        ["unshare", "--fork", "--kill-child", *namespaces, "bash", "-c", script],  # noqa: S607
        env={"PATH": PATHS},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        yield Booted(_init_of(process, room))
    finally:
        process.kill()  # and with it the first process inside, and all that it began
        process.wait()
        log.close()


def _init_of(process: subprocess.Popen[bytes], room: Path) -> int:
    last = monotonic() + PATIENCE
    while monotonic() < last and process.poll() is None:
        listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        for child in listed.split():
            name = Path(f"/proc/{child}/comm").read_text().strip()
            inside = Booted(int(child))
            up = inside.run("systemctl", "is-system-running")
            if name == "systemd" and up.stdout.strip() == "running":
                return int(child)
        sleep(0.2)
    raise AssertionError(room.with_suffix(".log").read_text())
