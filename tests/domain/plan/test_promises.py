"""What citizens were promised: kept, withdrawn, or broken by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.domain.plan.cases import PROMISE, drawn_up, promised, with_milestone
from tests.given import (
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.errors import NoMandate
from upphandling.domain.parts import PartExists, UnknownPart
from upphandling.domain.plan import Plan, Progress, PromiseNotOver, PromiseSettled


def test_a_promise_to_citizens_is_kept_in_their_words():
    plan = given(drawn_up())

    plan.promise(person("2026-02-02T09:00"), **PROMISE)

    assert emitted(plan) == [event(Plan.PromiseMade, **PROMISE)]


def test_a_promise_may_rest_on_milestones_of_the_plan():
    plan = given(with_milestone())

    plan.promise(person("2026-02-02T09:00"), **{**PROMISE, "depends_on": ("beslut",)})

    assert emitted(plan) == [
        event(Plan.PromiseMade, **{**PROMISE, "depends_on": ("beslut",)})
    ]


def test_a_promise_rests_only_on_what_is_planned():
    plan = given(with_milestone())

    with refuses(plan, UnknownPart, part="val", known=["beslut"]):
        plan.promise(person("2026-02-02T09:00"), **{**PROMISE, "depends_on": ("val",)})


def test_a_promise_is_made_once():
    plan = given(promised())

    with refuses(plan, PartExists, part="val-i-host"):
        plan.promise(person("2026-02-03T09:00"), **PROMISE)


def test_a_promise_is_kept():
    plan = given(promised())

    plan.keep_promise(person("2026-11-10T09:00"), promise="val-i-host")

    assert emitted(plan) == [event(Plan.PromiseKept, promise="val-i-host")]


def test_a_promise_is_withdrawn_by_somebody_with_a_mandate():
    plan = given(promised())

    with refuses(plan, NoMandate, event="plan.promise_withdrawn"):
        plan.withdraw_promise(
            without_mandate("2026-09-16T09:00"), promise="val-i-host", reason="Nej"
        )
    plan.withdraw_promise(
        person("2026-09-16T09:00"), promise="val-i-host", reason="Avbruten"
    )

    assert emitted(plan) == [
        event(Plan.PromiseWithdrawn, promise="val-i-host", reason="Avbruten")
    ]


@pytest.mark.parametrize("progress", [Progress.KEPT, Progress.WITHDRAWN])
def test_a_promise_is_settled_once(progress):
    plan, stamp = promised(), person("2026-11-10T09:00")
    if progress is Progress.KEPT:
        plan.keep_promise(stamp, promise="val-i-host")
    else:
        plan.withdraw_promise(stamp, promise="val-i-host", reason="Avbruten")
    told = {"promise": "val-i-host", "progress": progress}

    with refuses(given(plan), PromiseSettled, **told):
        plan.keep_promise(stamp, promise="val-i-host")
    with refuses(plan, PromiseSettled, **told):
        plan.withdraw_promise(stamp, promise="val-i-host", reason="Igen")


def test_nobody_keeps_a_promise_that_was_never_made():
    plan = given(promised())

    with refuses(plan, UnknownPart, part="guld", known=["val-i-host"]):
        plan.keep_promise(person("2026-11-10T09:00"), promise="guld")


def test_a_promise_is_broken_by_itself_when_its_time_has_run_out():
    plan = given(promised())
    latest = PROMISE["when"].latest

    with refuses(plan, PromiseNotOver, promise=PROMISE["promise"], latest=latest):
        plan.break_promise(scheduler(f"{latest}T23:59:59"), promise=PROMISE["promise"])
    plan.break_promise(
        scheduler(f"{latest + timedelta(days=1)}T00:00"), promise=PROMISE["promise"]
    )

    assert emitted(plan) == [
        event(Plan.PromiseBroken, promise=PROMISE["promise"], latest=latest)
    ]


def test_a_broken_promise_may_still_be_kept_or_withdrawn():
    for settle in (
        lambda plan: plan.keep_promise(
            person("2027-01-04T09:00"), promise=PROMISE["promise"]
        ),
        lambda plan: plan.withdraw_promise(
            person("2027-01-04T09:00"), promise=PROMISE["promise"], reason="Sent"
        ),
    ):
        plan = promised()
        plan.break_promise(scheduler("2027-01-01T00:00"), promise=PROMISE["promise"])
        settle(plan)
        with pytest.raises(PromiseSettled):
            plan.break_promise(
                scheduler("2027-02-01T00:00"), promise=PROMISE["promise"]
            )


def test_a_promise_that_was_never_made_is_not_broken():
    plan = given(promised())

    with refuses(plan, UnknownPart, part="guld", known=["val-i-host"]):
        plan.break_promise(scheduler("2027-01-01T00:00"), promise="guld")
