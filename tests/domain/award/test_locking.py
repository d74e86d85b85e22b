"""Locks: signing is free when the standstill has ended and nothing else holds."""

from __future__ import annotations

import pytest

from tests.domain.award.stages import (
    REVIEW,
    decided,
    lock,
    locked,
    notified,
    proposed,
    sign,
    signed,
    ten_days,
    unlocked,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.award import Award, LockKind, Status
from upphandling.domain.award.refusals import (
    AwardInWrongStage,
    LockNotTimed,
    SigningIsLocked,
    StandstillRunning,
    TenDayPeriodRunning,
)
from upphandling.domain.parts import PartExists, UnknownPart

LAST_DAY, FREE_FROM = day("2026-05-15"), day("2026-05-16")
every_kind = pytest.mark.parametrize("kind", LockKind)


def test_signing_is_unlocked_by_itself_when_the_standstill_has_ended():
    award = given(notified())

    award.unlock(scheduler("2026-05-16T00:00"))

    assert emitted(award) == [event(Award.SigningUnlocked, last_day=LAST_DAY)]


def test_signing_is_not_unlocked_one_second_before_the_standstill_ends():
    award = given(notified())

    with refuses(award, StandstillRunning, last_day=LAST_DAY, free_from=FREE_FROM):
        award.unlock(scheduler("2026-05-15T23:59:59"))


@pytest.mark.parametrize("stage", [proposed, decided, unlocked])
def test_signing_is_unlocked_once_and_only_after_the_notices(stage):
    award = given(stage())

    with refuses(
        award, AwardInWrongStage, status=award.status, required=Status.NOTIFIED
    ):
        award.unlock(scheduler("2026-05-18T00:00"))


@every_kind
@pytest.mark.parametrize("stage", [proposed, decided, notified, unlocked])
def test_a_court_locks_signing_at_every_stage(stage, kind):
    award = given(stage())
    put = lock(kind)

    award.lock_signing(person("2026-05-18T09:00"), put)

    assert emitted(award)[0] == event(Award.SigningLocked, lock=put)
    assert award.locks == {"sparr": put}


def test_the_standstill_ends_but_signing_stays_locked():
    award = given(locked())

    award.unlock(scheduler("2026-05-16T00:00"))

    assert emitted(award) == [event(Award.StandstillEnded, last_day=LAST_DAY)]
    assert award.status is Status.NOTIFIED


def test_the_standstill_ends_once():
    award = locked()
    award.unlock(scheduler("2026-05-16T00:00"))

    with refuses(
        given(award),
        AwardInWrongStage,
        status=Status.NOTIFIED,
        required=Status.NOTIFIED,
    ):
        award.unlock(scheduler("2026-05-17T00:00"))


@every_kind
def test_no_contract_is_signed_while_a_court_is_in_the_way(kind):
    award = notified()
    award.lock_signing(person("2026-05-12T09:00"), lock(kind))
    award.unlock(scheduler("2026-05-16T00:00"))

    with refuses(
        given(award),
        SigningIsLocked,
        kind=kind,
        review=REVIEW,
        paragraph=kind.paragraph,
    ):
        sign(award)


def test_the_standstill_is_told_first_where_both_are_in_the_way():
    award = given(locked())

    with refuses(award, StandstillRunning, last_day=LAST_DAY, free_from=FREE_FROM):
        sign(award, "2026-05-15T23:59:59")


def test_a_lock_after_signing_was_unlocked_locks_it_again():
    award = given(unlocked())
    put = lock(LockKind.INTERIM_MEASURE)

    award.lock_signing(person("2026-05-18T09:00"), put)

    assert emitted(award) == [
        event(Award.SigningLocked, lock=put),
        event(Award.SigningRelocked, review=REVIEW),
    ]
    assert award.status is Status.NOTIFIED


def test_the_last_lock_to_be_released_frees_signing():
    award = locked()
    award.lock_signing(person("2026-05-13T09:00"), lock(key="annan"))
    award.unlock(scheduler("2026-05-16T00:00"))
    at = person("2026-08-03T09:00")

    award.release_lock(at, "sparr")
    assert award.status is Status.NOTIFIED
    award.release_lock(at, "annan")

    assert emitted(award)[-3:] == [
        event(Award.LockReleased, lock="sparr"),
        event(Award.LockReleased, lock="annan"),
        event(Award.SigningUnlocked, last_day=LAST_DAY),
    ]


def test_a_lock_released_while_the_standstill_runs_frees_nothing():
    award = given(locked())

    award.release_lock(person("2026-05-15T23:59:59"), "sparr")

    assert emitted(award) == [event(Award.LockReleased, lock="sparr")]
    assert award.status is Status.NOTIFIED


@pytest.mark.parametrize("stage", [proposed, decided])
def test_a_lock_released_before_anybody_was_told_frees_nothing(stage):
    award = stage()
    award.lock_signing(person("2026-05-12T09:00"), lock())

    award.release_lock(person("2026-08-03T09:00"), "sparr")

    assert emitted(award)[-1] == event(Award.LockReleased, lock="sparr")


def in_ten_days() -> Award:
    """The court has ruled, and ten days run."""
    award = locked()
    award.unlock(scheduler("2026-05-16T00:00"))
    award.lock_signing(person("2026-08-03T09:00"), ten_days("2026-08-03"))
    award.release_lock(person("2026-08-03T09:00"), "sparr")
    return award


@pytest.mark.parametrize("release", [Award.release_lock, Award.let_period_pass])
def test_the_ten_days_are_not_over_one_second_before_they_end(release):
    award = given(in_ten_days())

    with refuses(
        award,
        TenDayPeriodRunning,
        last_day=day("2026-08-13"),
        free_from=day("2026-08-14"),
    ):
        release(award, scheduler("2026-08-13T23:59:59"), "tio-dagar")


def test_signing_is_free_by_itself_when_the_ten_days_are_over():
    award = given(in_ten_days())

    award.let_period_pass(scheduler("2026-08-14T00:00"), "tio-dagar")

    assert emitted(award) == [
        event(Award.LockReleased, lock="tio-dagar"),
        event(Award.SigningUnlocked, last_day=LAST_DAY),
    ]


def test_a_lock_without_a_period_does_not_open_by_itself():
    award = given(locked())

    with refuses(award, LockNotTimed, lock="sparr", kind=LockKind.EXTENDED_STANDSTILL):
        award.let_period_pass(scheduler("2036-01-01T00:00"), "sparr")


def test_a_lock_is_set_once_and_released_once():
    award = given(locked())

    with refuses(award, PartExists, part="sparr"):
        award.lock_signing(person("2026-05-13T09:00"), lock())
    with refuses(award, UnknownPart, part="annan", known=["sparr"]):
        award.release_lock(person("2026-05-13T09:00"), "annan")
    with refuses(award, UnknownPart, part="annan", known=["sparr"]):
        award.let_period_pass(person("2026-05-13T09:00"), "annan")


def test_contracts_that_are_signed_stand_when_a_court_locks_the_rest():
    award = signed()

    award.lock_signing(person("2026-05-19T09:00"), lock(LockKind.INTERIM_MEASURE))

    with refuses(
        given(award),
        SigningIsLocked,
        kind=LockKind.INTERIM_MEASURE,
        review=REVIEW,
        paragraph="LOU 20 kap. 9 §",
    ):
        sign(award, "2026-05-20T09:00", lot="soder", agreement="avtal-b")
    assert award.signed == {("norr", "anbud-1"): "avtal-a"}


@pytest.mark.parametrize(
    ("stage", "before_a_court"), [(unlocked, False), (locked, True)]
)
def test_an_award_knows_whether_a_court_is_in_the_way(stage, before_a_court):
    assert stage().before_a_court is before_a_court
