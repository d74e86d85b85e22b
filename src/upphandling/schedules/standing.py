"""What runs beside the beats of a service, and what each part is told of its standing."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import Protocol


class CannotStart(Exception):
    """Why a part of the service could not begin, in Swedish, with what to do."""


class Standing:
    """How this instance stands just now; read from any thread, without waiting.

    `instance` names it in the table of instances. `stopping` is set when the service
    is about to end. `trouble` is why the last beat failed, in Swedish, or None.
    """

    def __init__(self, instance: str, leads: Callable[[], bool]) -> None:
        self.instance = instance
        self.stopping = Event()
        self.trouble: str | None = None
        self._leads = leads
        self._beaten: float | None = None

    def leads(self) -> bool:
        """Whether it alone acts just now: ask again before every act."""
        return not self.stopping.is_set() and self._leads()

    def beaten(self) -> None:
        """Note that a beat has ended well."""
        self._beaten = monotonic()
        self.trouble = None

    def seconds_since_beat(self) -> float | None:
        """Since a beat last ended well; None before the first has."""
        return None if self._beaten is None else monotonic() - self._beaten


class Part(Protocol):
    """Runs in threads of its own from `start` to `stop`, in leaders and others alike."""

    name: str

    def start(self, standing: Standing) -> None:
        """Begin, and return at once; raises what makes the whole start fail."""
        ...

    def stop(self) -> None:
        """End, and return when it has; called even where `start` failed."""
        ...
