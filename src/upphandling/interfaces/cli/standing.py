"""A server that stands until SIGTERM, told about in the log for IT."""

from __future__ import annotations

import sys
from collections.abc import Callable
from socketserver import BaseServer

import typer


def stand(server: BaseServer, name: str) -> None:
    """Serve until SIGTERM or SIGINT; what is under way is answered first."""
    from signal import SIGINT, SIGTERM, signal
    from threading import Thread

    import structlog

    log = structlog.get_logger()
    for number in (SIGTERM, SIGINT):
        # From a thread of its own: `shutdown` waits for the loop it would interrupt.
        signal(number, lambda *_: Thread(target=server.shutdown).start())
    log.info("server_started", server=name)
    server.serve_forever()
    log.info("server_stopped", server=name)


def run(work: Callable[[], None]) -> None:
    """Do the work under the configured log; trouble is one line and exit 2."""
    from upphandling.infrastructure import logs
    from upphandling.infrastructure.ledger.troubles import LedgerTrouble
    from upphandling.infrastructure.trouble import why
    from upphandling.settings import BadSetting, load

    try:
        settings = load()
        logs.configure(settings.log_level, settings.log_format)
        work()
    except (BadSetting, LedgerTrouble) as trouble:
        print(f"{trouble} [{type(trouble).__name__}]", file=sys.stderr)
        raise typer.Exit(2) from None
    except OSError as trouble:
        place = f": {trouble.filename}" if trouble.filename else ""
        print(
            f"Det gick inte att lyssna eller läsa{place}. {why(trouble)}",
            file=sys.stderr,
        )
        raise typer.Exit(2) from None
