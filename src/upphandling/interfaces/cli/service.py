"""`upphandling serve`: the house in the background until SIGTERM."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.interfaces.cli.patience import Patience
    from upphandling.schedules.notify import ServiceManager
    from upphandling.settings import Settings


def serve() -> None:
    """Kör motorn i bakgrunden: läsmodeller, frister och utskick, till SIGTERM."""
    import structlog

    from upphandling.application.messages import Malformed
    from upphandling.bootstrap import open_as_set
    from upphandling.domain.errors import Refused
    from upphandling.domain.law import BrokenLaw
    from upphandling.infrastructure import logs
    from upphandling.infrastructure.ledger.troubles import LedgerTrouble
    from upphandling.infrastructure.storage.troubles import DatabaseTrouble
    from upphandling.interfaces.cli.asked import let_in, must_fit_the_table
    from upphandling.interfaces.cli.edge import file_fault, refusal, worded
    from upphandling.interfaces.cli.first_start import made_if_new
    from upphandling.interfaces.cli.patience import Patience
    from upphandling.schedules.clockwork import Stalled
    from upphandling.schedules.notify import ServiceManager
    from upphandling.schedules.standing import CannotStart
    from upphandling.setting_sources import from_systemd, unknown_in_environment
    from upphandling.settings import BadSetting, fields, load

    try:
        settings = load()
        logs.configure(settings.log_level, settings.log_format)
        for name in unknown_in_environment(fields()):
            structlog.get_logger().warning("setting_unknown", variable=name)
        must_fit_the_table()
        manager = ServiceManager(from_systemd("NOTIFY_SOCKET"))
        patience = Patience(manager)
        patience(lambda: made_if_new(settings))
        with patience(lambda: open_as_set(settings)) as house:
            patience(lambda: let_in(house))
            _run(house, settings, manager, patience)
    except Refused as denied:
        print(worded(refusal(denied)), file=sys.stderr)
        raise typer.Exit(1) from None
    except (
        BadSetting,
        BrokenLaw,
        CannotStart,
        DatabaseTrouble,
        LedgerTrouble,
    ) as trouble:
        print(f"{trouble} [{type(trouble).__name__}]", file=sys.stderr)
        raise typer.Exit(2) from None
    except Malformed as malformed:
        print(malformed, file=sys.stderr)
        raise typer.Exit(2) from None
    except OSError as error:
        print(worded(file_fault(error)), file=sys.stderr)
        raise typer.Exit(2) from None
    except Stalled:
        structlog.get_logger().error("service_stalled")  # the sweeps logged why
        sys.stderr.flush()
        # A thread that hangs would keep the process from ending in good order.
        os._exit(2)


def _run(
    house: House, settings: Settings, manager: ServiceManager, patience: Patience
) -> None:
    from secrets import token_hex

    import structlog

    from upphandling.infrastructure.clock import SystemClock
    from upphandling.infrastructure.leadership.leader import Leader
    from upphandling.infrastructure.leadership.lease import lease_on
    from upphandling.infrastructure.storage.troubles import (
        DatabaseTrouble,
        SchemaMissing,
        SchemaNewer,
        SchemaOutdated,
    )
    from upphandling.interfaces.cli.service_beats import Work
    from upphandling.interfaces.cli.service_parts import parts_of
    from upphandling.schedules.clockwork import Clockwork
    from upphandling.schedules.lookout import Lookout
    from upphandling.schedules.service import Service
    from upphandling.schedules.signals import on_end_asked
    from upphandling.schedules.standing import Standing

    log = structlog.get_logger()
    leader = Leader(lease_on(house.database), prepare=house.database.settle)
    standing = Standing(token_hex(8), leader.leads)
    patience.stopping = standing.stopping
    work = Work(house, standing)
    service = Service(
        work.beats(), standing=standing, leadership=leader, manager=manager
    )
    clockwork = Clockwork(
        service.beat,
        stopping=standing.stopping,
        watch=work.watch,
        wall_clock=SystemClock(),
        heartbeat_seconds=settings.heartbeat_seconds,
        watchdog_seconds=settings.watchdog_seconds,
        pulse=manager.alive,
    )
    on_end_asked(service.end)
    log.info("service_started", database=house.database.dialect)
    try:
        patience(work.audit)  # before anything falls
    except DatabaseTrouble:
        if not standing.stopping.is_set():
            raise
        log.info("service_stopped")  # as it was asked to, while it waited
        return
    lookout = Lookout(house.recorder.max_notification_id, clockwork.hurry)
    try:
        led = service.run(clockwork, [*parts_of(house, settings), lookout])
    except (SchemaNewer, SchemaOutdated, SchemaMissing):
        work.leave()  # it has ended in order, and is not to be seen as running
        raise
    if led:
        house.ledger.seal_if_set_up()
    work.leave()
    log.info("service_stopped")
