"""The log for IT: structured lines on standard error, never the audit trail."""

from __future__ import annotations

import logging
import sys
from typing import Literal

import structlog


def configure(
    level: Literal["debug", "info", "warning", "error"],
    form: Literal["json", "console"],
) -> None:
    """Set the level and the form of every line from now on."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            getattr(logging, level.upper())
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def silence() -> None:
    """Say nothing from now on: for what happens in memory only, and never was."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL)
    )
