"""Deviations as they were known on a day: nothing of what came later."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.agreement.cases import in_force
from tests.domain.agreement.sanctioned import LADDER, agree
from tests.given import day, person
from tests.interfaces.follow_up.deviating import asked, closed, found
from upphandling.domain.deviation import (
    Aftermath,
    Measure,
    Outcome,
    Recheck,
    Severity,
)
from upphandling.domain.lengths import Length, Unit


def lived() -> list[Any]:
    """A deviation from May to July: one thing a day."""
    deviation = found("a-1", "2027-05-01", None, person("2027-05-02T09:00"))
    deviation.change_severity(
        person("2027-05-03T09:00"), severity=Severity.CRITICAL, reason="x"
    )
    deviation.open_hearing(person("2027-05-04T09:00"), questions="Varför?", days=2)
    deviation.run_out(person("2027-05-07T09:00"))
    measure = Measure(measure="m", what="x", due_on=day("2027-05-10"))
    deviation.receive_plan(
        person("2027-05-08T09:00"), received_on=day("2027-05-08"), measures=(measure,)
    )
    deviation.accept_plan(person("2027-05-09T09:00"), motive="x")
    done = {"measure": "m", "done_on": day("2027-05-12"), "evidence": ()}
    deviation.finish_measure(person("2027-05-13T09:00"), **done)
    deviation.check_again(
        person("2027-05-14T09:00"),
        recheck=Recheck.REMEDIED,
        rechecked_on=day("2027-05-14"),
        findings=None,
        evidence=(),
    )
    agreement = agree(in_force())
    why = {"deviation": "a-1", "motive": "x"}
    agreement.warn(person("2027-05-15T09:00"), sanction="v-1", **why)
    agreement.withdraw_sanction(
        person("2027-05-16T09:00"), sanction="v-1", motive="Fel utförare."
    )
    deviation.close(
        person("2027-05-17T09:00"),
        outcome=Outcome.REMEDIED,
        aftermath=Aftermath(),
        motive="x",
    )
    return [deviation, agreement]


BEFORE: dict[str, Any] = {
    "severity": "minor",
    "hearing": None,
    "answer_by": None,
    "plan": None,
    "recheck": None,
    "rechecked_on": None,
    "outcome": None,
    "late": False,
}


@pytest.mark.parametrize(
    ("on", "new"),
    [
        ("2027-05-02", {}),
        ("2027-05-03", {"severity": "critical"}),
        ("2027-05-04", {"hearing": "open", "answer_by": day("2027-05-06")}),
        ("2027-05-06", {"hearing": "open"}),
        ("2027-05-07", {"hearing": "ran_out", "late": False}),
        ("2027-05-08", {"plan": "received"}),
        ("2027-05-09", {"plan": "accepted"}),
        ("2027-05-11", {"late": True}),
        ("2027-05-13", {"late": False}),
        ("2027-05-14", {"recheck": "remedied", "rechecked_on": day("2027-05-14")}),
        ("2027-05-17", {"outcome": "remedied"}),
    ],
)
def test_it_stands_as_it_was_known_on_the_day(told_on_each, on, new):
    connection = told_on_each(*lived())

    row = asked(connection, day(on))["a-1"]
    assert {name: row[name] for name in new} == new
    if on == "2027-05-02":
        assert {name: row[name] for name in BEFORE} == BEFORE


def test_what_nobody_had_reported_by_then_is_not_told(told):
    connection = told(*lived())

    assert asked(connection, day("2027-05-01")) == {}


def test_it_is_open_and_as_grave_as_it_was_on_the_day(told):
    connection = told(*lived())

    last_day, closed_on = day("2027-05-16"), day("2027-05-17")
    assert list(asked(connection, last_day, only_open=True)) == ["a-1"]
    assert asked(connection, closed_on, only_open=True) == {}
    first, next_day = day("2027-05-02"), day("2027-05-03")
    assert list(asked(connection, first, severity=Severity.MINOR)) == ["a-1"]
    assert asked(connection, next_day, severity=Severity.MINOR) == {}
    assert list(asked(connection, next_day, severity=Severity.CRITICAL)) == ["a-1"]


def test_measures_and_sanctions_are_those_of_the_day(told):
    connection = told(*lived())

    def on(text: str) -> Any:
        row = asked(connection, day(text))["a-1"]
        ended = [bool(one["withdrawn_at"]) for one in row["sanctions"]]
        return [one["done_on"] for one in row["measures"]], row["overdue"], ended

    assert on("2027-05-08") == ([], [], [])
    assert on("2027-05-09") == ([None], [], [])
    assert on("2027-05-12") == ([None], ["m"], [])
    assert on("2027-05-13") == ([day("2027-05-12")], [], [])
    assert on("2027-05-15")[2] == [False]
    assert on("2027-05-16")[2] == [True]


def test_what_is_repeated_is_as_it_was_known_on_the_day(told):
    early = person("2027-05-02T09:00")
    first = found("a-1", "2027-05-01", at=person("2027-05-03T09:00"))
    second = found("a-2", "2027-05-02", at=early)
    connection = told(closed(first, Outcome.UNFOUNDED), second)

    def on(text: str) -> list[str]:
        repeated: list[str] = asked(connection, day(text))["a-2"]["repeats"]
        return repeated

    assert on("2027-05-02") == []
    assert on("2027-05-03") == ["a-1"]
    assert on("2027-06-01") == []


def test_how_near_is_as_the_agreement_said_on_the_day(told):
    agreement = in_force()
    agreement.agree_sanctions(
        person("2027-06-02T09:00"), rungs=LADDER, repeat_within=Length(1, Unit.MONTHS)
    )
    connection = told(agreement, found("a-1", "2027-04-01"), found("a-2", "2027-05-02"))

    assert asked(connection, day("2027-06-01"))["a-2"]["repeats"] == ["a-1"]
    assert asked(connection, day("2027-06-02"))["a-2"]["repeats"] == []
