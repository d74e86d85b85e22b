"""Of a tender's bids, and of its end without an award."""

from __future__ import annotations

from collections.abc import Callable

from upphandling.application.commands import Cases
from upphandling.application.verification.deadlines import counted, given_length
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import from_case, recount
from upphandling.application.verification.recounts.tenders import begun_on
from upphandling.domain.base import DomainEvent
from upphandling.domain.instants import local_date
from upphandling.domain.notices import last_sent_on, slowest_channel
from upphandling.domain.tender import Tender

DATE, DEADLINE = Computation.DATE, Computation.DEADLINE
CARRIED, TALLY = Computation.CARRIED, Computation.TALLY


def _from_that_day(
    rule: str, field: str
) -> Callable[[DomainEvent, Tender, Cases], object]:
    """A time that ran from the day of the event, as long as was given there."""

    def recounted(said: DomainEvent, tender: Tender, _: Cases) -> object:
        return counted(
            rule,
            local_date(said.effective_at),
            length=given_length(getattr(said, field)),
            on=begun_on(said, tender),
        )

    return recounted


BIDS = (
    recount(
        Tender.OpeningRecorded,
        "bids",
        CARRIED,
        lambda _said, tender, _: tuple(map(tender._as_opened, tender.bids)),
    ),
    from_case(Tender.ProlongationAccepted, "until", DATE, "prolonged_until"),
    recount(
        Tender.ValidityEnded,
        "last_day lapsed prolonged_until",
        DATE,
        lambda _said, tender, _: (
            tender.bound_until,
            tuple(sorted(tender.in_play - tender.accepted)),
            tender.prolonged_until,
        ),
    ),
    recount(
        Tender.CorrectionInvited,
        "until",
        DEADLINE,
        _from_that_day("correction-time", "until"),
    ),
    recount(
        Tender.ExclusionIntended,
        "hearing",
        DEADLINE,
        _from_that_day("exclusion-hearing", "hearing"),
    ),
    recount(
        Tender.ExplanationAsked,
        "until",
        DEADLINE,
        _from_that_day("low-bid-explanation", "until"),
    ),
    recount(
        Tender.Excluded,
        "ground",
        CARRIED,
        lambda said, tender, _: tender.intended[said.bid].ground,
    ),
    recount(
        Tender.Cancelled,
        "bids qualified",
        TALLY,
        lambda _said, tender, _: (len(tender.bids), len(tender.qualified)),
    ),
    recount(
        Tender.CancellationNotified,
        "review",
        DEADLINE,
        lambda said, tender, _: counted(
            "cancellation-review",
            last_sent_on(said.notices),
            channel=slowest_channel(said.notices),
            on=begun_on(said, tender),
        ),
    ),
    from_case(Tender.CancellationReviewEnded, "last_day", DATE, "review.last_day"),
)
