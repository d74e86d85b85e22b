"""Signer, witness and service as processes of their own, with their logs in files."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from tests.interfaces.test_service import wait_until

START = "from upphandling.interfaces.cli import main; main()"


class Running(subprocess.Popen[bytes]):
    """A process of ours, with its log in a file."""

    def __init__(self, log: Path, *args: str) -> None:
        self.log = log
        with log.open("wb") as written:
            super().__init__(
                [sys.executable, "-c", START, *args],
                env={
                    **os.environ,
                    "UPPHANDLING_HEARTBEAT_SECONDS": "0.2",
                    "UPPHANDLING_WATCHDOG_SECONDS": "20",
                    "PYTHONPATH": os.pathsep.join(sys.path),
                },
                stdout=subprocess.DEVNULL,
                stderr=written,
            )

    def told(self) -> list[dict[str, str]]:
        """What it has told in its log so far."""
        written = self.log.read_text(encoding="utf-8")
        return [json.loads(line) for line in written.splitlines()]

    def events(self) -> list[str]:
        return [line["event"] for line in self.told()]


@contextmanager
def running(tmp_path: Path, *args: str):
    """Until the block ends it runs; then SIGTERM, upon which it has to end well."""
    process = Running(tmp_path / f"{'-'.join(args[:2])}.log", *args)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    assert process.returncode == 0, process.told()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def listening(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def signer(tmp_path: Path):
    files = ("--key", "log.key"), ("--state", "state"), ("--socket", "s")
    told = [part for flag, name in files for part in (flag, f"{tmp_path}/{name}")]
    with running(tmp_path, "signer", "serve", *told) as process:
        wait_until((tmp_path / "s").exists)
        yield process


@contextmanager
def witness(tmp_path: Path, port: int):
    told = ("--dir", f"{tmp_path}/witness", "--listen", f"127.0.0.1:{port}")
    with running(tmp_path, "witness", "serve", *told) as process:
        wait_until(lambda: listening(port))
        yield process
