"""`upphandling serve`: projector and scheduler in the background until SIGTERM."""

from __future__ import annotations

import os
import sys

import typer


def serve() -> None:
    """Kör motorn i bakgrunden: läsmodeller och frister, till SIGTERM."""
    from signal import SIGINT, SIGTERM, signal

    import structlog

    from upphandling.application.messages import Malformed
    from upphandling.bootstrap import open_as_set
    from upphandling.domain.errors import Refused
    from upphandling.domain.law import BrokenLaw
    from upphandling.infrastructure import logs
    from upphandling.infrastructure.clock import SystemClock
    from upphandling.infrastructure.ledger.troubles import LedgerTrouble
    from upphandling.infrastructure.storage.troubles import DatabaseTrouble
    from upphandling.interfaces.cli.asked import let_in, must_fit_the_table
    from upphandling.interfaces.cli.edge import refusal, worded
    from upphandling.schedules.clockwork import Clockwork, Stalled
    from upphandling.settings import BadSetting, load

    try:
        settings = load()
        logs.configure(settings.log_level, settings.log_format)
        must_fit_the_table()
        house = open_as_set(settings)
    except (BadSetting, BrokenLaw, DatabaseTrouble, LedgerTrouble) as trouble:
        print(trouble, file=sys.stderr)
        raise typer.Exit(2) from None
    log = structlog.get_logger()
    clockwork = Clockwork(
        house.tick,
        watch=lambda: house.ledger.keep(clockwork.stopping.is_set),
        wall_clock=SystemClock(),
        heartbeat_seconds=settings.heartbeat_seconds,
        watchdog_seconds=settings.watchdog_seconds,
    )
    for number in (SIGTERM, SIGINT):
        signal(number, lambda *_: clockwork.stop())
    with house:
        try:
            let_in(house)
        except Refused as denied:
            print(worded(refusal(denied)), file=sys.stderr)
            raise typer.Exit(1) from None
        except (BrokenLaw, Malformed) as trouble:
            print(trouble, file=sys.stderr)
            raise typer.Exit(2) from None
        log.info("service_started", database=house.database.dialect)
        try:
            house.ledger.keep(clockwork.stopping.is_set)  # before anything falls
            clockwork.run()
        except (DatabaseTrouble, LedgerTrouble) as trouble:
            print(trouble, file=sys.stderr)
            raise typer.Exit(2) from None
        except Stalled:
            log.error("service_stalled")  # noqa: TRY400  (the sweeps logged why)
            sys.stderr.flush()
            # A thread that hangs would keep the process from ending in good order.
            os._exit(2)
        house.ledger.seal_if_set_up()
        log.info("service_stopped")
