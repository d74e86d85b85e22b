"""Of an award until it is signed: the comparison, the lots drawn, the standstill."""

from __future__ import annotations

from upphandling.application.award.proposal import comparison_of
from upphandling.application.commands import Cases
from upphandling.application.review.locks import LOCKS
from upphandling.application.verification.deadlines import counted
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import from_case, recount, stamp_of
from upphandling.domain.award import Award, Comparison
from upphandling.domain.award.terms import Lock
from upphandling.domain.evaluation import Draw, Evaluation, difference, draw
from upphandling.domain.legal_time import LegalDeadline
from upphandling.domain.notices import last_sent_on, slowest_channel
from upphandling.domain.review import Review
from upphandling.domain.tender import Tender

DATE, DEADLINE = Computation.DATE, Computation.DEADLINE
CARRIED, EVALUATION = Computation.CARRIED, Computation.EVALUATION


def _proposed(said: Award.Proposed, then: Cases) -> tuple[object, ...]:
    """When it began, and all that came in, as the tender had it."""
    tender = then.fetch(Tender, said.tender)
    return (
        tender.system,
        tender.begun_on(stamp_of(said)),
        tuple(tender.lots.values()),
        tuple(tender.bids.values()),
    )


def _comparison(said: Award.Evaluated, award: Award, then: Cases) -> Comparison:
    """The bids that stood, or the same bids with what was drawn since."""
    if award.comparison is None:
        return comparison_of(then.fetch(Tender, award.tender))
    drawn = said.comparison.draws[len(award.comparison.draws) :]
    return award.comparison.with_draws(*drawn)


def _draw(said: Award.TieDrawn, award: Award) -> Draw:
    ties = award.evaluation.ties if award.evaluation else ()
    tied = next(tie.bids for tie in ties if tie.lot == said.draw.lot)
    return draw(said.draw.lot, tied, said.draw.seed)


def _standstill(said: Award.Notified, award: Award) -> LegalDeadline:
    """From the last sending, by the slowest channel; what was stated binds."""
    deadline: LegalDeadline = counted(
        "standstill",
        last_sent_on(said.notices),
        channel=slowest_channel(said.notices),
        stated=said.standstill.stated_last_day,
        on=award.begun_on,
    )
    return deadline


def _lock(said: Award.SigningLocked, award: Award, then: Cases) -> Lock:
    """The hold of the review that it mirrors."""
    review = then.fetch(Review, said.lock.review)
    hold = review.holds[said.lock.lock.removeprefix(f"{review.key}.")]
    return said.lock.model_copy(
        update={"kind": LOCKS[hold.kind], "period": hold.period}
    )


def _fallen(said: Award.Reevaluated, award: Award) -> tuple[str, ...]:
    before = award.comparison.standing if award.comparison else set(award.bids)
    return tuple(sorted(before - said.comparison.standing))


AWARDS = (
    recount(
        Award.Proposed,
        "system begun_on lots bids",
        CARRIED,
        lambda said, _award, then: _proposed(said, then),
    ),
    recount(
        Award.Proposed,
        "ranking",
        EVALUATION,
        lambda said, _award, then: (
            comparison_of(then.fetch(Tender, said.tender)).evaluation().ranking
        ),
    ),
    recount(Award.Evaluated, "comparison", CARRIED, _comparison),
    recount(
        Award.Evaluated,
        "evaluation",
        EVALUATION,
        lambda said, _award, _: said.comparison.evaluation(),
    ),
    recount(
        Award.TieDrawn,
        "draw",
        Computation.LOT,
        lambda said, award, _: _draw(said, award),
    ),
    recount(
        Award.DepartedFromProposal,
        "proposed winners",
        CARRIED,
        lambda _said, award, _: (award._proposed_winners(), award.winners),
    ),
    recount(
        Award.Notified,
        "standstill",
        DEADLINE,
        lambda said, award, _: _standstill(said, award),
    ),
    *(
        from_case(event, "last_day", DATE, "standstill.last_day")
        for event in (Award.StandstillEnded, Award.SigningUnlocked)
    ),
    recount(Award.SigningLocked, "lock", Computation.LOCK, _lock),
    recount(
        Award.Reevaluated,
        "comparison",
        CARRIED,
        lambda _said, award, then: comparison_of(then.fetch(Tender, award.tender)),
    ),
    recount(
        Award.Reevaluated,
        "evaluation fallen changes",
        EVALUATION,
        lambda said, award, _: (
            said.comparison.evaluation(),
            _fallen(said, award),
            difference(award.evaluation or Evaluation(ranking=()), said.evaluation),
        ),
    ),
)
