"""Decision on an application: assessed, approved or rejected, and the agreement signed."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import AwareDatetime

from upphandling.domain.application.reception import Reception
from upphandling.domain.application.refusals import (
    ApplicantExcluded,
    CompletionAwaited,
    NotAssessed,
    NothingToReject,
    RequirementNotMet,
    StartsBeforeWindow,
)
from upphandling.domain.application.terms import Assessment, Status
from upphandling.domain.base import Decision, Stamp
from upphandling.domain.instants import local_date, must_have_come
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.lengths import Length


class Deciding(Reception):
    """An application that the municipality decides on."""

    agreement: str | None = None
    rattelse: LegalDeadline | None = None

    # -- Events, in the order they happen ----------------------------------

    class Assessed(Decision):
        """Ansökan har prövats mot kraven (lokal ordning)."""

        TOPIC = "application.assessed"
        assessment: Assessment

        def apply(self, case: Deciding) -> None:
            case.assessment = self.assessment

    class Approved(Decision):
        """Sökanden har godkänts som utförare (lokal ordning)."""

        TOPIC = "application.approved"
        motive: str

        def apply(self, case: Deciding) -> None:
            case.status = Status.APPROVED

    class Rejected(Decision):
        """Ansökan har avslagits och sökanden har fått skälen (lokal ordning)."""

        TOPIC = "application.rejected"
        reasons: str
        failed: tuple[str, ...]
        exclusion: str | None
        notified_at: AwareDatetime
        rattelse: LegalDeadline

        def apply(self, case: Deciding) -> None:
            case.status = Status.REJECTED
            case.rattelse = self.rattelse

    class AgreementSigned(Decision):
        """Skriftligt avtal har ingåtts med den godkända sökanden (LOV 2 kap. 2 §)."""

        TOPIC = "application.agreement_signed"
        agreement: str
        signed_on: date

        def apply(self, case: Deciding) -> None:
            case.status = Status.ADMITTED
            case.agreement = self.agreement

    # -- Commands: refuse, or bring about one event ------------------------

    def assess(self, stamp: Stamp, *, assessment: Assessment) -> None:
        self._must_be(Status.RECEIVED)
        self._must_not_await_completion()
        self.decide(self.Assessed, stamp, assessment=assessment)

    def approve(self, stamp: Stamp, *, motive: str) -> None:
        seen = self._seen()
        if seen.failed:
            raise RequirementNotMet(failed=list(seen.failed))
        if seen.exclusion is not None:
            raise ApplicantExcluded(exclusion=seen.exclusion)
        self.decide(self.Approved, stamp, motive=motive)

    def reject(
        self,
        stamp: Stamp,
        *,
        reasons: str,
        notified_at: datetime | None,
        rattelse: Length,
    ) -> None:
        seen = self._seen()
        if not seen.in_the_way:
            raise NothingToReject(application=self.key)
        notified_at = notified_at or stamp.at
        told_on = local_date(notified_at)
        must_have_come(told_on, stamp.at)
        self.decide(
            self.Rejected,
            stamp,
            reasons=reasons,
            failed=seen.failed,
            exclusion=seen.exclusion,
            notified_at=notified_at,
            rattelse=count("lov-rattelse", told_on, length=rattelse),
        )

    def sign(
        self, stamp: Stamp, *, agreement: str, signed_on: date, starts_on: date
    ) -> None:
        self._must_be(Status.APPROVED)
        must_have_come(signed_on, stamp.at)
        if self.start_on is not None and starts_on < self.start_on:
            raise StartsBeforeWindow(
                window=self.window, start_on=self.start_on, wanted=starts_on
            )
        self.decide(
            self.AgreementSigned, stamp, agreement=agreement, signed_on=signed_on
        )

    # -- Rules -------------------------------------------------------------

    def _seen(self) -> Assessment:
        """The assessment that a decision rests on."""
        self._must_be(Status.RECEIVED)
        self._must_not_await_completion()
        if self.assessment is None:
            raise NotAssessed(application=self.key)
        return self.assessment

    def _must_not_await_completion(self) -> None:
        if self.awaits_completion and self.completion is not None:
            raise CompletionAwaited(last_day=self.completion.last_day)
