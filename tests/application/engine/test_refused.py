"""What is kept of a command that is refused, and which rule said no."""

from __future__ import annotations

import pytest

from tests.application.engine.matters import CANCELLATION, DECISION, place
from tests.given import local
from tests.town import MANDATE
from upphandling.application.refusals import (
    FutureTime,
    refused_before,
)
from upphandling.application.store import Outcome, Verdict
from upphandling.domain.access import NotAllowed
from upphandling.domain.base import Role
from upphandling.domain.errors import (
    CaseExists,
    NoMandate,
    NoSuchCase,
    Refused,
)
from upphandling.domain.parts import PartExists


def test_a_refusal_is_kept_with_who_asked_for_what_and_which_rule_said_no(town):
    town.do("choice_system.record_decision", DECISION)

    with pytest.raises(PartExists):
        town.do("choice_system.record_decision", DECISION, command_id="k-2")

    (kept,) = town.house.recorder.refusals()
    assert (kept.rule, kept.message) == (
        "PartExists",
        "Nyckeln används redan i ärendet.",
    )
    assert kept.details == {"part": "kf-1"}
    assert kept.receipt.command_id == "k-2"
    assert kept.receipt.command == "choice_system.record_decision"
    assert kept.receipt.by == "handlaggare-1"
    assert kept.receipt.role == "council_secretary"
    assert kept.receipt.mandate == MANDATE
    assert kept.receipt.recorded_at == local("2026-05-19T09:00")
    assert '"minutes":"§ 1"' in kept.receipt.payload


def test_a_refused_command_is_refused_the_same_when_it_is_repeated(town):
    town.do("choice_system.record_decision", DECISION)
    refusals = []
    for _ in range(2):
        with pytest.raises(PartExists) as refusal:
            town.do("choice_system.record_decision", DECISION, command_id="k-2")
        refusals.append((str(refusal.value), refusal.value.details))

    assert refusals[0] == refusals[1]
    assert len([*town.house.recorder.refusals()]) == 1


def test_a_refusal_by_a_rule_that_is_no_more_is_still_a_refusal():
    outcome = Outcome(
        command_id="k-1",
        command="tender.close",
        by="handlaggare-1",
        payload="{}",
        verdict=Verdict.REFUSED,
        rule="FullMoon",
        message="Det är fullmåne.",
        details={"moon": "full"},
    )

    refusal = refused_before(outcome)

    assert type(refusal) is Refused
    assert refusal.details == {
        "rule": "FullMoon",
        "message": "Det är fullmåne.",
        "moon": "full",
    }


def test_nothing_happens_in_the_future(town):
    with pytest.raises(FutureTime) as refusal:
        town.do(
            "choice_system.record_decision", DECISION, at=local("2026-05-19T09:00:01")
        )

    assert refusal.value.details == {"at": local("2026-05-19T09:00:01")}
    (kept,) = town.house.recorder.refusals()
    assert kept.rule == "FutureTime"
    assert len(town.log()) == 1


def test_a_case_that_does_not_exist_is_refused_by_name(town):
    for name, data in (
        ("tender.close", {"tender": "hemtjanst"}),
        ("agreement.begin", {"agreement": "avtal-a"}),
        ("customer_choice.place", place("person-1")),
    ):
        with pytest.raises(NoSuchCase):
            town.do(name, data)


def test_a_key_is_used_once(town):
    town.with_agreement("avtal-a")

    with pytest.raises(CaseExists) as refusal:
        town.with_agreement("avtal-a")

    assert refusal.value.details == {"case": "agreement:avtal-a"}


def test_a_customer_is_not_entered_twice_by_one_command(town):
    with pytest.raises(CaseExists):
        town.registered(["person-1", "person-1"])

    assert len(town.log()) == 1


@pytest.mark.parametrize(
    ("who", "rule", "told"),
    [
        (
            {"by": "scheduler", "role": Role.SCHEDULER, "mandate": None},
            NotAllowed,
            {"role": "scheduler", "asked": "tender.cancel", "lacks": "role"},
        ),
        (
            {"by": "scheduler", "role": Role.SCHEDULER},
            NotAllowed,
            {"role": "scheduler", "asked": "tender.cancel", "lacks": "role"},
        ),
        (
            {"by": "handlaggare-2", "mandate": None},
            NoMandate,
            {"event": "tender.cancelled"},
        ),
    ],
)
def test_nobody_decides_without_a_mandate_and_that_they_tried_is_kept(
    town, who, rule, told
):
    town.announced("hemtjanst", "2026-06-30")

    with pytest.raises(rule):
        town.do("tender.cancel", CANCELLATION, **who)

    (kept,) = town.house.recorder.refusals()
    assert kept.rule == rule.__name__
    assert kept.details.items() >= told.items()
    assert kept.receipt.by == who["by"]
    assert "tender.cancelled" not in dict(town.log("tender:hemtjanst"))
