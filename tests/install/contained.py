"""The image by podman: built of the Containerfile, and run in the very words of the handbook."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.install.machine import PATIENCE, ROOT, free_port, wheel

CONTEXT = ("Containerfile", ".containerignore", "requirements/runtime.txt")
FOLDERS = {  # by the end of the volume's name
    "": "/var/lib/upphandling",
    "-vault": "/var/lib/upphandling-vault",
    "-backups": "/var/backups/upphandling",
}


def told(name: str) -> str:
    """What whoever runs the trial says: `BASE`, `IMAGE`, `BUILD_FLAGS` or `RUN_FLAGS`."""
    return os.environ.get(f"UPPHANDLING_TEST_{name}", "")


def podman(*call: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
    """What podman answers."""
    return subprocess.run(
        ["podman", *call],  # noqa: S607
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def done(*call: str | Path) -> str:
    """What podman prints; it must go well."""
    answer = podman(*call)
    assert answer.returncode == 0, f"{call}\n{answer.stdout}\n{answer.stderr}"
    return answer.stdout.strip()


def missing() -> str | None:
    """Why it cannot be done here; None when it can."""
    if os.geteuid() != 0 or shutil.which("podman") is None:
        return "it takes podman, and root"
    image = told("IMAGE") or base()
    if podman("image", "exists", image).returncode == 0:
        return None
    if told("IMAGE"):
        return f"there is no image {image} here"
    pulled = podman("pull", "--quiet", image)
    if pulled.returncode == 0:
        return None
    why = (pulled.stderr.strip() or "no reason given").splitlines()[-1]
    return (
        f"there is no base image {image} here, nor could it be fetched ({why});"
        " another one: make test-image BASE=..."
    )


def base() -> str:
    """The image that it is built upon: the one given, else the Containerfile's."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    (written,) = re.findall(r"^ARG BASE=(.+)$", text, re.MULTILINE)
    return told("BASE") or written


def built(folder: Path) -> str:
    """The image of the tree as it stands."""
    tag = "localhost/upphandling:trial"
    for name in CONTEXT:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    wheel(folder / "dist")
    flags = ("--build-arg", f"BASE={base()}", *shlex.split(told("BUILD_FLAGS")))
    done("build", "--format", "docker", *flags, "--tag", tag, folder)
    return tag


def as_written() -> str:
    """The line of the handbook that starts the service."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^# (podman run --detach (?:.*\\\n)*.*)$", page, re.MULTILINE)
    return str(line).replace("\\\n", " ")


@dataclass(frozen=True)
class Contained:
    """A house in a container, with three volumes of its own."""

    image: str
    name: str
    port: int

    @classmethod
    def of(cls, image: str) -> Contained:
        """On a port that is free."""
        port = free_port()
        return cls(image, f"upphandling-trial-{port}", port)

    def start(self) -> None:
        """As the handbook says, under other names and on another port."""
        line = (
            as_written()
            .replace("--name upphandling ", f"--name {self.name} ")
            .replace("--volume upphandling", f"--volume {self.name}")
            .replace(":8480:", f":{self.port}:")
        )
        words = shlex.split(line)
        assert words[-1] == "upphandling"
        done(*words[1:-1], *shlex.split(told("RUN_FLAGS")), self.image)

    def until_ready(self) -> None:
        """Wait until it says so; it must, in a minute."""
        last = monotonic() + PATIENCE
        while (said := self.asked("readyz")) != 200:
            assert monotonic() < last, f"{said}\n{podman('logs', self.name)}"
            sleep(0.2)

    def until_another_than(self, process: int) -> None:
        """Wait until it runs, and not as that process."""
        last = monotonic() + PATIENCE
        while self.state()["Pid"] in {0, process}:
            assert monotonic() < last, f"{self.state()}\n{podman('logs', self.name)}"
            sleep(0.2)

    def asked(self, page: str) -> int:
        """The status that it answers with over HTTP; 0 when it does not."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/{page}", timeout=10) as answer:
                return int(answer.status)
        except HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    def verb(self, *call: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """A verb by hand, inside."""
        return podman(
            *("exec", "--interactive", self.name, "upphandling", *call), given=given
        )

    def inside(self, script: str) -> subprocess.CompletedProcess[str]:
        """A script inside, as the service's user."""
        return podman("exec", self.name, "sh", "-c", script)

    def alone(
        self, *call: str, instead: str = "", flags: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """A verb in a container that lives as long, on the same volumes.

        `instead` names another volume than that of the database.
        """
        volumes = [
            f"--volume={instead if instead and not end else self.name + end}:{folder}"
            for end, folder in FOLDERS.items()
        ]
        return podman(
            *("run", "--rm", "--read-only", "--cap-drop", "all", *volumes, *flags),
            *(*shlex.split(told("RUN_FLAGS")), self.image, *call),
        )

    def state(self) -> dict[str, Any]:
        """What podman knows of it."""
        (one,) = json.loads(done("inspect", self.name))
        found: dict[str, Any] = one["State"]
        return found

    def remove(self) -> None:
        """It and its volumes."""
        podman("rm", "--force", "--volumes", self.name)
        listed = done("volume", "ls", "--format", "{{.Name}}").splitlines()
        ours = [name for name in listed if name.startswith(self.name)]
        done("volume", "rm", *ours)
