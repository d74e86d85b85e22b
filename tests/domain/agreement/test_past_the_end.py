"""An agreement past its last day takes nobody, also before its end is recorded."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.domain.agreement.cases import place, queued, take, waits
from tests.given import day, given, person, refuses, scheduler
from upphandling.domain.agreement import Agreement
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AgreementNotStarted,
)

LAST_INSTANT, PAST = "2028-09-30T23:59:59", "2028-10-01T00:00"


def with_an_offer() -> Agreement:
    """One of two who wait has been offered a place, some days before the end."""
    agreement = queued()
    agreement.free_places(person("2028-09-28T08:00"), ("person-1", "person-2"))
    agreement.offer_place(person("2028-09-28T09:00"), customer="person-3", days=7)
    return agreement


def takes(agreement: Agreement, at: str) -> None:
    take(agreement, place("person-9", "soder"), at=at)


def enqueues(agreement: Agreement, at: str) -> None:
    agreement.enqueue(person(at), (waits("person-9"),))


def offers(agreement: Agreement, at: str) -> None:
    agreement.offer_place(person(at), customer="person-4", days=7)


def is_answered(agreement: Agreement, at: str) -> None:
    agreement.accept_offer(person(at), customer="person-3")


COMING = pytest.mark.parametrize("come", [takes, enqueues, offers, is_answered])


@COMING
def test_nobody_comes_after_the_last_day(
    come: Callable[[Agreement, str], None],
) -> None:
    agreement = given(with_an_offer())

    with refuses(
        agreement, AgreementNotInForce, agreement="avtal-a", ends_on=day("2028-09-30")
    ):
        come(agreement, PAST)


@COMING
def test_the_last_day_is_a_day_like_others(
    come: Callable[[Agreement, str], None],
) -> None:
    come(with_an_offer(), LAST_INSTANT)


@pytest.mark.parametrize("on", ["2028-10-01", "2026-09-30"])
def test_nobody_steps_in_on_a_day_outside_the_agreement(on: str) -> None:
    agreement = queued()

    with pytest.raises((AgreementNotInForce, AgreementNotStarted)):
        agreement.step_in(scheduler("2026-11-06T00:00"), [place("p-9")], on=day(on))


def test_whoever_steps_in_late_does_so_from_the_legal_day() -> None:
    agreement = queued()

    agreement.step_in(scheduler(PAST), [place("person-9")], on=day("2028-09-30"))

    assert "person-9" in agreement.stepped_in
