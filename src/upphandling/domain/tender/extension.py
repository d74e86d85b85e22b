"""Extension of a tender: more time for bids, as long as bids are welcome."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import AwareDatetime

from upphandling.domain.base import Decision, Stamp
from upphandling.domain.tender.announcement import closing
from upphandling.domain.tender.questions import Questions
from upphandling.domain.tender.refusals import NoExtension, TooLateToExtend
from upphandling.domain.tender.terms import Status


class Extension(Questions):
    """A tender whose last day may be moved, only ever forward."""

    # -- Events, in the order they happen ----------------------------------

    class Extended(Decision):
        """Tiden för att komma in med anbud har förlängts (LOU 19 kap. 14 §)."""

        TOPIC = "tender.extended"
        before: date
        last_day: date
        closes_at: AwareDatetime
        reason: str

        def apply(self, case: Extension) -> None:
            case.last_day = self.last_day
            case.closes_at = self.closes_at
            case.answer_limit_passed = False

    # -- Commands: refuse, or bring about one event ------------------------

    def extend(
        self,
        stamp: Stamp,
        *,
        last_day: date,
        closes_at: datetime | None,
        reason: str,
    ) -> None:
        """Move the last day; the limit for answers is counted again."""
        before = self._must_be_extendable(stamp)
        closes_at = closing(last_day, closes_at)
        if last_day <= before or closes_at <= stamp.at:
            raise NoExtension(before=before, last_day=last_day)
        self.decide(
            self.Extended,
            stamp,
            before=before,
            last_day=last_day,
            closes_at=closes_at,
            reason=reason,
        )
        self._set_answer_limit(stamp, last_day)

    # -- Rules -------------------------------------------------------------

    def _must_be_extendable(self, stamp: Stamp) -> date:
        """The last day so far; past it only what is owed can be given."""
        self._must_be(Status.ANNOUNCED)
        before, closes_at = self.last_day, self.closes_at
        if (
            before is None
            or closes_at is None
            or (stamp.at >= closes_at and not self._overdue_answers(stamp.at))
        ):
            raise TooLateToExtend(closes_at=closes_at)
        return before
