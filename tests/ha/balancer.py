"""HAProxy: one address, behind which the server answers that leads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.ha.programs import Programs, started

if TYPE_CHECKING:
    import subprocess

    from tests.ha.node import Ports

# As docs/ha.md shows it. A connection to a server that leads no more is cut, so that
# nobody goes on talking to it; Patroni says who leads.
CONFIGURATION = """
global
    maxconn 500
defaults
    mode tcp
    retries 2
    timeout connect 2s
    timeout check 2s
    timeout client 12h
    timeout server 12h
    option clitcpka
    option srvtcpka
listen upphandling
    bind 127.0.0.1:{port}
    option httpchk OPTIONS /primary
    http-check expect status 200
    default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
{servers}
"""

SERVER = "    server {name} 127.0.0.1:{database} check port {patroni}"


def balancer(
    programs: Programs, folder: Path, port: int, nodes: dict[str, Ports]
) -> subprocess.Popen[bytes]:
    """HAProxy in the foreground, on the port."""
    servers = "\n".join(
        SERVER.format(name=name, database=ports.postgresql, patroni=ports.patroni)
        for name, ports in nodes.items()
    )
    written = folder / "haproxy.cfg"
    written.write_text(CONFIGURATION.format(port=port, servers=servers))
    written.chmod(0o644)
    return started([programs.haproxy, "-db", "-f", written], folder / "haproxy.log")
