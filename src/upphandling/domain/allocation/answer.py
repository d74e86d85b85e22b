"""The answer: from a question to a proposal, with a reason for everybody."""

from __future__ import annotations

from upphandling.domain.allocation.clashes import infeasible
from upphandling.domain.allocation.dealing import deal, line_up
from upphandling.domain.allocation.default_rule import is_usable, refuse_unusable
from upphandling.domain.allocation.groups import groups_of
from upphandling.domain.allocation.highs import name
from upphandling.domain.allocation.limits import limits_of
from upphandling.domain.allocation.network import parts_of
from upphandling.domain.allocation.obstacles import Obstacles
from upphandling.domain.allocation.optimum import best
from upphandling.domain.allocation.proposal import Placement, Proposal
from upphandling.domain.allocation.question import Question
from upphandling.domain.allocation.reasons import Reasons
from upphandling.domain.allocation.shortfalls import shortfalls_of
from upphandling.domain.configuration import Basis


def allocate(question: Question) -> Proposal:
    """Propose a place for everybody, a queue, and what proves that it is the best.

    Aims, each within what the former reached: everybody placed within room and caps;
    the least shortfall of guarantees; the most first wishes, then second, and so on;
    the default rule's last resort least used; the fewest moved who have no wish, then
    of those whose wishes were not met; the default rule's stated order; lots from the
    seed, which leave one allocation.

    Raises `Infeasible` when somebody can be placed nowhere, `DefaultIsASelection` or
    `DefaultNotReckoned` when somebody needs a default by a rule that places nobody
    here, `SharesUnderLov` when shares are to be filled among LOV providers.
    """
    limits = limits_of(question)
    groups = groups_of(question)
    parts = list(parts_of(groups, limits))
    optimum = best(question, parts)
    if optimum is None:
        if not is_usable(question):
            refuse_unusable(question)
        raise infeasible(question, parts)
    dealt = deal(question, groups, optimum)
    queue = line_up(question, dealt)
    obstacles = Obstacles(question, limits, dealt)
    reasons = Reasons(question)
    providers = {c.agreement: c.provider for c in question.contenders}
    placements = []
    for one in dealt:
        person, option = one.person, one.option
        missed = obstacles.missed(one)
        placements.append(
            Placement(
                customer=person.customer,
                area=person.area,
                agreement=option.agreement,
                provider=providers[option.agreement],
                basis=Basis.DEFAULT if option.rank is None else Basis.CHOICE,
                reason=reasons.say(one, missed, queue.numbers.get(person.customer)),
                code=str(reasons.code(one)),
                rank=option.rank,
                missed=missed,
            )
        )
    return Proposal(
        placements=tuple(placements),
        queue=queue.waiting,
        stages=optimum.stages,
        shortfalls=shortfalls_of(question, groups, limits, optimum),
        solver=name(),
    )
