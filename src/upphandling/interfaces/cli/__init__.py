"""The command line: `upphandling`."""

from __future__ import annotations

import atexit
import gc
import sys

ABORTED = "Avbrutet."
FAULT = 2
OBJECTS = 250_000  # more than a verb loads, so that garbage is looked for after that


def main() -> None:
    """Run the command line; the only place that ends the process.

    Hardly anything that a verb loads is ever garbage. To look through it, time after
    time while it is loaded and once more on the way out, took a third of the verb.
    """
    gc.set_threshold(OBJECTS)
    atexit.register(gc.freeze)
    try:
        from upphandling.interfaces.cli.app import run

        run()
    except KeyboardInterrupt:  # while the verb was loaded
        print(ABORTED, file=sys.stderr)
        sys.exit(FAULT)
