"""Places with providers: reserved when a customer is placed, left at the takeover.

Whoever has a responsible provider has exactly one, on every day: a takeover that comes
later than the end of the old agreement first falls back on the commission that is
named for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from upphandling.application.commands import Cases
from upphandling.application.executions import note_left, note_taken_over
from upphandling.application.provider import must_be_licensed
from upphandling.domain.agreement import Agreement, Place
from upphandling.domain.agreement.terms import Waiting
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.instants import ONE_DAY

FELL_BACK = (
    "Din utförares avtal har upphört, och kommunen har utsett vem som träder in."
)
NOBODY_STEPS_IN = "Utförarens avtal har upphört och ingen är utsedd att träda in."
STOPPED = "Den som är utsedd att träda in får inte ta emot nya kunder."
NO_LONGER_THERE = "Utföraren som du skulle få har inte längre något avtal."


@dataclass(frozen=True, slots=True)
class Reservation:
    """A customer who is to have a place at an agreement, and why."""

    choice: CustomerChoice
    agreement: str
    basis: Basis
    reason: str


def place_of(choice: CustomerChoice) -> Place:
    """The room that a customer takes up with a provider."""
    return Place(
        customer=choice.customer,
        area=choice.area,
        minutes=choice.minutes,
        services=choice.services,
    )


def waiting_of(choice: CustomerChoice, since: datetime | None = None) -> Waiting:
    """The room that a customer waits for, since an instant (None: from now on)."""
    place = place_of(choice).model_dump()
    return Waiting(**place, need=choice.need, since=since)


def reserve(cases: Cases, stamp: Stamp, reservations: Iterable[Reservation]) -> None:
    """Place every customer within the agreements' places, or none of them.

    A place that was reserved elsewhere and not yet taken over is given back.
    """
    taken: dict[str, list[Place]] = defaultdict(list)
    given_back: dict[str, list[str]] = defaultdict(list)
    for wanted in reservations:
        choice = wanted.choice
        agreement = cases.fetch(Agreement, wanted.agreement)
        agreement.must_deliver(choice.system, choice.bundle)
        if agreement.key not in taken:
            must_be_licensed(cases, stamp, agreement.agreed.provider)
        before = choice.placed_at
        if before not in (None, wanted.agreement, choice.agreement):
            given_back[str(before)].append(choice.customer)
        choice.place(
            stamp,
            agreement=agreement.key,
            provider=agreement.agreed.provider,
            basis=wanted.basis,
            reason=wanted.reason,
        )
        taken[agreement.key].append(place_of(choice))
    _free(cases, stamp, given_back)
    for key, places in sorted(taken.items()):
        cases.fetch(Agreement, key).take_places(stamp, tuple(places))


def move(
    cases: Cases, stamp: Stamp, choices: Iterable[CustomerChoice], *, on: date
) -> None:
    """Let each customer's new provider take over on a day; free the old places."""
    arriving = list(choices)
    leaving: dict[str, list[str]] = defaultdict(list)
    for choice in _bridged(cases, stamp, arriving, on):
        before, after = choice.agreement, choice.placed_at
        provider = ""
        if after is not None:
            agreement = cases.fetch(Agreement, after)
            agreement.must_answer_on(on)
            provider = agreement.agreed.provider
        choice.take_over(stamp, provider=provider, on=on)
        if before is not None and before != after:
            leaving[before].append(choice.customer)
    _free(cases, stamp, leaving)
    note_taken_over(cases, stamp, arriving)


def catch_up(cases: Cases, stamp: Stamp, choice: CustomerChoice, *, on: date) -> None:
    """Whoever's agreement has ended falls back, before what happens on a later day."""
    if choice.agreement is None or choice.ended_on is not None:
        return
    old = cases.fetch(Agreement, choice.agreement)
    if old.ends_on is not None and old.ends_on + ONE_DAY < on:
        left = [choice] if choice.customer not in old.left else []
        _hand_over(cases, stamp, old, left, old.ends_on + ONE_DAY)


def fall_back(
    cases: Cases,
    stamp: Stamp,
    agreement: Agreement,
    *,
    on: date,
    past_a_stop: bool = False,
) -> None:
    """Whoever an ended agreement still answers for falls back, from a day on.

    `past_a_stop` lets the fallback step in although it takes no new customers: that is
    for a person to decide on, and never follows by itself.
    """
    left = [
        choice
        for choice in _choices_of(cases, agreement, agreement.customers)
        if choice.agreement == agreement.key
    ]
    _hand_over(cases, stamp, agreement, left, on, past_a_stop=past_a_stop)


def let_go(
    cases: Cases, stamp: Stamp, agreement: Agreement, queue: Iterable[str]
) -> None:
    """Nobody waits for a provider who will not come: in no queue, and for no place."""
    for choice in _choices_of(cases, agreement, queue):
        choice.leave_queue(stamp, agreement=agreement.key, reason=NO_LONGER_THERE)
    placed = [
        choice
        for choice in _choices_of(cases, agreement, agreement.customers)
        if choice.placed_at == agreement.key
    ]
    give_back(cases, stamp, placed, reason=NO_LONGER_THERE)


def give_back(
    cases: Cases, stamp: Stamp, choices: Iterable[CustomerChoice], *, reason: str
) -> None:
    """Withdraw placements that were not taken over, and free their places."""
    freed: dict[str, list[str]] = defaultdict(list)
    for choice in choices:
        placed_at = choice.placed_at
        choice.withdraw_placement(stamp, reason=reason)
        if placed_at is not None and placed_at != choice.agreement:
            freed[placed_at].append(choice.customer)
    _free(cases, stamp, freed)


def _bridged(
    cases: Cases, stamp: Stamp, choices: Sequence[CustomerChoice], on: date
) -> list[CustomerChoice]:
    """Fall back for the days between the end of an old agreement and a takeover.

    Answers who is still to be taken over; the fallback may be the new provider.
    """
    stranded: dict[str, list[CustomerChoice]] = defaultdict(list)
    for choice in choices:
        if choice.agreement is not None and choice.placed_at is not None:
            stranded[choice.agreement].append(choice)
    arrived: set[str] = set()
    for key, left in sorted(stranded.items()):
        old = cases.fetch(Agreement, key)
        if old.ends_on is None or old.ends_on + ONE_DAY >= on:
            continue
        falling = [choice for choice in left if choice.customer not in old.left]
        _hand_over(cases, stamp, old, falling, old.ends_on + ONE_DAY)
        arrived |= {choice.key for choice in falling if choice.placed_at is None}
    return [choice for choice in choices if choice.key not in arrived]


def _hand_over(
    cases: Cases,
    stamp: Stamp,
    old: Agreement,
    choices: Sequence[CustomerChoice],
    on: date,
    *,
    past_a_stop: bool = False,
) -> None:
    """To the named fallback; without one that may answer, the gap is recorded."""
    if not choices:
        return
    heir = fallback_of(cases, old, on)
    stopped = heir is not None and heir.stop is not None and not past_a_stop
    customers = tuple(choice.customer for choice in choices)
    if heir is None or stopped:
        why = STOPPED if stopped else NOBODY_STEPS_IN
        old.leave_customers(stamp, customers, from_on=on)
        note_left(cases, stamp, choices, from_on=on, reason=why)
        return
    for choice in choices:
        choice.fall_back(
            stamp,
            agreement=heir.key,
            provider=heir.agreed.provider,
            on=on,
            reason=FELL_BACK,
        )
    heir.step_in(stamp, [place_of(choice) for choice in choices], on=on)
    old.free_places(stamp, customers)
    note_taken_over(cases, stamp, choices)


def fallback_of(cases: Cases, old: Agreement, on: date) -> Agreement | None:
    """The commission that is named to step in, if it may answer on the day."""
    system = cases.fetch(ChoiceSystem, old.agreed.system)
    key = system.fallback_for(old.agreed.bundle)
    heir = None if key in (None, old.key) else cases.find(Agreement, str(key))
    return heir if heir is not None and heir.answers_on(on) else None


def _choices_of(
    cases: Cases, agreement: Agreement, customers: Iterable[str]
) -> list[CustomerChoice]:
    """The choices of an agreement's customers who still have care."""
    bundle = agreement.agreed.bundle
    keys = [choice_key(customer, bundle) for customer in sorted(customers)]
    return [
        choice
        for choice in cases.fetch_many(CustomerChoice, keys)
        if choice.ended_on is None
    ]


def _free(cases: Cases, stamp: Stamp, leaving: Mapping[str, list[str]]) -> None:
    for key, customers in sorted(leaving.items()):
        cases.fetch(Agreement, key).free_places(stamp, tuple(customers))
