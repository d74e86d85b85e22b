"""Commands of the planning: waves after an adopted round, and their alarm."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Part, unique, verbs
from upphandling.application.transition.covering import must_cover, watch
from upphandling.application.transition.people import choices_of, still_moving
from upphandling.domain.base import Stamp
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_system import ChoiceSystem, Phase
from upphandling.domain.configuration import Key
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.intervals import Day
from upphandling.domain.transition import Transition, Wave
from upphandling.domain.transition.refusals import CustomersLeftOut

Agreements = Annotated[list[Key], Field(min_length=1)]


class WavePlan(Part):
    """En våg: dagen, områdena, och om så behövs de nya avtalen eller de som lämnas."""

    wave: Key
    on: Day
    areas: Annotated[list[Key], Field(min_length=1)]
    agreements: Agreements | None = None
    leaving: Agreements | None = None

    def takes(self, choice: CustomerChoice) -> bool:
        """Whether the customer moves in this wave."""
        return (
            choice.area in self.areas
            and (self.agreements is None or choice.placed_at in self.agreements)
            and (self.leaving is None or choice.agreement in self.leaving)
        )


class PlanTransition(Command):
    """Planera övertagandet i vågor efter en beslutad fördelning."""

    NAME = "transition.plan"
    transition: Key
    round: Key
    waves: Annotated[list[WavePlan], Field(min_length=1), unique(by="wave")]


class NoteGap(Command):
    """Konstatera att avtalet som en försenad våg lämnar snart upphör."""

    NAME = "transition.note_gap"
    transition: Key
    wave: Key


def plan(command: PlanTransition, cases: Cases, stamp: Stamp) -> None:
    round_ = cases.fetch(ChoiceRound, command.round)
    round_.must_be_adopted()
    system = cases.fetch(ChoiceSystem, round_.system)
    system.must_not_be_blocked(Phase.PLAN_TRANSITION, round_.bundle)
    customers = [placement.customer for placement in round_.placements]
    moving = still_moving(choices_of(cases, round_.bundle, customers))
    divided = _divided(command.waves, moving)
    for wave in command.waves:
        must_cover(cases, stamp, wave.on, divided[wave.wave])
    transition = Transition.plan(
        stamp,
        command.transition,
        system=round_.system,
        bundle=round_.bundle,
        source=str(round_.id),
        waves=tuple(
            Wave(
                wave=wave.wave,
                on=wave.on,
                customers=tuple(choice.customer for choice in divided[wave.wave]),
            )
            for wave in command.waves
        ),
    )
    cases.add(transition)
    for wave in command.waves:
        watch(cases, stamp, transition, wave.wave, divided[wave.wave])


def note_gap(command: NoteGap, cases: Cases, stamp: Stamp) -> None:
    transition = cases.fetch(Transition, command.transition)
    customers = transition.to_warn_of(command.wave, stamp).customers
    moving = still_moving(choices_of(cases, transition.bundle, customers))
    # An agreement that was prolonged is watched anew instead.
    if not watch(cases, stamp, transition, command.wave, moving):
        transition.note_gap(stamp, wave=command.wave)


def _divided(
    waves: Iterable[WavePlan], moving: Iterable[CustomerChoice]
) -> dict[str, list[CustomerChoice]]:
    """Each customer in the one wave that takes them."""
    divided: dict[str, list[CustomerChoice]] = defaultdict(list)
    left_out: Counter[str] = Counter()
    twice: Counter[str] = Counter()
    for choice in moving:
        mine = [wave.wave for wave in waves if wave.takes(choice)]
        if len(mine) == 1:
            divided[mine[0]].append(choice)
        else:
            (twice if mine else left_out)[choice.area] += 1
    if left_out or twice:
        raise CustomersLeftOut(left_out=sorted(left_out), twice=sorted(twice))
    return divided


VERBS = verbs((PlanTransition, plan), (NoteGap, note_gap))
