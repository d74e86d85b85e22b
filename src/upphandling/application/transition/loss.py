"""The loss of a provider: who must move, who may take over, and why they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from upphandling.application.choice_round.question import chooser_of, question_of
from upphandling.application.commands import Cases
from upphandling.application.transition.own_choice import kept, place_of_own
from upphandling.domain.agreement import Agreement
from upphandling.domain.allocation import Placement, Question
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.choosing import FallAway
from upphandling.domain.configuration import Basis, DefaultPolicy, DefaultRule, Regime
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.transition.refusals import NobodyToTakeOver

OWN_PLACE = "own_place"
WHY = {
    FallAway.IN_HOUSE: "Du får {name}, som tar vid när en utförare faller bort.",
    FallAway.OTHERS_WITH_ROOM: "Du får {name}, som har lediga platser i ditt område.",
    FallAway.NEXT_IN_RANK: (
        "Du får {name} tills nästa utförare i rangordningen kan ta vid."
    ),
    FallAway.NEW_TENDER: "Du får {name} tills en ny utförare är upphandlad.",
}


@dataclass(frozen=True, slots=True)
class Loss:
    """A provider that falls away: its customers, the rule, and who may take over."""

    falling: Agreement
    system: ChoiceSystem
    rule: FallAway
    moving: Sequence[CustomerChoice]
    candidates: Sequence[Agreement]

    def question(self, stamp: Stamp, seed: str) -> Question:
        """Who goes where; whoever has a place by their own choice is not asked about."""
        keys = [candidate.key for candidate in self.candidates]
        bundle = self.system.bundle(self.falling.agreed.bundle)
        people = tuple(
            chooser_of(choice, bundle, tuple(w for w in choice.wishes if w in keys))
            for choice in self.moving
            if place_of_own(choice, self.falling.key) is None
        )
        asked = question_of(
            self.system,
            bundle,
            people,
            self.candidates,
            stamp=stamp,
            seed=seed,
            past_queues=True,
        )
        default = DefaultPolicy(
            rule=self._default(), legal_basis=asked.default.legal_basis, order=keys
        )
        return asked.model_copy(update={"default": default})

    def own_place(self, cases: Cases, choice: CustomerChoice) -> Placement:
        """The place that a customer has elsewhere by their own choice."""
        agreement = cases.fetch(Agreement, str(choice.placed_at))
        return Placement(
            customer=choice.customer,
            area=choice.area,
            agreement=agreement.key,
            provider=agreement.agreed.provider,
            basis=Basis.CHOICE,
            reason="",
            code=OWN_PLACE,
        )

    def reason(self, cases: Cases, choice: CustomerChoice, placed: Placement) -> str:
        """Why the customer gets the provider, fit for a letter."""
        name = cases.fetch(Agreement, placed.agreement).agreed.name
        said = f"{self.falling.agreed.name} kan inte längre ge dig dina insatser."
        if placed.rank is not None:
            said += f" Du får {name}, som du har önskat."
        elif placed.code != OWN_PLACE:
            said += " " + WHY[self.rule].format(name=name)
        said += kept(cases, choice, placed.agreement, self.falling.key)
        return said + " Du kan välja en annan utförare när du vill."

    def _default(self) -> DefaultRule:
        """Until somebody is procured: the municipality, or who was procured for it."""
        if self.rule is FallAway.OTHERS_WITH_ROOM:
            return DefaultRule.PROVIDER_WITH_ROOM
        if any(one.agreed.regime is Regime.IN_HOUSE for one in self.candidates):
            return DefaultRule.IN_HOUSE
        return DefaultRule.SEPARATELY_PROCURED


def candidates_for(
    cases: Cases, system: ChoiceSystem, falling: Agreement, named: Sequence[str]
) -> list[Agreement]:
    """Those that were named, and whoever steps in when an agreement ends."""
    fallback = system.fallback_for(falling.agreed.bundle)
    keys = dict.fromkeys([*named, *([fallback] if fallback else ())])
    candidates = [cases.fetch(Agreement, key) for key in keys if key != falling.key]
    if not candidates:
        raise NobodyToTakeOver(agreement=falling.key)
    for candidate in candidates:
        candidate.must_deliver(falling.agreed.system, falling.agreed.bundle)
    return candidates
