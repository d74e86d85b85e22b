"""Three nodes and HAProxy on loopback, from the first start to the last kill."""

from __future__ import annotations

import json
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg

from tests.databases import PASSWORD, quick, roomy, somebody
from tests.ha.balancer import balancer
from tests.ha.node import Node, Ports, local
from tests.ha.programs import killed, programs

LONG = 90.0  # seconds: nothing takes so long, on however busy a machine
NAMES = ("a", "b", "c")


class Cluster:
    """What an operator sees of it, and may do to it."""

    def __init__(self, folder: Path) -> None:
        ports = free_ports(4 * len(NAMES) + 1)
        self.folder = folder
        self.programs = programs(folder)
        self.nodes = {
            name: Node(name, folder, Ports(*ports[4 * at : 4 * at + 4]), self.programs)
            for at, name in enumerate(NAMES)
        }
        self.port = ports[-1]
        self.balancer = balancer(
            self.programs, folder, self.port, {n.name: n.ports for n in self}
        )

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes.values())

    # Addresses

    @property
    def through_haproxy(self) -> str:
        """The database's URL by way of HAProxy."""
        return f"{LOGIN}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def by_many_hosts(self) -> str:
        """The same with all servers named, of which the program finds the leader."""
        hosts = "&".join(f"host=127.0.0.1:{node.ports.postgresql}" for node in self)
        return f"{LOGIN}@/{DATABASE}?{hosts}"

    def connection(self, node: Node) -> psycopg.Connection[Any]:
        """Straight to one server, whatever it is."""
        return psycopg.connect(
            host="127.0.0.1",
            port=node.ports.postgresql,
            user="postgres",
            password=PASSWORD,
            dbname=DATABASE,
            connect_timeout=5,
            autocommit=True,
        )

    # Starting

    def start_etcd(self, *names: str) -> None:
        members = {node.name: local(node.ports.peers) for node in self}
        for name in names or NAMES:
            self.nodes[name].start_etcd(members)

    def start_patroni(self, *names: str) -> None:
        etcd = [f"127.0.0.1:{node.ports.etcd}" for node in self]
        for name in names or NAMES:
            self.nodes[name].start_patroni(etcd)

    def revive(self, node: Node) -> None:
        """The machine is switched on again."""
        self.start_etcd(node.name)
        self.start_patroni(node.name)

    # Looking

    def members(self) -> dict[str, dict[str, Any]]:
        """What the first Patroni that answers tells of each node."""
        for node in self:
            with suppress(OSError, ValueError):
                told = asked(node, "cluster")
                return {one["name"]: one for one in told["members"]}
        return {}

    def leader(self) -> Node | None:
        """Who takes writes, by its own word."""
        for node in self:
            with suppress(OSError, ValueError):
                if asked(node, "primary").get("role") == "primary":
                    return node
        return None

    def led(self) -> Node:
        """The leader, once there is one."""
        until(self.leader, "a leader")
        leader = self.leader()
        return leader if leader is not None else self.led()

    def whole(self) -> bool:
        """Whether one leads and both others follow it, one of them synchronously."""
        told = self.members().values()
        roles = sorted(one["role"] for one in told)
        live = all(one["state"] in ("running", "streaming") for one in told)
        return live and roles == ["leader", "replica", "sync_standby"]

    # Doing

    def switch_over(self) -> None:
        """Hand the lead to the synchronous standby, as `patronictl switchover` does."""
        told = self.members()
        leader = next(n for n, one in told.items() if one["role"] == "leader")
        heir = next(n for n, one in told.items() if one["role"] == "sync_standby")
        asked(self.nodes[leader], "switchover", {"leader": leader, "candidate": heir})

    def end(self) -> None:
        """Nothing runs afterwards."""
        killed(self.balancer)
        for _ in range(2):  # Patroni may have started a server in between
            for node in self:
                node.strike()


LOGIN = f"postgresql+psycopg://postgres:{PASSWORD}"
DATABASE = "upphandling"


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A cluster in which one leads and two follow, with an empty database."""
    with ExitStack() as stack:
        place = tempfile.TemporaryDirectory(prefix="uph-ha-", dir=quick() or roomy())
        folder = Path(stack.enter_context(place))
        if identity := somebody():
            os.chown(folder, identity["user"], identity["group"])
        made = Cluster(folder)
        stack.callback(made.end)
        try:
            made.start_etcd()
            made.start_patroni()
            until(made.whole, "three nodes")
            with psycopg.connect(
                host="127.0.0.1",
                port=made.led().ports.postgresql,
                user="postgres",
                password=PASSWORD,
                dbname="postgres",
                autocommit=True,
            ) as connection:
                connection.execute(f"CREATE DATABASE {DATABASE}")
            yield made
        except BaseException as error:
            error.add_note(ends_of_logs(folder))
            raise


def ends_of_logs(folder: Path) -> str:
    """For whoever has to find out why."""
    lines = []
    for log in sorted(folder.rglob("*.log")):
        lines += [f"--- {log.relative_to(folder)}"]
        lines += log.read_text(errors="replace").splitlines()[-40:]
    return "\n".join(lines)


def asked(node: Node, what: str, order: dict[str, str] | None = None) -> dict[str, Any]:
    """Patroni's answer; of what it is not, it says no, and that is an answer too."""
    body = json.dumps(order).encode() if order else None
    request = Request(f"{local(node.ports.patroni)}/{what}", data=body)  # noqa: S310
    try:
        with urlopen(request, timeout=30 if order else 2) as answer:  # noqa: S310
            text = answer.read()
    except HTTPError as refused:
        if order:
            raise
        text = refused.read()
    return {} if order else dict(json.loads(text))


def until(true: Callable[[], object], what: str) -> float:
    """Wait for it; the seconds that it took."""
    begun = monotonic()
    while not true():
        assert monotonic() < begun + LONG, f"waited in vain for {what}"
        sleep(0.1)
    return monotonic() - begun


def free_ports(number: int) -> list[int]:
    """Ports on loopback that nobody has."""
    with ExitStack() as held:
        lines = [held.enter_context(socket.socket()) for _ in range(number)]
        for line in lines:
            line.bind(("127.0.0.1", 0))
        return [line.getsockname()[1] for line in lines]
