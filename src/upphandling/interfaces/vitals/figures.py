"""The service's figures in the form that Prometheus reads: none of them tells of bids."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta

from prometheus_client import (
    CollectorRegistry,
    Counter,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from upphandling.application.commands import Command
from upphandling.domain.errors import Refused
from upphandling.infrastructure.vitals.check import Check
from upphandling.infrastructure.vitals.last_done import BACKUP, SWEEP
from upphandling.interfaces.vitals.pulse import Pulse

KIND = CONTENT_TYPE_LATEST

Found = tuple[Pulse | None, list[Check]]


class Figures:
    """Counts what passes through this process, and asks the rest when it is read.

    `find` answers the pulse, None where the database does not answer, and the checks.
    """

    def __init__(
        self, find: Callable[[], Found], *, version: str, dialect: str, instance: str
    ) -> None:
        self._find = find
        self._instance = instance
        self._built = {
            "version": version,
            "python": platform.python_version(),
            "database": dialect,
        }
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry(auto_describe=False)
        self._accepted = Counter(
            "upphandling_commands_accepted",
            "Kommandon som utförts i den här processen, utom sekretessbelagda.",
            registry=self._registry,
        )
        self._refused = Counter(
            "upphandling_commands_refused",
            "Kommandon som nekats i den här processen, utom sekretessbelagda.",
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)
        self._registry.register(self)

    @contextmanager
    def command(self, command: Command, command_id: str) -> Iterator[None]:  # noqa: ARG002
        """Count a command by how it ends."""
        try:
            yield
        except Refused:
            self._refused.inc()
            raise
        self._accepted.inc()

    def work(self, name: str) -> AbstractContextManager[None]:  # noqa: ARG002
        """The house's own work is not counted."""
        return nullcontext()

    def text(self) -> bytes:
        """All figures just now."""
        return generate_latest(self._registry)

    def collect(self) -> Iterable[Metric]:
        """What the database tells; asked by the registry."""
        pulse, checks = self._find()
        yield InfoMetricFamily(
            "upphandling_build", "Programmets version.", value=self._built
        )
        status = GaugeMetricFamily(
            "upphandling_check_status",
            "En kontroll: 0 bra, 1 att se till, 2 fel.",
            labels=["check"],
        )
        for check in checks:
            status.add_metric([check.name], check.status.grade)
        yield status
        yield _gauge("database_up", "Om databasen svarar.", int(pulse is not None))
        if pulse is not None:
            yield from self._told_by(pulse)

    def _told_by(self, pulse: Pulse) -> Iterator[Metric]:
        leads = pulse.leader is not None and pulse.leader.instance == self._instance
        yield _gauge("leader", "Om den här instansen leder.", int(leads))
        yield _gauge("instances", "Instanser som är igång.", len(pulse.awake))
        yield _gauge(
            "projection_lag_seconds",
            "Hur länge den äldsta händelsen har väntat på en läsmodell.",
            pulse.lag.total_seconds(),
        )
        yield _gauge(
            "deadlines_overdue",
            "Frister som väntar på att verkställas, utom i förseglade upphandlingar.",
            pulse.overdue,
        )
        yield _gauge(
            "clock_stopped", "Om klockan inte tros.", int(pulse.clock is not None)
        )
        yield _gauge(
            "set_aside", "Om något ärende är undanställt.", int(bool(pulse.set_aside))
        )
        yield _gauge("outbox_dead_letters", "Uppgivna utskick.", pulse.dead_letters)
        yield _gauge("outbox_waiting", "Utskick på väg.", pulse.waiting_letters)
        yield from _age(
            "last_sweep", "Sedan fristerna gicks igenom.", pulse.since(SWEEP)
        )
        yield from _age("backup", "Den senaste säkerhetskopian.", pulse.since(BACKUP))


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"upphandling_{name}", said, value=value)


def _age(name: str, said: str, since: timedelta | None) -> Iterator[Metric]:
    """No figure at all of what was never done."""
    if since is not None:
        yield _gauge(f"{name}_age_seconds", said, since.total_seconds())
