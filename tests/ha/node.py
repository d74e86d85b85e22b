"""One machine of the cluster: PostgreSQL under Patroni, and a member of etcd."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.databases import PASSWORD, somebody
from tests.ha.programs import Programs, killed, started

# What Patroni keeps for all nodes. A leader that has not been heard of for `ttl`
# seconds is replaced; Patroni takes no less than these twenty.
KEPT_IN_ETCD = {
    "ttl": 20,
    "loop_wait": 2,
    "retry_timeout": 4,
    "synchronous_mode": True,
    "synchronous_mode_strict": True,
    "failsafe_mode": True,
    "primary_start_timeout": 0,
    "postgresql": {
        "use_pg_rewind": True,
        "parameters": {
            "max_connections": 60,
            "shared_buffers": "32MB",
            "wal_log_hints": "on",
            "wal_keep_size": "64MB",
        },
    },
}


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the parts of a node listen, on loopback."""

    postgresql: int
    patroni: int
    etcd: int
    peers: int


class Node:
    """A machine that can be struck dead and be started again."""

    def __init__(
        self, name: str, folder: Path, ports: Ports, programs: Programs
    ) -> None:
        self.name = name
        self.folder = folder / name
        self.ports = ports
        self.programs = programs
        self.etcd: subprocess.Popen[bytes] | None = None
        self.patroni: subprocess.Popen[bytes] | None = None
        self.folder.mkdir()
        if identity := somebody():
            os.chown(self.folder, identity["user"], identity["group"])

    # Starting

    def start_etcd(self, members: dict[str, str]) -> None:
        """Start this node's member of etcd; `members` is the address of each for peers."""
        client, peers = local(self.ports.etcd), local(self.ports.peers)
        told = {
            "name": self.name,
            "data-dir": self.folder / "etcd",
            "listen-client-urls": client,
            "advertise-client-urls": client,
            "listen-peer-urls": peers,
            "initial-advertise-peer-urls": peers,
            "initial-cluster": ",".join(f"{k}={v}" for k, v in members.items()),
            "heartbeat-interval": 100,
            "election-timeout": 1000,
        }
        args = [f"--{option}={value}" for option, value in told.items()]
        self.etcd = started([self.programs.etcd, *args], self.folder / "etcd.log")

    def start_patroni(self, etcd: list[str]) -> None:
        """Start Patroni, which starts PostgreSQL."""
        written = self.folder / "patroni.yml"
        if not written.exists():
            written.write_text(json.dumps(self.configuration(etcd)))
            written.chmod(0o644)
        self.patroni = started(
            [self.programs.python, "-m", "patroni", written],
            self.folder / "patroni.log",
            {"PYTHONPATH": str(self.programs.packages)},
        )

    def configuration(self, etcd: list[str]) -> dict[str, Any]:
        """As docs/ha.md shows it; what is JSON is YAML."""
        restapi = f"127.0.0.1:{self.ports.patroni}"
        database = f"127.0.0.1:{self.ports.postgresql}"
        return {
            "scope": "upphandling",
            "name": self.name,
            "restapi": {"listen": restapi, "connect_address": restapi},
            "etcd3": {"hosts": etcd},
            "bootstrap": {
                "dcs": KEPT_IN_ETCD,
                "initdb": [
                    {"encoding": "UTF8"},
                    {"locale": "C.UTF-8"},
                    "data-checksums",
                ],
            },
            "postgresql": {
                "listen": database,
                "connect_address": database,
                "data_dir": str(self.folder / "data"),
                "bin_dir": str(self.programs.postgresql),
                "pgpass": str(self.folder / "pgpass"),
                "authentication": {
                    "superuser": {"username": "postgres", "password": PASSWORD},
                    "replication": {"username": "kopia", "password": PASSWORD},
                    "rewind": {"username": "spola", "password": PASSWORD},
                },
                "pg_hba": [
                    "host replication kopia 127.0.0.1/32 scram-sha-256",
                    "host all all 127.0.0.1/32 scram-sha-256",
                ],
                "parameters": {"unix_socket_directories": str(self.folder)},
            },
        }

    # Striking

    def strike(self) -> None:
        """As when the power goes: Patroni, PostgreSQL and etcd at the same moment."""
        self.signal(signal.SIGKILL)
        killed(self.patroni)
        killed(self.etcd)

    def signal(self, number: signal.Signals) -> None:
        """Tell every process of the machine."""
        for process in (*self.servers(), *self._pids()):
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def servers(self) -> list[int]:
        """The processes of PostgreSQL, the first of them first."""
        try:
            first = int((self.folder / "data/postmaster.pid").read_text().split()[0])
            told = Path(f"/proc/{first}/cmdline").read_text()
        except (OSError, ValueError, IndexError):
            return []
        if str(self.folder) not in told:
            return []  # the number went to somebody else
        return [first, *children(first)]

    def _pids(self) -> list[int]:
        own = (self.patroni, self.etcd)
        return [one.pid for one in own if one is not None and one.poll() is None]


def local(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    with suppress(OSError):
        return [int(one) for one in listed.read_text().split()]
    return []
