"""A machine on which nothing is but the wheel: its own Python, its own `/etc` and `/var`."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds, for a service to be ready on a busy machine


def pip(*args: str | Path) -> None:
    """This interpreter's pip, which asks no index."""
    subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *args],
        check=True,
        capture_output=True,
    )


def wheel(folder: Path) -> Path:
    """The wheel of the tree as it stands."""
    pip(
        *("wheel", ROOT, "--no-deps", "--no-build-isolation", "--no-index"),
        *("--wheel-dir", folder),
    )
    (made,) = folder.glob("upphandling-*.whl")
    return made


def installed(wheel: Path, folder: Path) -> Path:
    """The program of a wheel in an environment of its own.

    The packages that it rests on are those of this environment, which were installed
    from the same lock; the program itself is the wheel's, never this tree's.
    """
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    theirs = sysconfig.get_path("purelib", vars={"base": str(folder)})
    Path(theirs, "packages.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip("--python", python, "install", "--no-deps", "--no-index", wheel)
    return folder / "bin" / "upphandling"


@dataclass
class Said:
    """What a verb answered."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)["data"]


class Machine:
    """A place for a house: settings under `etc`, all else under `var`."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program, self.folder = program, folder
        self.var, self.settings = folder / "var", folder / "etc/upphandling.toml"
        self.port = free_port()
        self.environment = {
            "PATH": f"{program.parent}:/usr/bin:/bin",
            "HOME": str(folder),
            "UPPHANDLING_CONFIG": str(self.settings),
        }

    def set_up(self) -> None:
        """As `service units` leaves it, with `/var/lib` here."""
        laid_out = self.folder / "laid-out"
        self.settings.parent.mkdir(parents=True)
        self.settings.touch()
        assert self.verb("service", "units", "--dir", str(laid_out)).code in {0, 1}
        text = (laid_out / "upphandling/upphandling.toml").read_text(encoding="utf-8")
        self.settings.write_text(
            text.replace("/var/lib", str(self.var))
            + f'\nhttp_listen = "127.0.0.1:{self.port}"\nheartbeat_seconds = 0.5\n',
            encoding="utf-8",
        )
        self.settings.chmod(0o640)
        for name in ("upphandling", "upphandling-vault"):
            (self.var / name).mkdir(parents=True, mode=0o700)

    def verb(self, *call: str, told: Any = None) -> Said:
        """What a verb answers, as it is typed; `told` is given as JSON."""
        said = subprocess.run(
            [self.program, *call],
            env=self.environment,
            cwd=self.folder,
            input="" if told is None else json.dumps(told),
            capture_output=True,
            text=True,
            check=False,
        )
        return Said(said.returncode, said.stdout, said.stderr)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """`serve`, from when it is ready until it is told to stop, which it does well."""
        log = self.folder / "serve.log"
        with log.open("ab") as written:
            service = subprocess.Popen(
                [self.program, "serve"],
                env=self.environment,
                cwd=self.folder,
                stdout=written,
                stderr=written,
            )
        try:
            self._wait_until_ready(service, log)
            yield
        finally:
            service.send_signal(signal.SIGTERM)
            code = service.wait(timeout=PATIENCE)
        assert code == 0, log.read_text(encoding="utf-8")

    def asked(self, page: str) -> tuple[int, str]:
        """What the service answers over HTTP."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/{page}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as refused:
            return refused.code, refused.read().decode()

    def _wait_until_ready(self, service: subprocess.Popen[bytes], log: Path) -> None:
        last = monotonic() + PATIENCE
        said: object = None
        while service.poll() is None and monotonic() < last:
            try:
                said = self.asked("readyz")
                if said[0] == 200:
                    return
            except OSError:
                pass
            sleep(0.2)
        raise AssertionError(said, log.read_text(encoding="utf-8"))


def free_port() -> int:
    """One that nobody listens on just now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
