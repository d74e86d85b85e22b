"""The part of a service that tells how it feels: pages, figures and traces."""

from __future__ import annotations

from http import HTTPStatus
from importlib.metadata import version
from threading import Thread
from typing import TYPE_CHECKING

import structlog
from pydantic_core import to_json

from upphandling.bootstrap import House
from upphandling.infrastructure.vitals.check import Check, Status, worst
from upphandling.infrastructure.vitals.environment import around, under
from upphandling.interfaces.vitals.health import Health, told
from upphandling.interfaces.vitals.http import (
    JSON,
    Answer,
    Page,
    PagesServer,
    untraced,
)
from upphandling.schedules.standing import Standing
from upphandling.settings import Settings

log = structlog.get_logger()

if TYPE_CHECKING:
    from upphandling.infrastructure.vitals.tracing import Tracing

OFF = "none"
POLL = 0.25  # seconds between two looks at whether to stop


class VitalsPart:
    """Answers over HTTP and sends traces, each where it is set up."""

    name = "vitals"

    def __init__(self, house: House, settings: Settings) -> None:
        self.house = house
        self.settings = settings
        self.tracing: Tracing | None = None
        self.server: PagesServer | None = None
        self._thread: Thread | None = None

    def start(self, standing: Standing) -> None:
        """Begin; raises `CannotStart` for a taken port, `BadSetting` without the extra."""
        for check in (*around(), *under(self.house.database)):
            if check.status is not Status.OK:
                log.warning("environment", **check.as_told())
        program = version("upphandling")
        if self.settings.tracing_endpoint is not None:
            self.tracing = _tracing(
                self.settings.tracing_endpoint, program, standing.instance
            )
            self.house.engine.observers.append(self.tracing)
        if self.settings.http_listen == OFF:
            return
        pages = self._pages(standing, program)
        traced = untraced if self.tracing is None else self.tracing.request
        self.server = PagesServer(self.settings.http_listen, pages, traced)
        self._thread = Thread(
            target=self.server.serve_forever, args=(POLL,), name="http", daemon=True
        )
        self._thread.start()
        log.info("http_started", port=self.server.server_address[1])

    def stop(self) -> None:
        """End; what is left of the traces is sent."""
        if self.server is not None:
            if self._thread is not None:
                self.server.shutdown()
                self._thread.join()
            self.server.server_close()
        if self.tracing is not None:
            self.tracing.close()

    def _pages(self, standing: Standing, program: str) -> dict[str, Page]:
        from upphandling.interfaces.vitals.figures import (  # noqa: PLC0415 -- slow to load
            KIND,
            Figures,
        )

        health = Health(self.house, standing, 2 * self.settings.watchdog_seconds)
        figures = Figures(
            health.found,
            version=program,
            dialect=self.house.database.dialect,
            instance=standing.instance,
        )
        self.house.engine.observers.append(figures)
        return {
            "/healthz": lambda: _of_checks([health.alive()]),
            "/readyz": lambda: _of_checks(health.found()[1]),
            "/metrics": lambda: Answer(HTTPStatus.OK, KIND, figures.text()),
        }


def _tracing(endpoint: str, program: str, instance: str) -> Tracing:
    from upphandling.extras import needing  # noqa: PLC0415 -- seldom needed

    with needing("tracing"):
        from upphandling.infrastructure.vitals.tracing import (  # noqa: PLC0415 -- slow to load
            to_collector,
        )

    return to_collector(endpoint, version=program, instance=instance)


def _of_checks(checks: list[Check]) -> Answer:
    failed = worst(checks) is Status.FAIL
    status = HTTPStatus.SERVICE_UNAVAILABLE if failed else HTTPStatus.OK
    return Answer(status, JSON, to_json(told(checks), indent=2) + b"\n")
