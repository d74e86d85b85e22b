"""Commands of a round's allocation: propose, adopt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from pydantic import Field

from upphandling.application.choice_round.people import (
    choices_of,
    is_overtaken,
    own_place,
)
from upphandling.application.choice_round.question import chooser_of, question_of
from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.places import Reservation, reserve, waiting_of
from upphandling.domain.agreement import Agreement
from upphandling.domain.agreement.terms import Waiting
from upphandling.domain.allocation import Chooser, allocate
from upphandling.domain.base import Stamp
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Text


class ProposeAllocation(Command):
    """Räkna fram ett förslag till fördelning bland de angivna avtalen."""

    NAME = "choice_round.propose"
    round: Key
    agreements: Annotated[list[Key], Field(min_length=1)]
    seed: Annotated[
        Text | None,
        Field(description="Publicerat frö för lottningen; annars rundans nyckel"),
    ] = None


class AdoptAllocation(Command):
    """Besluta den föreslagna fördelningen; kunderna får sina platser."""

    NAME = "choice_round.adopt"
    round: Key


def propose(command: ProposeAllocation, cases: Cases, stamp: Stamp) -> None:
    round_ = cases.fetch(ChoiceRound, command.round)
    system = cases.fetch(ChoiceSystem, round_.system)
    bundle = system.bundle(round_.bundle)
    people = tuple(
        chooser_of(choice, bundle, choice.wishes if choice.round == round_.key else ())
        for choice in choices_of(cases, round_, sorted(round_.invited))
        if choice.ended_on is None and own_place(round_, choice) is None
    )
    agreements = [
        cases.fetch(Agreement, key) for key in sorted(set(command.agreements))
    ]
    for agreement in agreements:
        agreement.must_deliver(round_.system, round_.bundle)
    question = question_of(
        system,
        bundle,
        people,
        agreements,
        stamp=stamp,
        seed=command.seed or round_.key,
        left_out=_left_out(cases, people, agreements),
    )
    round_.propose(stamp, question=question, proposal=allocate(question))


def adopt(command: AdoptAllocation, cases: Cases, stamp: Stamp) -> None:
    round_ = cases.fetch(ChoiceRound, command.round)
    choices = choices_of(cases, round_, [p.customer for p in round_.placements])
    overtaken = sum(
        is_overtaken(round_, choice, placement)
        for choice, placement in zip(choices, round_.placements, strict=True)
    )
    round_.adopt(stamp, overtaken=overtaken)
    reserve(
        cases,
        stamp,
        (
            Reservation(choice, place.agreement, place.basis, place.reason)
            for choice, place in zip(choices, round_.placements, strict=True)
        ),
    )
    by_customer = {choice.customer: choice for choice in choices}
    waiting: dict[str, list[Waiting]] = defaultdict(list)
    for entry in round_.queue:
        choice = by_customer[entry.customer]
        since = datetime.fromisoformat(choice.chosen_at) if choice.chosen_at else None
        waiting[entry.agreement].append(waiting_of(choice, since))
    for key, places in sorted(waiting.items()):
        agreement = cases.fetch(Agreement, key)
        new = tuple(place for place in places if place.customer not in agreement.queue)
        if new:
            leaving = {place.customer for place in new}
            agreement.enqueue(stamp, new, leaving=leaving)


def _left_out(
    cases: Cases, people: Iterable[Chooser], agreements: Iterable[Agreement]
) -> dict[str, str]:
    """What those are called who were wished for and take no part."""
    wished = {wish for person in people for wish in person.wishes}
    left_out = sorted(wished - {agreement.key for agreement in agreements})
    return {
        agreement.key: agreement.agreed.name
        for agreement in cases.fetch_many(Agreement, left_out)
    }


VERBS = verbs(
    (ProposeAllocation, propose),
    (AdoptAllocation, adopt),
)
