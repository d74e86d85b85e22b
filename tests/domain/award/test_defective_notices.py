"""Notices that lacked something: no standstill ran, and it runs anew from complete ones."""

from __future__ import annotations

import pytest

from tests.domain.award.stages import (
    decided,
    locked,
    notices,
    notified,
    notify,
    proposed,
    sign,
    signed,
    unlocked,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.award import Award, Defect, Lacking, Status
from upphandling.domain.award.refusals import AwardInWrongStage, TooLateToCorrect
from upphandling.domain.parts import UnknownPart

NO_STANDSTILL = Defect(recipient="utforare-a", lacking=Lacking.STANDSTILL)


def find(award: Award, at: str = "2026-05-18T09:00", *found: Defect) -> None:
    award.find_defective(
        person(at), defects=found or (NO_STANDSTILL,), reason="Mallen var gammal."
    )


@pytest.mark.parametrize("stage", [notified, unlocked, locked])
def test_a_notice_that_lacked_something_never_started_a_standstill(stage):
    award = given(stage())

    find(award)

    assert emitted(award) == [
        event(
            Award.NoticeFoundDefective,
            defects=(NO_STANDSTILL,),
            reason="Mallen var gammal.",
        )
    ]
    assert (award.status, award.standstill) == (Status.DECIDED, None)
    with pytest.raises(AwardInWrongStage):
        sign(award)


def test_the_standstill_runs_anew_from_the_complete_notice():
    award = unlocked()
    find(award)

    again = notices("utforare-a", at="2026-05-19T10:00")
    notify(award, "2026-05-19T10:00", notices=again)

    assert award.standstill.last_day == day("2026-05-29")
    award.unlock(scheduler("2026-05-30T00:00"))
    sign(award, "2026-05-30T00:00")


def test_nothing_is_found_of_who_was_not_told():
    award = given(notified())
    stranger = Defect(recipient="utforare-x", lacking=Lacking.REASONS)

    with refuses(
        award,
        UnknownPart,
        part="utforare-x",
        known=["utforare-a", "utforare-b", "utforare-c"],
    ):
        find(award, "2026-05-18T09:00", stranger)


def test_notices_are_not_found_defective_once_a_contract_is_signed():
    award = given(signed())

    with refuses(award, TooLateToCorrect, agreements=["avtal-a"]):
        find(award, "2026-05-19T09:00")


@pytest.mark.parametrize("stage", [proposed, decided])
def test_what_was_not_sent_has_no_defects(stage):
    award = given(stage())

    with refuses(
        award,
        AwardInWrongStage,
        status=award.status,
        required="notified | unlocked",
    ):
        find(award)
