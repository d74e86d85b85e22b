"""The checking: reminded of, done with what it found, or missed and escalated."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.follow_up.test_planning import FIRST, opened
from tests.given import day, emitted, event, person, refuses, scheduler
from tests.given import given as after
from upphandling.domain.base import Role
from upphandling.domain.errors import Refused
from upphandling.domain.evidence import Evidence
from upphandling.domain.follow_up import (
    CheckRecord,
    Ending,
    Finding,
    FollowUp,
    Outcome,
    Progress,
    Verdict,
)
from upphandling.domain.follow_up.refusals import (
    CheckedBeforeAgreement,
    CheckNotMissed,
    CheckRemindedBefore,
    CheckSettled,
    CheckTimeRunning,
    FoundTwice,
    OutcomeContradictsFindings,
    RequirementNotTried,
)
from upphandling.domain.instants import NotYet
from upphandling.domain.parts import UnknownPart

EVIDENCE = (Evidence(reference="Dnr 2027-17", sha256="a" * 64),)


def found(verdict: Verdict, requirement: str = "ledning") -> Finding:
    return Finding(requirement=requirement, verdict=verdict)


def record(**changed: Any) -> CheckRecord:
    """What was found on a visit, where all was well."""
    told = {
        "checker": "handlaggare-2",
        "done_on": day("2027-04-05"),
        "outcome": Outcome.APPROVED,
        "findings": (found(Verdict.FULFILLED),),
        "evidence": EVIDENCE,
    }
    return CheckRecord(**{**told, **changed})


def do(
    one: FollowUp, at: str = "2027-04-05T09:00", check: str = FIRST, **changed: Any
) -> None:
    one.do(person(at), check=check, found=record(**changed))


def missed() -> FollowUp:
    one = opened()
    one.miss(scheduler("2027-04-16T00:00"), check=FIRST)
    return after(one)


def test_whoever_answers_for_the_check_is_reminded():
    one = opened()

    one.remind(scheduler("2027-03-25T00:00"), check=FIRST)

    assert emitted(one) == [
        event(
            FollowUp.CheckReminded,
            check=FIRST,
            responsible=Role.CONTRACT_MANAGER,
            due_on=day("2027-04-01"),
        )
    ]


def test_nobody_is_reminded_too_early():
    one = opened()

    with refuses(one, CheckTimeRunning, check=FIRST, remind_on=day("2027-03-25")):
        one.remind(scheduler("2027-03-24T23:59"), check=FIRST)


def test_nobody_is_reminded_twice():
    one = opened()
    one.remind(scheduler("2027-03-25T00:00"), check=FIRST)
    after(one)

    with refuses(one, CheckRemindedBefore, check=FIRST):
        one.remind(scheduler("2027-03-25T00:00"), check=FIRST)


def test_a_check_is_missed_on_the_day_after_its_last():
    one = opened()

    with refuses(one, CheckTimeRunning, check=FIRST, latest=day("2027-04-15")):
        one.miss(scheduler("2027-04-15T23:59"), check=FIRST)
    one.miss(scheduler("2027-04-16T00:00"), check=FIRST)

    assert emitted(one) == [
        event(
            FollowUp.CheckOverdue,
            check=FIRST,
            latest=day("2027-04-15"),
            escalate_on=day("2027-04-22"),
        )
    ]


@pytest.mark.parametrize("act", ["remind", "miss"])
def test_a_missed_check_is_not_missed_again(act):
    one = missed()

    with refuses(one, CheckSettled, check=FIRST, progress=Progress.MISSED):
        getattr(one, act)(scheduler("2027-04-17T00:00"), check=FIRST)


def test_a_missed_check_is_escalated_on_its_day():
    one = missed()

    with refuses(one, CheckTimeRunning, check=FIRST, escalate_on=day("2027-04-22")):
        one.escalate(scheduler("2027-04-21T23:59"), check=FIRST)
    one.escalate(scheduler("2027-04-22T00:00"), check=FIRST)

    assert emitted(one) == [
        event(FollowUp.CheckEscalated, check=FIRST, escalate_to=Role.PROGRAMME_MANAGER)
    ]


def test_what_is_not_missed_is_not_escalated():
    one = opened()

    with refuses(one, CheckNotMissed, check=FIRST, progress=Progress.PLANNED):
        one.escalate(scheduler("2027-04-22T00:00"), check=FIRST)


def test_a_check_is_escalated_once():
    one = missed()
    one.escalate(scheduler("2027-04-22T00:00"), check=FIRST)
    after(one)

    with refuses(one, CheckNotMissed, check=FIRST, progress=Progress.MISSED):
        one.escalate(scheduler("2027-04-23T00:00"), check=FIRST)


def test_a_check_that_was_done_is_not_escalated():
    one = missed()
    do(one, "2027-04-20T09:00")
    after(one)

    with refuses(one, CheckSettled, check=FIRST, progress=Progress.DONE):
        one.escalate(scheduler("2027-04-22T00:00"), check=FIRST)


def test_a_check_is_done_with_what_it_found():
    one = opened()

    do(one)

    assert emitted(one) == [
        event(
            FollowUp.CheckDone,
            check=FIRST,
            checker="handlaggare-2",
            done_on=day("2027-04-05"),
            outcome=Outcome.APPROVED,
            findings=(found(Verdict.FULFILLED),),
            evidence=EVIDENCE,
        )
    ]
    assert one.records == {FIRST: record()}


def test_a_missed_check_may_be_done_all_the_same():
    one = missed()

    do(one, "2027-04-20T09:00", done_on=day("2027-04-20"))

    assert one.progress[FIRST] is Progress.DONE


def test_a_check_is_done_once():
    one = opened()
    do(one)
    after(one)

    with refuses(one, CheckSettled, check=FIRST, progress=Progress.DONE):
        do(one)


def test_a_check_is_not_recorded_before_it_is_made():
    one = opened()

    with pytest.raises(NotYet):
        do(one, done_on=day("2027-04-06"))


def test_nobody_is_checked_before_the_agreement_begins():
    one = opened()
    done_on, starts_on = day("2026-12-31"), day("2027-01-01")

    with refuses(one, CheckedBeforeAgreement, done_on=done_on, starts_on=starts_on):
        do(one, done_on=done_on)


@pytest.mark.parametrize(
    "findings",
    [
        (found(Verdict.NOT_TRIED),),
        (found(Verdict.FULFILLED, "lokaler"),),
        (),
    ],
)
def test_a_check_says_something_of_its_own_requirement(findings):
    one = opened()

    with refuses(one, RequirementNotTried, requirement="ledning"):
        do(one, findings=findings)


def test_a_requirement_is_not_found_both_this_and_that():
    one = opened()
    twice = (found(Verdict.FULFILLED), found(Verdict.NOT_FULFILLED))

    with refuses(one, FoundTwice, requirements=["ledning", "ledning"]):
        do(one, findings=twice)


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Outcome.APPROVED, Verdict.PARTLY),
        (Outcome.APPROVED, Verdict.NOT_FULFILLED),
        (Outcome.REMARKS, Verdict.FULFILLED),
        (Outcome.REMARKS, Verdict.NOT_FULFILLED),
        (Outcome.FAILED, Verdict.FULFILLED),
        (Outcome.FAILED, Verdict.PARTLY),
    ],
)
def test_an_outcome_does_not_contradict_what_was_found(outcome, verdict):
    one = opened()

    with pytest.raises(OutcomeContradictsFindings):
        do(one, outcome=outcome, findings=(found(verdict),))

    assert emitted(one) == []


@pytest.mark.parametrize(
    ("outcome", "verdicts"),
    [
        (Outcome.APPROVED, [Verdict.FULFILLED, Verdict.NOT_TRIED]),
        (Outcome.REMARKS, [Verdict.FULFILLED, Verdict.PARTLY]),
        (Outcome.FAILED, [Verdict.PARTLY, Verdict.NOT_FULFILLED]),
    ],
)
def test_an_outcome_follows_from_what_was_found(outcome, verdicts):
    one = opened()
    findings = tuple(
        found(verdict, name)
        for verdict, name in zip(verdicts, ["ledning", "lokaler"], strict=True)
    )

    do(one, outcome=outcome, findings=findings)

    assert one.progress[FIRST] is Progress.DONE


ACTS = st.lists(
    st.sampled_from(["remind", "miss", "escalate", "do", "cancel", "close"]), max_size=8
)


@given(ACTS)
def test_whatever_is_tried_a_settled_check_stays_settled(acts):
    one, settled = opened(), None
    for act in acts:
        with suppress(Refused):
            _try(one, act)
        if settled is not None:
            assert one.progress[FIRST] is settled
        elif one.progress[FIRST] not in (Progress.PLANNED, Progress.MISSED):
            settled = one.progress[FIRST]


def _try(one: FollowUp, act: str) -> None:
    at = "2027-05-01T00:00"
    if act == "do":
        do(one, at)
    elif act == "cancel":
        one.cancel(person(at), check=FIRST, reason="Görs av IVO")
    elif act == "close":
        one.close(scheduler(at), ending=Ending.EXPIRED, ended_on=day("2027-03-01"))
    else:
        getattr(one, act)(scheduler(at), check=FIRST)


@pytest.mark.parametrize("act", ["remind", "miss", "escalate"])
def test_what_is_not_planned_is_neither_reminded_of_nor_missed(act):
    one = opened()

    with refuses(one, UnknownPart, part="lokaler.2027-04-01", known=[FIRST]):
        getattr(one, act)(scheduler("2027-05-01T00:00"), check="lokaler.2027-04-01")
