"""Allocation (fördelning): a proposal of who gets which provider, and why.

Pure and deterministic: first come, first served by wish; then the default rule
for those who made no choice or whose wishes are all full. The engine proposes,
a person adopts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from upphandling.domain.base import Value
from upphandling.domain.configuration import Basis, DefaultRule, Regime

NOT_RECKONED = (
    DefaultRule.TURN_ORDER,
    DefaultRule.NEAREST,
    DefaultRule.RANDOM,
    DefaultRule.STAY,
)
ORDINALS = ("första", "andra", "tredje", "fjärde", "femte")


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A customer to place: area, wishes in order, present agreement.

    `chosen_at` (ISO text, UTC) orders those who chose; empty without a wish.
    """

    customer: str
    area: str
    wishes: tuple[str, ...]
    chosen_at: str
    present: str | None


@dataclass(kw_only=True, slots=True)
class Offer:
    """A provider's room: free places per area; an area not named is unlimited."""

    agreement: str
    provider: str
    name: str
    regime: Regime
    areas: tuple[str, ...]
    ceiling: dict[str, int]
    room: dict[str, int] = field(default_factory=dict)

    def has_room(self, person: Person) -> bool:
        """Whoever is there already needs no other place."""
        return person.area in self.areas and (
            person.present == self.agreement or self.room.get(person.area, 1) > 0
        )

    def take(self, person: Person) -> None:
        if person.area in self.room and person.present != self.agreement:
            self.room[person.area] -= 1

    def filled(self, area: str) -> float:
        """How much of the ceiling is taken, 0 to 1."""
        ceiling = self.ceiling.get(area, 0)
        return 1 - self.room.get(area, 0) / ceiling if ceiling else 1.0


class Placement(Value):
    """One customer's proposed place, with its ground in plain Swedish."""

    customer: str
    area: str
    agreement: str
    provider: str
    basis: Basis
    reason: str


class Waiting(Value):
    """One customer's place in a queue, for the wish that was full."""

    customer: str
    area: str
    agreement: str


class NoOneLeft(Exception):
    """No provider has room for a customer; the message names the area."""


class NotReckoned(Exception):
    """The default rule needs facts that are not here; a person must place."""


def allocate(
    people: Iterable[Person], offers: Sequence[Offer], rule: DefaultRule
) -> tuple[tuple[Placement, ...], tuple[Waiting, ...]]:
    """Propose a place for everybody, and a queue place for each full first wish.

    Raises `NoOneLeft` when somebody can be placed nowhere, `NotReckoned` when
    somebody needs a default by a rule that is not reckoned here.
    """
    by_key = {offer.agreement: offer for offer in offers}
    ordered = sorted(people, key=lambda p: (not p.wishes, p.chosen_at, p.customer))
    placements: list[Placement] = []
    queue: list[Waiting] = []
    for person in ordered:
        offer, basis, reason = _place(person, by_key, rule)
        offer.take(person)
        placements.append(
            Placement(
                customer=person.customer,
                area=person.area,
                agreement=offer.agreement,
                provider=offer.provider,
                basis=basis,
                reason=reason,
            )
        )
        if person.wishes and person.wishes[0] != offer.agreement:
            queue.append(
                Waiting(
                    customer=person.customer,
                    area=person.area,
                    agreement=person.wishes[0],
                )
            )
    return tuple(placements), tuple(queue)


def _place(
    person: Person, offers: dict[str, Offer], rule: DefaultRule
) -> tuple[Offer, Basis, str]:
    for number, wish in enumerate(person.wishes):
        offer = offers.get(wish)
        if offer is not None and offer.has_room(person):
            return offer, Basis.CHOICE, f"Kunden fick sitt {ORDINALS[number]} val."
    offer = _default(person, list(offers.values()), rule)
    if person.wishes:
        return offer, Basis.DEFAULT, "Valda utförare var fulla, reservregeln gällde."
    return offer, Basis.DEFAULT, "Kunden gjorde inget val, reservregeln gällde."


def _default(person: Person, offers: list[Offer], rule: DefaultRule) -> Offer:
    if rule in NOT_RECKONED:
        raise NotReckoned(rule)
    open_offers = [offer for offer in offers if offer.has_room(person)]
    in_house = [o for o in open_offers if o.regime is Regime.IN_HOUSE]
    external = [o for o in open_offers if o.regime is not Regime.IN_HOUSE]
    match rule:
        case DefaultRule.IN_HOUSE:
            candidates = in_house
        case DefaultRule.SEPARATELY_PROCURED:
            procured = [o for o in open_offers if o.regime is Regime.LOU]
            candidates = procured or in_house
        case DefaultRule.PROVIDER_WITH_ROOM:
            candidates = external or in_house
        case DefaultRule.FILL_SHARES:
            candidates = open_offers
    if not candidates:
        raise NoOneLeft(person.area)
    return min(candidates, key=lambda o: (o.filled(person.area), o.agreement))
