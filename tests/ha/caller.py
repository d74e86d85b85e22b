"""A client of the house: sends one command after another until it is told to stop.

Each is sent again, with its id, until it is answered. Whoever started it reads from
its standard output a line for each answer: id, when it was first sent and when it was
answered (seconds of the clock that stops for nobody), how often it was sent, whether
it had been carried out before, and what stood in the way.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from datetime import date
from itertools import count
from threading import Event
from time import monotonic, sleep

from upphandling.application.answers import Answer
from upphandling.application.commands import Command
from upphandling.application.provider import RecordLicence, RegisterProvider
from upphandling.bootstrap import House, open_house
from upphandling.domain.base import Role
from upphandling.domain.licence import LicenceStatus
from upphandling.infrastructure import logs
from upphandling.infrastructure.storage.troubles import (
    DatabaseFailed,
    DatabaseTrouble,
)

RULINGS = 20  # of each provider
LONG_AGO = date(2024, 2, 1)  # every ruling is in effect already, and so due at once
PAUSE = 0.05  # seconds between two commands, and before another try


def commands(name: str) -> Iterator[Command]:
    """A provider, decisions about its licence, another provider, and so on."""
    for number in count():
        provider = f"{name}-{number}"
        yield RegisterProvider(provider=provider, name="Utförare A")
        for ruling in range(RULINGS):
            yield RecordLicence(
                provider=provider,
                ruling=f"beslut-{ruling}",
                licence=LicenceStatus.IN_FORCE,
                decided_on=LONG_AGO,
                in_force_from=LONG_AGO,
                source="Inspektionen för vård och omsorg",
            )


class Caller:
    """Sends until it is answered, whatever happens to the database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.house: House | None = None

    def ask(self, command: Command, name: str) -> tuple[Answer, list[str]]:
        """The answer, and what stood in the way before it."""
        met: list[str] = []
        while True:
            try:
                if self.house is None:
                    self.house = open_house(self.url)
                answer = self.house.engine.handle(
                    command,
                    by="avtalscontroller-1",
                    role=Role.CONTRACT_MANAGER,
                    command_id=name,
                )
            except DatabaseTrouble as trouble:
                if not (trouble.passing or isinstance(trouble, DatabaseFailed)):
                    raise
                met.append(type(trouble).__name__)
                sleep(PAUSE)
            else:
                return answer, met


def main(url: str, name: str) -> None:
    logs.configure("warning", "json")  # to standard error
    stopping = Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    caller = Caller(url)
    for number, command in enumerate(commands(name)):
        sent = monotonic()
        answer, met = caller.ask(command, f"{name}-{number}")
        told = (f"{name}-{number}", sent, monotonic(), len(met) + 1, answer.repeated)
        sys.stdout.write(" ".join(map(str, (*told, ",".join(met)))) + "\n")
        sys.stdout.flush()
        if stopping.wait(PAUSE):
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
