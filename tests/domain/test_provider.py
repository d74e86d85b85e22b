"""Provider: what is known of its licence, on which day, and since when."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.instants import NotYet
from upphandling.domain.licence import LicenceStatus
from upphandling.domain.parts import PartExists, UnknownPart
from upphandling.domain.provider import (
    LicenceNotInEffect,
    Provider,
    ProviderUnlicensed,
    Ruling,
)

REVOKED = Ruling(
    ruling="ivo-1",
    licence=LicenceStatus.REVOKED,
    decided_on=day("2026-06-10"),
    in_force_from=day("2026-06-17"),
    source="IVO:s beslut",
)
SUSPENDED = Ruling(
    ruling="ratten-1",
    licence=LicenceStatus.REVOCATION_SUSPENDED,
    decided_on=day("2026-06-24"),
    in_force_from=day("2026-06-24"),
    source="Förvaltningsrättens beslut om inhibition",
)
FINAL = Ruling(
    ruling="ratten-2",
    licence=LicenceStatus.REVOCATION_FINAL,
    decided_on=day("2028-05-16"),
    in_force_from=day("2028-05-16"),
    source="Kammarrättens dom",
)


def registered() -> Provider:
    return Provider.register(
        person("2026-01-12T09:00"), "utforare-a", name="Utförare A"
    )


def known(*rulings: Ruling) -> Provider:
    provider = registered()
    for ruling in rulings:
        provider.record_licence(person("2028-06-01T09:00"), ruling=ruling)
    return provider


def changed(**details: Any) -> Ruling:
    return REVOKED.model_copy(update=details)


def test_a_provider_is_registered_under_the_key_that_agreements_name_it_with():
    provider = registered()

    assert emitted(provider) == [event(Provider.Registered, name="Utförare A")]
    assert provider.id == "provider:utforare-a"


def test_a_licence_decision_keeps_its_day_and_the_day_it_takes_effect():
    provider = given(registered())

    provider.record_licence(person("2026-06-11T09:00"), ruling=REVOKED)

    assert emitted(provider) == [event(Provider.LicenceDecided, ruling=REVOKED)]
    assert provider.licence_on(day("2026-06-16")) is None
    assert provider.licence_on(day("2026-06-17")) is LicenceStatus.REVOKED


@pytest.mark.parametrize(
    ("on", "licence"),
    [
        ("2026-06-16", None),
        ("2026-06-23", LicenceStatus.REVOKED),
        ("2026-06-24", LicenceStatus.REVOCATION_SUSPENDED),
        ("2028-05-15", LicenceStatus.REVOCATION_SUSPENDED),
        ("2028-05-16", LicenceStatus.REVOCATION_FINAL),
    ],
)
def test_the_licence_of_a_day_does_not_depend_on_when_we_learned_of_it(on, licence):
    for rulings in itertools.permutations((REVOKED, SUSPENDED, FINAL)):
        assert known(*rulings).licence_on(day(on)) is licence


def test_of_two_that_take_effect_the_same_day_the_last_made_holds():
    same_day = SUSPENDED.model_copy(update={"in_force_from": day("2026-06-17")})

    for rulings in ((REVOKED, same_day), (same_day, REVOKED)):
        assert (
            known(*rulings).licence_on(day("2026-06-17"))
            is LicenceStatus.REVOCATION_SUSPENDED
        )


def test_a_licence_decision_is_recorded_once_and_when_it_has_been_made():
    provider = given(known(REVOKED))
    with refuses(provider, PartExists, part="ivo-1"):
        provider.record_licence(person("2028-06-01T09:00"), ruling=REVOKED)

    early = person("2026-06-23T09:00")
    with refuses(provider, NotYet, day=day("2026-06-24"), at=early.at):
        provider.record_licence(early, ruling=SUSPENDED)


def test_what_was_wrongly_recorded_is_put_right_by_a_new_event():
    provider = given(known(REVOKED))
    right = changed(in_force_from=day("2026-07-01"))

    provider.correct_licence(
        person("2028-06-02T09:00"), ruling=right, reason="Fel dag avskriven."
    )

    assert emitted(provider) == [
        event(
            Provider.LicenceCorrected,
            before=REVOKED,
            ruling=right,
            reason="Fel dag avskriven.",
        )
    ]
    assert provider.licence_on(day("2026-06-30")) is None
    assert provider.licence_on(day("2026-07-01")) is LicenceStatus.REVOKED


def test_only_what_was_recorded_is_put_right_and_only_by_what_has_been_made():
    provider = given(known(REVOKED))
    with refuses(provider, UnknownPart, part="ratten-1", known=["ivo-1"]):
        provider.correct_licence(
            person("2028-06-02T09:00"), ruling=SUSPENDED, reason="Fel."
        )

    stamp = person("2028-06-02T09:00")
    later = changed(decided_on=day("2028-06-03"))
    with refuses(provider, NotYet, day=day("2028-06-03"), at=stamp.at):
        provider.correct_licence(stamp, ruling=later, reason="Fel.")


def test_the_clock_notes_that_a_licence_decision_has_taken_effect():
    provider = registered()
    provider.record_licence(person("2026-06-11T09:00"), ruling=REVOKED)
    given(provider)
    with refuses(
        provider,
        LicenceNotInEffect,
        ruling="ivo-1",
        in_force_from=day("2026-06-17"),
    ):
        provider.note_effect(scheduler("2026-06-16T23:59:59"), ruling="ivo-1")

    provider.note_effect(scheduler("2026-06-17T00:00"), ruling="ivo-1")

    assert emitted(provider) == [
        event(Provider.LicenceTookEffect, ruling="ivo-1", licence=LicenceStatus.REVOKED)
    ]


def test_an_old_decision_that_is_learned_late_does_not_undo_a_newer_one():
    provider = given(known(FINAL, REVOKED))

    provider.note_effect(scheduler("2028-06-01T09:00"), ruling="ivo-1")

    assert provider.licence is LicenceStatus.REVOCATION_FINAL


def test_only_a_decision_that_was_recorded_takes_effect():
    provider = given(registered())

    with refuses(provider, UnknownPart, part="ivo-1", known=[]):
        provider.note_effect(scheduler("2026-06-17T00:00"), ruling="ivo-1")


@pytest.mark.parametrize("lost", [REVOKED, FINAL], ids=lambda ruling: ruling.licence)
def test_a_provider_without_a_licence_is_refused_from_the_day_it_lost_it(lost):
    provider = given(known(lost))
    on = lost.in_force_from

    with refuses(
        provider,
        ProviderUnlicensed,
        provider="utforare-a",
        licence=lost.licence,
        in_force_from=on,
        on=on,
    ):
        provider.must_be_licensed(on)
    provider.must_be_licensed(day("2026-06-16"))


def test_a_suspended_revocation_and_an_unknown_licence_stand_in_nobodys_way():
    known(REVOKED, SUSPENDED).must_be_licensed(day("2026-06-24"))
    registered().must_be_licensed(day("2026-06-24"))
