"""Of a round of choice: the neutral order, the question with its shares, the allocation."""

from __future__ import annotations

from upphandling.application.choice_round.allocation import _left_out
from upphandling.application.choice_round.people import choices_of, own_place
from upphandling.application.choice_round.question import chooser_of, question_of
from upphandling.application.commands import Cases
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import NotKept, recount, stamp_of
from upphandling.domain.agreement import Agreement
from upphandling.domain.allocation import Proposal, Question, allocate
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_round.neutral import in_neutral_order
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import ChoiceDuty
from upphandling.domain.instants import midnight_after, start_of

DATE, CARRIED, TALLY = Computation.DATE, Computation.CARRIED, Computation.TALLY
OUTCOME = "placements queue stages shortfalls solver"
NO_QUESTION = "frågan bevarades inte i den gamla formen"


def _asked(
    said: ChoiceRound.AllocationProposed, round_: ChoiceRound, then: Cases
) -> Question:
    """The question as the cases give it: people, wishes, room, shares."""
    if said.question is None:
        raise NotKept(NO_QUESTION)
    system = then.fetch(ChoiceSystem, round_.system)
    bundle = system.bundle(round_.bundle)
    people = tuple(
        chooser_of(choice, bundle, choice.wishes if choice.round == round_.key else ())
        for choice in choices_of(then, round_, sorted(round_.invited))
        if choice.ended_on is None and own_place(round_, choice) is None
    )
    agreements = then.fetch_many(
        Agreement, [contender.agreement for contender in said.question.contenders]
    )
    ought = question_of(
        system,
        bundle,
        people,
        agreements,
        stamp=stamp_of(said),
        seed=said.question.seed,
        left_out=_left_out(then, people, agreements),
    )
    return as_far_as_asked(ought, said.question)


def as_far_as_asked(ought: Question, recorded: Question) -> Question:
    """The question without the stops that one of an old form did not ask about."""
    silent = {one.agreement for one in recorded.contenders if one.stopped is None}
    contenders = tuple(
        one.model_copy(update={"stopped": None}) if one.agreement in silent else one
        for one in ought.contenders
    )
    return ought.model_copy(update={"contenders": contenders})


def outcome(recorded: Proposal, question: Question | None) -> tuple[object, ...]:
    """The proposal that the question gives.

    By another version of the solver it may be another, as good; that is not compared.
    """
    if question is None:
        raise NotKept(NO_QUESTION)
    ought = allocate(question)
    if ought.solver != recorded.solver:
        solver, ought = (
            ought.solver,
            ought.model_copy(update={"solver": recorded.solver}),
        )
        if ought != recorded:
            raise NotKept(other_solver(recorded.solver, solver))
    return (
        ought.placements,
        ought.queue,
        ought.stages,
        ought.shortfalls,
        ought.solver,
    )


def other_solver(recorded: str, here: str) -> str:
    """Why another allocation, as good, is no difference."""
    return f"lösaren {recorded} finns inte, och {here} ger en annan fördelning"


def _as_asked(said: ChoiceRound.AllocationProposed) -> tuple[object, ...]:
    if said.question is None:
        raise NotKept(NO_QUESTION)
    default = said.question.default
    return default.rule, default.legal_basis, said.question.seed


def _waiting(round_: ChoiceRound, then: Cases) -> int:
    """How many of those invited should have chosen, and had not."""
    bundle = then.fetch(ChoiceSystem, round_.system).bundle(round_.bundle)
    return sum(
        choice.round != round_.key
        and choice.ended_on is None
        and bundle.duty(choice.services) is not ChoiceDuty.NEED_NOT
        for choice in choices_of(then, round_, sorted(round_.invited))
    )


def _recorded(said: ChoiceRound.AllocationProposed) -> Proposal:
    return Proposal(
        placements=said.placements,
        queue=said.queue,
        stages=said.stages,
        shortfalls=said.shortfalls,
        solver=said.solver,
    )


ROUNDS = (
    recount(
        ChoiceRound.Opened,
        "closes_at",
        DATE,
        lambda said, _round, _: midnight_after(said.last_day),
    ),
    recount(
        ChoiceRound.RulesSet,
        "opens_at",
        DATE,
        lambda said, _round, _: said.opens_on and start_of(said.opens_on),
    ),
    recount(
        ChoiceRound.InformationPublished,
        "entries",
        Computation.LOT,
        lambda said, _round, _: in_neutral_order(said.entries, said.order, said.seed),
    ),
    recount(
        ChoiceRound.ReminderDue,
        "waiting",
        TALLY,
        lambda _said, round_, then: _waiting(round_, then),
    ),
    recount(ChoiceRound.AllocationProposed, "question", Computation.SHARE, _asked),
    recount(
        ChoiceRound.AllocationProposed,
        "rule legal_basis seed",
        CARRIED,
        lambda said, _round, _: _as_asked(said),
    ),
    recount(
        ChoiceRound.AllocationProposed,
        OUTCOME,
        Computation.ALLOCATION,
        lambda said, _round, _: outcome(_recorded(said), said.question),
    ),
    recount(
        ChoiceRound.AllocationAdopted,
        "proposal customers",
        TALLY,
        lambda _said, round_, _: (
            f"{round_.id}@{round_.version}",
            len(round_.placements),
        ),
    ),
)
