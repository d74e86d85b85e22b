"""An admission as it runs: rounds end, terms change, the door is closed and opened."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.admission.announcement import Announcement, must_lie_ahead
from upphandling.domain.admission.refusals import (
    AlwaysOpen,
    ApplicationsStillWelcome,
    WindowClosedAlready,
)
from upphandling.domain.admission.terms import Status
from upphandling.domain.admission.windows import Window, successor
from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.instants import midnight_after
from upphandling.domain.parts import must_be_known, must_be_new


class Admission(Announcement):
    """One choice system, or part of it, that providers may apply to join."""

    KIND = "admission"

    closed: set[str] = field(default_factory=set)
    changes: tuple[str, ...] = ()

    # -- Events, in the order they happen ----------------------------------
    class WindowScheduled(Decision):
        """En ansökningsomgång har lagts till (lokal ordning)."""

        TOPIC = "admission.window_scheduled"
        window: Window

        def apply(self, case: Admission) -> None:
            case.windows[self.window.window] = self.window

    class WindowClosed(DomainEvent):
        """En ansökningsomgång har gått ut, nya ansökningar hör till nästa (lokal ordning)."""

        TOPIC = "admission.window_closed"
        window: str
        apply_by: date
        next: Window | None

        def apply(self, case: Admission) -> None:
            case.closed.add(self.window)
            if self.next is not None:
                case.windows[self.next.window] = self.next

    class Changed(Decision):
        """Villkoren har ändrats, lika för alla utförare (LOV 1 kap. 2 §)."""

        TOPIC = "admission.changed"
        what: str
        valid_from: date
        reason: str

        def apply(self, case: Admission) -> None:
            case.changes = (*case.changes, self.what)

    class Paused(Decision):
        """Systemet tar tills vidare inte emot nya utförare (lokal ordning)."""

        TOPIC = "admission.paused"
        reason: str

        def apply(self, case: Admission) -> None:
            case.status = Status.PAUSED

    class Resumed(Decision):
        """Systemet tar åter emot nya utförare (lokal ordning)."""

        TOPIC = "admission.resumed"
        reason: str

        def apply(self, case: Admission) -> None:
            case.status = Status.ANNOUNCED

    class Withdrawn(Decision):
        """Annonsen har dragits tillbaka och systemet är stängt (lokal ordning)."""

        TOPIC = "admission.withdrawn"
        reason: str
        windows: tuple[str, ...]

        def apply(self, case: Admission) -> None:
            case.status = Status.WITHDRAWN
            case.closed.update(self.windows)

    # -- Commands: refuse, or bring about one event ------------------------
    def schedule_window(self, stamp: Stamp, *, window: Window) -> None:
        self._must_be(Status.ANNOUNCED, Status.PAUSED)
        if self.always_open:
            raise AlwaysOpen(admission=self.key)
        must_be_new(window.window, self.windows)
        must_lie_ahead(window, stamp)
        self.decide(self.WindowScheduled, stamp, window=window)

    def close_window(self, stamp: Stamp, *, window: str) -> None:
        must_be_known(window, self.windows)
        if window in self.closed:
            raise WindowClosedAlready(window=window)
        over = self.windows[window]
        if stamp.at < midnight_after(over.apply_by):
            raise ApplicationsStillWelcome(window=window, apply_by=over.apply_by)
        self.record(
            self.WindowClosed,
            stamp,
            window=window,
            apply_by=over.apply_by,
            next=successor(over, self.recurring),
        )

    def change(self, stamp: Stamp, *, what: str, valid_from: date, reason: str) -> None:
        self._must_be(Status.ANNOUNCED, Status.PAUSED)
        self.decide(
            self.Changed, stamp, what=what, valid_from=valid_from, reason=reason
        )

    def pause(self, stamp: Stamp, *, reason: str) -> None:
        self._must_be(Status.ANNOUNCED)
        self.decide(self.Paused, stamp, reason=reason)

    def resume(self, stamp: Stamp, *, reason: str) -> None:
        self._must_be(Status.PAUSED)
        self.decide(self.Resumed, stamp, reason=reason)

    def withdraw(self, stamp: Stamp, *, reason: str) -> None:
        self._must_not_be(Status.WITHDRAWN)
        still_open = tuple(w for w in sorted(self.windows) if w not in self.closed)
        self.decide(self.Withdrawn, stamp, reason=reason, windows=still_open)
