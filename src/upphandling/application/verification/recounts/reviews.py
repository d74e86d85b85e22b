"""Of a review: whether it came in time, what it holds, and what a ruling frees."""

from __future__ import annotations

from datetime import date

from upphandling.application.commands import Cases
from upphandling.application.verification.deadlines import counted
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import from_case, recount, stamp_of
from upphandling.domain.award import Award
from upphandling.domain.review import Against, Hold, HoldKind, Review
from upphandling.domain.review.filing import EXTENDED, _days_after, _extended_standstill
from upphandling.domain.review.measures import interim_hold, ten_day_hold
from upphandling.domain.review.terms import Status
from upphandling.domain.tender import Tender

DATE, DEADLINE, LOCK = Computation.DATE, Computation.DEADLINE, Computation.LOCK


def _subject(said: Review.Filed, then: Cases) -> tuple[date, date | None]:
    """When what is reviewed began, and the last day to apply."""
    if said.against is Against.CANCELLATION:
        tender = then.fetch(Tender, said.subject)
        last_day = tender.review.last_day if tender.review else None
        return tender.begun_on(stamp_of(said)), last_day
    if said.against is Against.AWARD:
        award = then.fetch(Award, said.subject)
        last_day = award.standstill.last_day if award.standstill else None
        return award.begun_on or said.received_on, last_day
    if said.tender is None:
        return said.received_on, None
    award = then.fetch(Award, str(then.fetch(Tender, said.tender).award))
    window = award.contestable.get(said.subject) or counted(
        "validity-review",
        award.signed_on[said.subject],
        on=award.begun_on,
        if_in_force=True,
    )
    return award.begun_on or said.received_on, window.last_day if window else None


def _interim(said: Review.InterimDecided, review: Review) -> tuple[object, ...]:
    """A measure that locks an award, and the ruling that had not heard of it."""
    if not (said.prohibits_signing and review.against is Against.AWARD):
        return (), None
    hold = Hold(hold=interim_hold(said.instance), kind=HoldKind.INTERIM_MEASURE)
    return (hold,), review._overtaken_by(said.instance)


def _confirmed(said: Review.RulingConfirmed, review: Review) -> tuple[object, ...]:
    """What a ruling leads to, once a second person has seen it."""
    ruling = review.rulings[said.ruling]
    gone = ruling.outcome is not None or interim_hold(ruling.instance) in ruling.frees
    ends = ruling.outcome is not None and ruling.back_to is None
    return (
        ruling.outcome,
        Status.RULED if ends else Status.PENDING,
        ruling.back_to or review.instance,
        None if gone and review.interim is ruling.instance else review.interim,
        review._order_after(said.ruling, ruling.outcome),
        ruling.frees,
    )


def _orders_of(said: Review.RulingRetracted, review: Review) -> tuple[str, ...]:
    return tuple(
        key
        for key, one in review.holds.items()
        if one.ruling == said.ruling and one.kind is HoldKind.COURT_ORDER
    )


REVIEWS = (
    recount(
        Review.Filed,
        "begun_on last_day",
        DATE,
        lambda said, _review, then: _subject(said, then),
    ),
    recount(
        Review.Filed,
        "in_time ask_on",
        DATE,
        lambda said, _review, _: (
            said.last_day is None or said.received_on <= said.last_day,
            _days_after(stamp_of(said), said.ask_again_days),
        ),
    ),
    recount(
        Review.Filed,
        "new_grounds",
        DEADLINE,
        lambda said, _review, _: counted(
            "new-grounds", said.received_on, on=said.begun_on, if_in_force=True
        ),
    ),
    recount(
        Review.Filed,
        "holds",
        LOCK,
        lambda said, _review, _: _extended_standstill(
            said.against, in_time=said.in_time
        ),
    ),
    recount(
        Review.FoundTimely,
        "holds",
        LOCK,
        lambda _said, review, _: _extended_standstill(review.against, in_time=True),
    ),
    recount(
        Review.GroundsAdded,
        "in_time",
        DATE,
        lambda said, review, _: (
            review.new_grounds is None or said.on <= review.new_grounds.last_day
        ),
    ),
    from_case(Review.NewGroundsBarred, "last_day", DATE, "new_grounds.last_day"),
    recount(
        Review.CourtToBeAsked,
        "due_on next_on",
        DATE,
        lambda said, review, _: (review.ask_on, review._next_to_ask(stamp_of(said))),
    ),
    recount(
        Review.ExtensionLifted, "frees", LOCK, lambda _said, _review, _: (EXTENDED,)
    ),
    recount(
        Review.InterimDecided,
        "holds overtakes",
        LOCK,
        lambda said, review, _: _interim(said, review),
    ),
    recount(
        Review.InterimLifted,
        "holds frees",
        LOCK,
        lambda said, _review, _: (
            ten_day_hold(said.ruling, said.ten_day_period),
            (interim_hold(said.instance),),
        ),
    ),
    recount(
        Review.InterimLifted,
        "ten_day_period",
        DEADLINE,
        # None is what the court itself may say.
        lambda said, review, _: (
            said.ten_day_period and review._ten_days(said.decided_on)
        ),
    ),
    recount(
        Review.Ruled,
        "ten_day_period",
        DEADLINE,
        lambda said, review, _: said.ten_day_period and review._ten_days(said.ruled_on),
    ),
    recount(
        Review.Ruled,
        "holds frees",
        LOCK,
        lambda said, review, _: (
            (
                *ten_day_hold(said.ruling, said.ten_day_period),
                *review._order_hold(said.ruling, said.outcome),
            ),
            review._freed_by(said.instance, said.outcome),
        ),
    ),
    recount(
        Review.RulingConfirmed,
        "outcome status instance interim order frees",
        LOCK,
        lambda said, review, _: _confirmed(said, review),
    ),
    recount(
        Review.RulingRetracted,
        "frees",
        LOCK,
        lambda said, review, _: _orders_of(said, review),
    ),
    recount(
        Review.RulingAccepted,
        "outcome",
        LOCK,
        lambda said, review, _: review.rulings[said.ruling].outcome,
    ),
    *(
        recount(
            event,
            "instance ask_on",
            DATE,
            lambda said, review, _: (
                review.instance.above,
                review._next_to_ask(stamp_of(said)),
            ),
        )
        for event in (Review.Appealed, Review.AuthorityAppealed)
    ),
)
