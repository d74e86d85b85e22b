"""What the operating system asks of the service, done outside of the signal itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from signal import SIGINT, SIGTERM, signal
from threading import Thread


def on_end_asked(end: Callable[[], None]) -> None:
    """Call `end`, in a thread of its own, each time SIGTERM or SIGINT comes.

    A handler interrupts the main thread wherever it is, and must wait for no lock.
    """
    heard, told = os.pipe()
    os.set_blocking(told, False)

    def wait() -> None:
        while os.read(heard, 1):
            end()

    Thread(target=wait, name="signals", daemon=True).start()
    for number in (SIGTERM, SIGINT):
        signal(number, lambda *_: os.write(told, b"."))
