"""Commands of a round's allocation: propose, adopt."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated

from pydantic import Field

from upphandling.application.choice_round.people import choices_of
from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.places import Reservation, reserve
from upphandling.domain.agreement import Agreement, Place
from upphandling.domain.agreement.refusals import NoRoom
from upphandling.domain.allocation import NoOneLeft, NotReckoned, Offer, allocate
from upphandling.domain.allocation import Person as Chooser
from upphandling.domain.base import Stamp
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_round.refusals import DefaultNotReckoned
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Basis, Key


class ProposeAllocation(Command):
    """Räkna fram ett förslag till fördelning bland de angivna avtalen."""

    NAME = "choice_round.propose"
    round: Key
    agreements: Annotated[list[Key], Field(min_length=1)]


class AdoptAllocation(Command):
    """Besluta den föreslagna fördelningen; kunderna får sina platser."""

    NAME = "choice_round.adopt"
    round: Key


def propose(command: ProposeAllocation, cases: Cases, stamp: Stamp) -> None:
    round_ = cases.fetch(ChoiceRound, command.round)
    system = cases.fetch(ChoiceSystem, round_.system)
    policy, bundle = system.settled.default, system.bundle(round_.bundle)
    offers = [_offer(cases.fetch(Agreement, key)) for key in command.agreements]
    people = [
        Chooser(
            customer=choice.customer,
            area=choice.area,
            wishes=choice.wishes if choice.round == round_.key else (),
            chosen_at=choice.chosen_at,
            present=choice.agreement,
        )
        for choice in choices_of(cases, round_, sorted(round_.invited))
        if choice.ended_on is None
    ]
    try:
        placements, queue = allocate(people, offers, policy.rule)
    except NoOneLeft as nowhere:
        raise NoRoom(area=str(nowhere), agreements=command.agreements) from nowhere
    except NotReckoned as unreckoned:
        policy.must_not_select(bundle)
        raise DefaultNotReckoned(rule=policy.rule) from unreckoned
    if any(placement.basis is Basis.DEFAULT for placement in placements):
        policy.must_not_select(bundle)
    round_.propose(
        stamp,
        rule=policy.rule,
        legal_basis=policy.legal_basis,
        placements=placements,
        queue=queue,
    )


def adopt(command: AdoptAllocation, cases: Cases, stamp: Stamp) -> None:
    round_ = cases.fetch(ChoiceRound, command.round)
    round_.adopt(stamp)
    choices = choices_of(cases, round_, [p.customer for p in round_.placements])
    reserve(
        cases,
        stamp,
        (
            Reservation(choice, place.agreement, place.basis, place.reason)
            for choice, place in zip(choices, round_.placements, strict=True)
        ),
    )
    waiting: dict[str, list[Place]] = defaultdict(list)
    for entry in round_.queue:
        waiting[entry.agreement].append(Place(customer=entry.customer, area=entry.area))
    for key, places in sorted(waiting.items()):
        agreement = cases.fetch(Agreement, key)
        queued = {place.customer for place in agreement.queue}
        new = tuple(place for place in places if place.customer not in queued)
        if new:
            agreement.enqueue(stamp, new)


def _offer(agreement: Agreement) -> Offer:
    terms = agreement.agreed
    room = {area: agreement.room_in(area) for area in terms.areas}
    return Offer(
        agreement=agreement.key,
        provider=terms.provider,
        name=terms.name,
        regime=terms.regime,
        areas=terms.areas,
        ceiling=dict(agreement.ceiling),
        room={area: free for area, free in room.items() if free is not None},
    )


VERBS = verbs(
    (ProposeAllocation, propose),
    (AdoptAllocation, adopt),
)
