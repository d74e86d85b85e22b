"""Of an agreement: its shares, its alarms, its queue with lots drawn, its offers."""

from __future__ import annotations

from upphandling.application.commands import Cases
from upphandling.application.verification.deadlines import counted, given_length
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import from_case, recount
from upphandling.domain.admission import Admission
from upphandling.domain.agreement import Agreement
from upphandling.domain.agreement.queue import _turns
from upphandling.domain.agreement.terms import Terms, Waiting
from upphandling.domain.application import Application
from upphandling.domain.award import Award
from upphandling.domain.configuration import Regime
from upphandling.domain.instants import local_date
from upphandling.domain.lengths import Length, Unit

DATE, DEADLINE, LOT = Computation.DATE, Computation.DEADLINE, Computation.LOT
CARRIED, SHARE, TALLY = Computation.CARRIED, Computation.SHARE, Computation.TALLY


def _won(said: Agreement.Signed, then: Cases) -> Terms:
    """The terms, as far as they follow from the bid and the lot that it won."""
    award = then.fetch(Award, said.award)
    bid, lot = award.bids[said.bid], award.lots[said.lot]
    return said.terms.model_copy(
        update={
            "provider": bid.bidder,
            "name": bid.name,
            "regime": Regime.LOU,
            "areas": lot.areas,
            "share_percent": lot.share_percent,
        }
    )


def _let_in(said: Agreement.Admitted, then: Cases) -> tuple[Terms, Length]:
    """The terms, as far as they follow from the application, and the notice."""
    application = then.fetch(Application, said.application)
    terms = said.terms.model_copy(
        update={
            "provider": application.provider,
            "name": application.applicant,
            "regime": Regime.LOV,
            "bundle": application.bundle,
            "areas": application.areas,
            "places": application.capacity,
        }
    )
    return terms, then.fetch(Admission, said.admission).agreed.exit_notice


def _in_turn(said: Agreement.Queued, agreement: Agreement) -> tuple[Waiting, ...]:
    """Those who wait, each with the turn that the order in force gives."""
    turn = _turns(agreement.queue_order, agreement.queue_seed)
    return tuple(
        place.model_copy(update={"turn": turn(place)}) for place in said.waiting
    )


def _turns_of(said: Agreement.QueueOrdered, agreement: Agreement) -> dict[str, str]:
    turn = _turns(said.order, said.seed)
    return {customer: turn(place) for customer, place in agreement.queue.items()}


AGREEMENTS = (
    recount(
        Agreement.Signed,
        "terms",
        SHARE,
        lambda said, _agreement, then: _won(said, then),
    ),
    recount(
        Agreement.Admitted,
        "terms exit_notice",
        SHARE,
        lambda said, _agreement, then: _let_in(said, then),
    ),
    from_case(Agreement.Expired, "ended_on", DATE, "ends_on"),
    from_case(Agreement.WoundUp, "ended_on", DATE, "ends_on"),
    from_case(Agreement.Extended, "before", DATE, "ends_on"),
    recount(
        Agreement.OptionExercised,
        "before ends_on",
        DATE,
        lambda said, agreement, _: (
            agreement.ends_on,
            agreement.options[said.option].ends_on,
        ),
    ),
    recount(
        Agreement.ExpiryWatched,
        "alarm",
        DEADLINE,
        lambda said, agreement, _: counted(
            "agreement-expiry-alarm",
            agreement.ends_on,
            length=Length(said.months, Unit.MONTHS),
        ),
    ),
    from_case(Agreement.ExpiryAlarmRaised, "ends_on", DATE, "ends_on"),
    recount(
        Agreement.Changed,
        "paragraph value_sek",
        CARRIED,
        lambda said, agreement, _: (said.change.ground.paragraph, agreement.value_sek),
    ),
    recount(
        Agreement.Queued,
        "waiting",
        LOT,
        lambda said, agreement, _: _in_turn(said, agreement),
    ),
    recount(
        Agreement.QueueOrdered,
        "turns",
        LOT,
        lambda said, agreement, _: _turns_of(said, agreement),
    ),
    recount(
        Agreement.PlaceOffered,
        "area number",
        TALLY,
        lambda said, agreement, _: (
            agreement.queue[said.customer].area,
            agreement.queue_place(said.customer),
        ),
    ),
    recount(
        Agreement.PlaceOffered,
        "answer_by",
        DEADLINE,
        lambda said, _agreement, _: counted(
            "place-offer",
            local_date(said.effective_at),
            length=given_length(said.answer_by),
        ),
    ),
    *(
        recount(
            event,
            "area",
            CARRIED,
            lambda said, agreement, _: agreement.offers[said.customer].area,
        )
        for event in (
            Agreement.OfferAccepted,
            Agreement.OfferDeclined,
            Agreement.OfferLapsed,
        )
    ),
    recount(
        Agreement.OfferLapsed,
        "leaves_queue",
        CARRIED,
        lambda _said, _agreement, _: True,
    ),
    recount(
        Agreement.SanctionWithdrawn,
        "kind",
        CARRIED,
        lambda said, agreement, _: agreement.sanctions[said.sanction].kind,
    ),
    recount(
        Agreement.Rescinded,
        "queue",
        CARRIED,
        lambda _said, agreement, _: tuple(agreement.queue),
    ),
)
