"""Whatever is planned, refused, put off or given up: everybody has one provider."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.generated.desk import Desk
from tests.generated.moving import (
    AGREEMENTS,
    CUSTOMERS,
    PLACES,
    settled,
    try_something,
)
from upphandling.domain.agreement import Agreement, Status
from upphandling.domain.customer_choice import CustomerChoice, choice_key

EXAMPLES, MOVES = 150, 25
ENTERED = "customer_choice.registered"
PASSED_ON = ("customer_choice.taken_over", "customer_choice.fell_back")


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
@given(st.binary(min_size=MOVES * 4, max_size=MOVES * 8))
def test_every_customer_has_exactly_one_provider_whatever_happens(sequence):
    desk = settled()
    numbers = iter(sequence)
    try:
        for _ in range(MOVES):
            try_something(desk, lambda below: next(numbers) % below)
            assert list(flaws(desk)) == []
    except (StopIteration, RuntimeError):
        assert list(flaws(desk)) == []


def test_the_moves_reach_what_they_are_about():
    """Of many sequences, some plan, move, fail, reassign and give up."""
    seen: set[str] = set()
    numbers = _lots()
    for _ in range(60):
        desk = settled()
        for _ in range(60):
            try_something(desk, lambda below: next(numbers) % below)
        assert list(flaws(desk)) == []
        seen |= {event.TOPIC for event in desk.log}

    assert seen >= {
        "transition.planned",
        "transition.wave_taken_over",
        "transition.wave_postponed",
        "transition.customer_failed",
        "transition.customer_taken_over",
        "transition.reassignment_adopted",
        "transition.abandoned",
        "transition.completed",
        "customer_choice.taken_over",
        "customer_choice.fell_back",
        "customer_choice.placement_withdrawn",
        "agreement.expired",
        "agreement.wound_up",
    }


def _lots() -> Iterator[int]:
    """Numbers in no order, the same every time (Lehmer 1951)."""
    number = 1
    while True:
        number = number * 48271 % (2**31 - 1)
        yield number >> 8


def flaws(desk: Desk) -> Iterator[str]:
    """What no court of customers would accept."""
    yield from _broken_chains(desk.log)
    for customer in CUSTOMERS:
        choice = desk.case(CustomerChoice, choice_key(customer, "omvardnad"))
        if choice is not None:
            yield from _wrong_places(desk, choice)
    for key in AGREEMENTS[1:-1]:
        agreement = desk.case(Agreement, key)
        held = [place.area for place in agreement.holders.values()] if agreement else []
        if any(held.count(area) > PLACES for area in set(held)):
            yield f"{key}: fler än det finns platser"


def _broken_chains(log: list[Any]) -> Iterator[str]:
    """Each takes over from the one before, on the same day or later."""
    now: dict[str, tuple[str | None, date | None]] = {}
    for event in log:
        who = event.originator_id
        if event.TOPIC == ENTERED:
            now[who] = (event.agreement, event.since)
        elif event.TOPIC in PASSED_ON:
            before, since = now[who]
            if event.before != before:
                yield f"{who}: tar över från {event.before}, inte {before}"
            if since is not None and event.on < since:
                yield f"{who}: tar över {event.on}, före {since}"
            now[who] = (event.agreement, event.on)


def _wrong_places(desk: Desk, choice: CustomerChoice) -> Iterator[str]:
    """One provider answers, one place is ahead at most, and both know of it."""
    cases = {key: desk.case(Agreement, key) for key in AGREEMENTS}
    know = {
        key
        for key, case in cases.items()
        if case is not None and choice.customer in case.customers
    }
    if choice.ended_on is not None:
        if know:
            yield f"{choice.key}: har plats fast insatserna upphört"
        return
    if choice.agreement is None:
        yield f"{choice.key}: ingen svarar för kunden"
        return
    if know != {choice.agreement, choice.placed_at} - {None}:
        yield f"{choice.key}: {sorted(know)} har kunden, inte bara rätt"
    answering = cases[choice.agreement]
    if answering is None or _is_over(answering):
        yield f"{choice.key}: {choice.agreement} har upphört"


def _is_over(agreement: Agreement) -> bool:
    """The clock has ended it."""
    return agreement.status is Status.EXPIRED or agreement.wound_up
