"""Of what follows on an award: reasons, windows for review, and its dossier."""

from __future__ import annotations

from datetime import date

from upphandling.application.verification.deadlines import counted
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import recount, stamp_of
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


def _short(day: date, award: Award) -> object:
    return counted("validity-review-short", day, on=award.begun_on, if_in_force=True)


AFTER_AWARD = (
    recount(
        Award.ReasonsRequested,
        "due",
        DEADLINE,
        lambda said, award, _: counted(
            "reasons-on-request",
            said.received_on,
            on=award.begun_on,
            if_in_force=True,
        ),
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
        lambda said, award, _: counted(
            "validity-review", said.signed_on, on=award.begun_on, if_in_force=True
        ),
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
        lambda said, award, _: _short(said.published_on, award),
    ),
    recount(
        Award.ContractAnnouncedToBidders,
        "validity_short",
        DEADLINE,
        lambda said, award, _: _short(last_sent_on(said.notices), award),
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
