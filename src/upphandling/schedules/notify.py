"""Tells systemd how the service is: ready, alive, about to stop (see `sd_notify(3)`)."""

from __future__ import annotations

import socket
from contextlib import suppress


class ServiceManager:
    """Whoever started the service, at the address in NOTIFY_SOCKET; None: nobody."""

    def __init__(self, address: str | None) -> None:
        self.address = address
        self._said = ""

    def ready(self) -> None:
        """All is open and running."""
        self._tell("READY=1")

    def alive(self) -> None:
        """Beats happen."""
        self._tell("WATCHDOG=1")

    def status(self, said: str) -> None:
        """One line for `systemctl status`, told when it has changed."""
        if said != self._said:
            self._said = said
            self._tell(f"STATUS={said}")

    def more_time(self, seconds: float) -> None:
        """So many more are needed before it is ready; else it would be ended."""
        self._tell(f"EXTEND_TIMEOUT_USEC={round(seconds * 1_000_000)}")

    def stopping(self) -> None:
        """It is about to end in good order."""
        self._tell("STOPPING=1")

    def _tell(self, line: str) -> None:
        if not self.address:
            return
        address = self.address
        if address.startswith("@"):  # a name that is in no folder
            address = "\0" + address[1:]
        with (
            suppress(OSError),  # nobody listens any more: that stops no service
            socket.socket(
                socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC
            ) as to,
        ):
            to.connect(address)
            to.sendall(line.encode())
