"""Announcement of an admission: prepared on a decision, then open to all without end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import date
from typing import Self

from upphandling.domain.admission.refusals import (
    AdmissionInWrongStage,
    FollowUpMissing,
    NotOpenForApplications,
    NoWindowLeft,
    WindowInDisorder,
)
from upphandling.domain.admission.terms import AdmissionTerms, Status
from upphandling.domain.admission.windows import RecurringWindow, Window, window_on
from upphandling.domain.base import Aggregate, Decision, Stamp
from upphandling.domain.instants import local_date
from upphandling.domain.parts import must_be_known
from upphandling.domain.requirements import Requirement


class Announcement(Aggregate):
    """An admission that providers may read and apply to."""

    system: str = ""
    status: Status = Status.PREPARED
    bundles: tuple[str, ...] = ()
    terms: AdmissionTerms | None = None
    always_open: bool = False
    recurring: tuple[RecurringWindow, ...] = ()
    windows: dict[str, Window] = field(default_factory=dict)
    requirements: dict[str, Requirement] = field(default_factory=dict)
    compensation: str | None = None

    # -- Events, in the order they happen ----------------------------------

    class Prepared(Decision):
        """Ett valfrihetssystem att ansöka till har förberetts (LOV 1 kap. 1 §)."""

        TOPIC = "admission.prepared"
        system: str
        bundles: tuple[str, ...]
        title: str
        decision: str
        terms: AdmissionTerms
        always_open: bool
        recurring: tuple[RecurringWindow, ...]
        windows: tuple[Window, ...]

        def apply(self, case: Announcement) -> None:
            case.system = self.system
            case.bundles = self.bundles
            case.terms = self.terms
            case.always_open = self.always_open
            case.recurring = self.recurring
            case.windows = {window.window: window for window in self.windows}

    class CompensationSet(Decision):
        """Ersättningen har bestämts, lika för alla utförare (LOV 1 kap. 2 §)."""

        TOPIC = "admission.compensation_set"
        compensation: str
        valid_from: date
        reason: str

        def apply(self, case: Announcement) -> None:
            case.compensation = self.compensation

    class Announced(Decision):
        """Valfrihetssystemet annonseras löpande, utan sista dag (LOV 3 kap. 1 §)."""

        TOPIC = "admission.announced"
        notice: str
        database: str
        requirements: tuple[Requirement, ...]
        windows: tuple[Window, ...]

        def apply(self, case: Announcement) -> None:
            case.status = Status.ANNOUNCED
            case.requirements = {r.requirement: r for r in self.requirements}
            case.windows = {window.window: window for window in self.windows}

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def prepare(
        cls,
        stamp: Stamp,
        key: str,
        *,
        system: str,
        bundles: tuple[str, ...],
        title: str,
        decision: str,
        terms: AdmissionTerms,
        recurring: tuple[RecurringWindow, ...],
        windows: tuple[Window, ...],
    ) -> Self:
        for window in windows:
            must_lie_ahead(window, stamp)
        return cls.begin(
            cls.Prepared,
            stamp,
            key,
            system=system,
            bundles=bundles,
            title=title,
            decision=decision,
            terms=terms,
            always_open=not recurring and not windows,
            recurring=recurring,
            windows=windows,
        )

    def set_compensation(
        self, stamp: Stamp, *, compensation: str, valid_from: date, reason: str
    ) -> None:
        self._must_not_be(Status.WITHDRAWN)
        self.decide(
            self.CompensationSet,
            stamp,
            compensation=compensation,
            valid_from=valid_from,
            reason=reason,
        )

    def announce(
        self,
        stamp: Stamp,
        *,
        notice: str,
        database: str,
        requirements: Sequence[Requirement],
    ) -> None:
        self._must_be(Status.PREPARED)
        if bare := [r.requirement for r in requirements if r.follow_up is None]:
            raise FollowUpMissing(requirements=bare)
        today = local_date(stamp.at)
        for window in self.windows.values():
            must_lie_ahead(window, stamp)
        self.decide(
            self.Announced,
            stamp,
            notice=notice,
            database=database,
            requirements=tuple(requirements),
            windows=(
                *self.windows.values(),
                *(yearly.coming(today) for yearly in self.recurring),
            ),
        )

    # -- Rules -------------------------------------------------------------

    @property
    def agreed(self) -> AdmissionTerms:
        """The terms; every admission that exists has them."""
        if self.terms is None:
            raise AdmissionInWrongStage(admission=self.key)
        return self.terms

    def must_welcome(self, bundle: str) -> None:
        if self.status is not Status.ANNOUNCED:
            raise NotOpenForApplications(admission=self.key, status=self.status)
        must_be_known(bundle, dict.fromkeys(self.bundles))

    def must_require(self, requirements: Sequence[str]) -> None:
        for requirement in requirements:
            must_be_known(requirement, self.requirements)

    def window_on(self, day: date) -> Window | None:
        """The round of an application of the day; None where one may always apply."""
        if self.always_open:
            return None
        window = window_on(day, self.recurring, self.windows.values())
        if window is None:
            raise NoWindowLeft(admission=self.key, received_on=day)
        return window

    def _must_be(self, *required: Status) -> None:
        if self.status not in required:
            raise AdmissionInWrongStage(
                status=self.status, required=" | ".join(required)
            )

    def _must_not_be(self, status: Status) -> None:
        if self.status is status:
            raise AdmissionInWrongStage(status=self.status)


def must_lie_ahead(window: Window, stamp: Stamp) -> None:
    if not local_date(stamp.at) <= window.apply_by < window.start_on:
        raise WindowInDisorder(
            window=window.window, apply_by=window.apply_by, start_on=window.start_on
        )
