"""Where the time went: OpenTelemetry spans of commands, sweeps and read models.

The only file that knows OpenTelemetry, an extra. A span tells the command's name and
id, never what it held, who sent it, nor what went wrong in words: those may be secret.
Of secret commands there is no span, and of the read models one a round and not one a
page: their number would tell how many bids had come in.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode

from upphandling.application.commands import Command
from upphandling.domain.errors import Refused

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span

log = structlog.get_logger()

LAST_WORDS = 5_000  # milliseconds to send what is left when the service ends


class Tracing:
    """Observes the engine and sends what it sees to an exporter.

    With `at_once` every span is sent when it ends, which is for tests.
    """

    def __init__(
        self,
        exporter: SpanExporter,
        *,
        version: str,
        instance: str,
        at_once: bool = False,
    ) -> None:
        resource = Resource.create(
            {
                "service.name": "upphandling",
                "service.version": version,
                "service.instance.id": instance,
            }
        )
        kind = SimpleSpanProcessor if at_once else BatchSpanProcessor
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(kind(exporter))
        self._tracer = self._provider.get_tracer("upphandling")

    @contextmanager
    def command(self, command: Command, command_id: str) -> Iterator[None]:
        """The span of a command; a refusal is an answer and no error."""
        with self._span(command.NAME, SpanKind.INTERNAL) as span:
            span.set_attribute("upphandling.command", command.NAME)
            span.set_attribute("upphandling.command_id", command_id)
            try:
                yield
            except Refused as refusal:
                span.set_attribute("upphandling.refused", refusal.rule())
                raise

    @contextmanager
    def work(self, name: str) -> Iterator[None]:
        """The span of the house's own work."""
        with self._span(name, SpanKind.INTERNAL):
            yield

    @contextmanager
    def request(self, method: str, route: str) -> Iterator[Span]:
        """The span of a request over HTTP."""
        with self._span(f"{method} {route}", SpanKind.SERVER) as span:
            span.set_attribute("http.request.method", method)
            span.set_attribute("http.route", route)
            yield span

    def close(self) -> None:
        """Send what is left."""
        self._provider.force_flush(LAST_WORDS)
        self._provider.shutdown()

    @contextmanager
    def _span(self, name: str, kind: SpanKind) -> Iterator[Span]:
        with self._tracer.start_as_current_span(
            name, kind=kind, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except Refused:
                raise
            except BaseException as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(StatusCode.ERROR)
                raise


def to_collector(endpoint: str, *, version: str, instance: str) -> Tracing:
    """Tracing to a collector by OTLP over HTTP; nothing is sent before there is a span."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 -- slow to load
        OTLPSpanExporter,
    )

    told = logging.getLogger("opentelemetry")
    told.handlers, told.propagate = [_InOurLog()], False
    exporter = OTLPSpanExporter(endpoint=endpoint, timeout=LAST_WORDS / 1000)
    return Tracing(exporter, version=version, instance=instance)


class _InOurLog(logging.Handler):
    """What OpenTelemetry has to say, as lines of our own; what it was about is left out."""

    def emit(self, record: logging.LogRecord) -> None:
        log.warning("tracing_failed", source=record.name, level=record.levelname)
