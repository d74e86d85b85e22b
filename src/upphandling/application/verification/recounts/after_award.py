"""Of what follows on an award: reasons, windows for review, and its dossier."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from upphandling.application.commands import Cases
from upphandling.application.verification.deadlines import counted
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import How, recount, stamp_of
from upphandling.domain.award import Award
from upphandling.domain.award.aftermath import end_of_quarter
from upphandling.domain.dossier import Dossier
from upphandling.domain.instants import local_date
from upphandling.domain.notices import last_sent_on
from upphandling.domain.tender import Tender

DATE, DEADLINE, CARRIED = Computation.DATE, Computation.DEADLINE, Computation.CARRIED


def _published_by(said: Award.WindowsOpened, award: Award) -> object:
    """Counted from the signing, or collected from the end of its quarter."""
    kept, signed_on = said.post_award_notice, local_date(said.effective_at)
    collected = kept is not None and kept.trigger == end_of_quarter(signed_on)
    return counted(
        "post-award-notice",
        end_of_quarter(signed_on) if collected else signed_on,
        on=award.begun_on,
        if_in_force=True,
    )


def _from(rule: str, trigger: Callable[[Any], date]) -> How:
    """A time from its day by the law that the award is held to, if that has it."""

    def recounted(said: object, award: Award, _: Cases) -> object:
        return counted(rule, trigger(said), on=award.begun_on, if_in_force=True)

    return recounted


AFTER_AWARD = (
    recount(
        Award.ReasonsRequested,
        "due",
        DEADLINE,
        _from("reasons-on-request", lambda said: said.received_on),
    ),
    recount(
        Award.ReasonsGiven,
        "sent_at",
        DATE,
        lambda said, _award, _: said.effective_at,
    ),
    recount(
        Award.ReasonsOverdue,
        "last_day",
        DATE,
        lambda said, award, _: award.requests[said.bidder].last_day,
    ),
    recount(
        Award.WindowsOpened,
        "signed_on",
        DATE,
        lambda said, _award, _: local_date(said.effective_at),
    ),
    recount(
        Award.WindowsOpened,
        "validity",
        DEADLINE,
        _from("validity-review", lambda said: said.signed_on),
    ),
    recount(
        Award.WindowsOpened,
        "post_award_notice",
        DEADLINE,
        lambda said, award, _: _published_by(said, award),
    ),
    recount(
        Award.PostAwardNoticePublished,
        "validity_short",
        DEADLINE,
        _from("validity-review-short", lambda said: said.published_on),
    ),
    recount(
        Award.ContractAnnouncedToBidders,
        "validity_short",
        DEADLINE,
        _from("validity-review-short", lambda said: last_sent_on(said.notices)),
    ),
    *(
        recount(
            event,
            "shortened",
            CARRIED,
            lambda said, award, _: award._shortened(
                said.agreements, said.validity_short
            ),
        )
        for event in (Award.PostAwardNoticePublished, Award.ContractAnnouncedToBidders)
    ),
    recount(
        Award.PostAwardNoticeOverdue,
        "last_day",
        DATE,
        lambda said, award, _: award.unpublished[said.agreement].last_day,
    ),
    recount(
        Award.ValidityReviewEnded,
        "last_day",
        DATE,
        lambda said, award, _: award.contestable[said.agreement].last_day,
    ),
    recount(
        Dossier.Opened,
        "ended_on",
        DATE,
        lambda said, _dossier, _: local_date(said.effective_at),
    ),
    recount(
        Dossier.Opened,
        "due",
        DEADLINE,
        lambda said, _dossier, then: counted(
            "documentation-complete",
            said.ended_on,
            on=then.fetch(Tender, said.tender).begun_on(stamp_of(said)),
            if_in_force=True,
        ),
    ),
    recount(
        Dossier.Overdue,
        "last_day missing",
        DATE,
        lambda _said, dossier, _: (dossier.due.last_day, dossier._missing()),
    ),
)
