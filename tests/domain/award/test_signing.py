"""Signing: with winners only, when nothing is in the way, or not at all."""

from __future__ import annotations

import pytest

from tests.domain.award.stages import (
    decided,
    locked,
    notified,
    proposed,
    sign,
    signed,
    unlocked,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.award import Award, Status
from upphandling.domain.award.refusals import (
    AlreadySigned,
    AwardInWrongStage,
    ContractsExist,
    NotAWinner,
    StandstillRunning,
)
from upphandling.domain.errors import MachineCannotDecide


def test_a_contract_is_signed_the_moment_the_standstill_has_ended():
    award = given(unlocked())

    sign(award, "2026-05-16T00:00")

    contract, windows = emitted(award)
    assert contract == event(
        Award.ContractSigned, lot="norr", bid="anbud-1", agreement="avtal-a"
    )
    assert windows[0] == "award.windows_opened"


@pytest.mark.parametrize("stage", [notified, unlocked])
def test_no_contract_is_signed_one_second_before_the_standstill_ends(stage):
    award = given(stage())

    with refuses(
        award,
        StandstillRunning,
        last_day=day("2026-05-15"),
        free_from=day("2026-05-16"),
    ):
        sign(award, "2026-05-15T23:59:59")


def test_no_contract_is_signed_before_signing_was_unlocked():
    award = given(notified())

    with refuses(
        award, AwardInWrongStage, status=Status.NOTIFIED, required=Status.UNLOCKED
    ):
        sign(award, "2026-05-16T00:00")


@pytest.mark.parametrize("stage", [proposed, decided])
def test_no_contract_is_signed_before_anybody_was_told(stage):
    award = given(stage())

    with refuses(
        award, AwardInWrongStage, status=award.status, required=Status.UNLOCKED
    ):
        sign(award)


@pytest.mark.parametrize(("lot", "bid"), [("norr", "anbud-2"), ("soder", "anbud-2")])
def test_a_contract_is_signed_only_with_a_winner_of_the_lot(lot, bid):
    award = given(unlocked())

    with refuses(award, NotAWinner, lot=lot, bid=bid):
        sign(award, lot=lot, bid=bid)


def test_a_winner_signs_once_for_each_lot():
    award = signed()

    with refuses(given(award), AlreadySigned, agreement="avtal-a"):
        sign(award, "2026-05-18T10:00", agreement="avtal-b")
    sign(award, "2026-05-18T10:00", lot="soder", agreement="avtal-b")


def test_the_scheduler_signs_nothing():
    award = given(unlocked())

    with refuses(award, MachineCannotDecide, event="award.contract_signed"):
        award.sign(
            scheduler("2026-05-18T09:00"),
            lot="norr",
            bid="anbud-1",
            agreement="avtal-a",
        )


@pytest.mark.parametrize("stage", [decided, notified, unlocked, locked])
def test_a_cancelled_award_is_withdrawn_at_every_stage_and_never_signed(stage):
    award = given(stage())

    award.withdraw(person("2026-05-18T08:00"), reasons="Behovet har ändrats.")

    assert emitted(award) == [event(Award.Withdrawn, reasons="Behovet har ändrats.")]
    with refuses(
        award, AwardInWrongStage, status=Status.WITHDRAWN, required=Status.UNLOCKED
    ):
        sign(award, "2026-05-18T09:00")


def test_an_award_with_contracts_is_not_withdrawn():
    award = given(signed())

    with refuses(award, ContractsExist, agreements=["avtal-a"]):
        award.withdraw(person("2026-05-19T09:00"), reasons="Ångrat.")
