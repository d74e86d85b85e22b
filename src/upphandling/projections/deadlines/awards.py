"""What an award waits for: to be signed, answered, published and left in peace."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.domain.award import Award
from upphandling.projections.base import Change, Fact
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    counted,
    over,
)


@DEADLINES.on(Award.Notified)
def award_notified(fact: Fact) -> Iterable[Change]:
    yield counted(fact, Deadline.STANDSTILL_ENDS, fact.data["standstill"])


@DEADLINES.on(
    Award.StandstillEnded,
    Award.SigningUnlocked,
    Award.NotifiedDefectively,
    Award.NoticeFoundDefective,
    Award.Reevaluated,
    Award.Annulled,
    Award.Withdrawn,
)
def standstill_over(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.STANDSTILL_ENDS)


@DEADLINES.on(Award.SigningLocked)
def signing_locked(fact: Fact) -> Iterable[Change]:
    lock = fact.data["lock"]
    if lock["period"] is not None:
        yield counted(fact, Deadline.TEN_DAY_PERIOD_ENDS, lock["period"], lock["lock"])


@DEADLINES.on(Award.LockReleased)
def lock_released(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.TEN_DAY_PERIOD_ENDS, fact.data["lock"])


@DEADLINES.on(Award.ReasonsRequested)
def reasons_requested(fact: Fact) -> Iterable[Change]:
    if fact.data["due"] is not None:
        yield counted(fact, Deadline.REASONS_DUE, fact.data["due"], fact.data["bidder"])


@DEADLINES.on(Award.ReasonsGiven, Award.ReasonsOverdue)
def reasons_given(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.REASONS_DUE, fact.data["bidder"])


@DEADLINES.on(Award.WindowsOpened)
def windows_opened(fact: Fact) -> Iterable[Change]:
    for deadline, window in (
        (Deadline.VALIDITY_REVIEW_ENDS, fact.data["validity"]),
        (Deadline.POST_AWARD_NOTICE_DUE, fact.data["post_award_notice"]),
    ):
        if window is not None:
            yield counted(fact, deadline, window, fact.data["agreement"])


@DEADLINES.on(Award.PostAwardNoticePublished)
def notice_published(fact: Fact) -> Iterable[Change]:
    for agreement in fact.data["agreements"]:
        yield over(fact, Deadline.POST_AWARD_NOTICE_DUE, agreement)
    yield from contracts_announced(fact)


@DEADLINES.on(Award.ContractAnnouncedToBidders)
def contracts_announced(fact: Fact) -> Iterable[Change]:
    for agreement in fact.data["shortened"]:
        yield counted(
            fact,
            Deadline.VALIDITY_REVIEW_ENDS,
            fact.data["validity_short"],
            agreement,
        )


@DEADLINES.on(Award.PostAwardNoticeOverdue)
def notice_overdue(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.POST_AWARD_NOTICE_DUE, fact.data["agreement"])


@DEADLINES.on(Award.ValidityReviewEnded)
def validity_review_ended(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.VALIDITY_REVIEW_ENDS, fact.data["agreement"])
