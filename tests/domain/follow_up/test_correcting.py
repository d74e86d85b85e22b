"""The correcting: a record is put right by the rules of a record, and the first stays."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.follow_up.test_checking import do, found, record
from tests.domain.follow_up.test_planning import FIRST, opened
from tests.given import (
    day,
    emitted,
    event,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from tests.given import given as after
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.follow_up import (
    CheckRecord,
    Ending,
    FollowUp,
    Outcome,
    Progress,
    Verdict,
)
from upphandling.domain.follow_up.refusals import (
    CheckedBeforeAgreement,
    CheckNotDone,
    NothingCorrected,
    OutcomeContradictsFindings,
    RequirementNotTried,
)
from upphandling.domain.instants import NotYet
from upphandling.domain.parts import UnknownPart

AT = "2027-04-20T09:00"
WRONG = record()
RIGHT = record(
    outcome=Outcome.FAILED, findings=(found(Verdict.NOT_FULFILLED),), checker="h-3"
)


def made() -> FollowUp:
    one = opened()
    do(one)
    return after(one)


def correct(one: FollowUp, who=None, check: str = FIRST, **told: Any) -> None:
    one.correct(
        who or person(AT), check=check, **{"found": RIGHT, "reason": "Fel ruta", **told}
    )


def test_what_was_wrong_is_corrected_and_says_what_stood_before():
    one = made()

    correct(one)

    assert emitted(one) == [
        event(
            FollowUp.CheckCorrected,
            check=FIRST,
            before=WRONG,
            reason="Fel ruta",
            **dict(RIGHT),
        )
    ]
    assert one.records[FIRST] == RIGHT
    assert one.progress[FIRST] is Progress.DONE


@given(st.lists(st.sampled_from(["h-1", "h-2", "h-3"]), max_size=6))
def test_every_correction_begins_where_the_one_before_ended(checkers):
    one, kept = made(), [WRONG]
    for checker in checkers:
        coming = record(checker=checker)
        if coming != kept[-1]:
            correct(one, found=coming)
            kept.append(coming)

    corrections = one.collect_events()
    assert [said.before for said in corrections] == kept[:-1]
    assert [CheckRecord.of(said) for said in corrections] == kept[1:]


def test_a_check_that_is_not_made_has_nothing_to_correct():
    one = opened()

    with refuses(one, CheckNotDone, check=FIRST, progress=Progress.PLANNED):
        correct(one)


def test_a_check_that_nobody_planned_is_not_corrected():
    one = made()

    with refuses(one, UnknownPart, part="annan", known=[FIRST]):
        correct(one, check="annan")


def test_a_correction_says_something_else():
    one = made()

    with refuses(one, NothingCorrected, check=FIRST):
        correct(one, found=WRONG)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"outcome": Outcome.FAILED}, OutcomeContradictsFindings),
        ({"findings": (found(Verdict.NOT_TRIED),)}, RequirementNotTried),
        ({"done_on": day("2027-04-21")}, NotYet),
        ({"done_on": day("2026-12-31")}, CheckedBeforeAgreement),
    ],
)
def test_the_rules_of_a_record_hold_for_a_correction(changed, rule):
    one = made()

    with pytest.raises(rule):
        correct(one, found=record(**changed))

    assert emitted(one) == []


@pytest.mark.parametrize(
    ("who", "rule"),
    [(scheduler(AT), MachineCannotDecide), (without_mandate(AT), NoMandate)],
)
def test_a_person_with_a_mandate_corrects(who, rule):
    one = made()

    with refuses(one, rule, event="follow_up.check_corrected"):
        correct(one, who)


def test_it_is_corrected_also_when_the_agreement_is_over():
    one = made()
    one.close(scheduler(AT), ending=Ending.EXPIRED, ended_on=day("2027-04-19"))

    correct(one)

    assert one.records[FIRST] == RIGHT
