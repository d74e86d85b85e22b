"""A deadline that lawfully waits is held back: for what, since when, and until then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.given import SWEDEN, local
from tests.town import SYSTEM, Town
from upphandling.projections.deadlines import due, held_back, next_due

STADEN = {"system": "staden"}
KF = {**STADEN, "decision": "kf-1"}
ALARM = {
    "key": "larm",
    "name": "Trygghetslarm",
    "services": ["safety_alarm_response"],
    "regime": "lou",
}
BOTH = {**SYSTEM, "bundles": [*SYSTEM["bundles"], ALARM]}
LATER = "2026-06-01T09:00"


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-02T09:00") as town:
        town.do("choice_system.establish", BOTH)
        decided(town, "kf-1")
        yield town


def decided(town: Town, decision: str) -> None:
    told = {"body": "council", "minutes": "§ 1", "matter": "Valfrihet"}
    about = {**STADEN, "decision": decision, "taken_on": "2026-02-02"}
    town.do("choice_system.record_decision", {**about, **told})


def announced(town: Town) -> None:
    today = town.clock.now.astimezone(SWEDEN).date().isoformat()
    town.do("choice_system.announce_minutes", {**KF, "on": today})


def appealed(town: Town, number: str, decision: str = "kf-1") -> None:
    about = {**STADEN, "decision": decision, "court": "fr", "case_number": number}
    town.do("choice_system.appeal_decision", {**about, "received_on": "2026-02-02"})


def ruled(town: Town, number: str, outcome: str = "rejected") -> None:
    today = town.clock.now.astimezone(SWEDEN).date().isoformat()
    about = {**STADEN, "case_number": number, "outcome": outcome}
    town.do("choice_system.rule_on_appeal", {**about, "ruled_on": today})


def asked(town: Town, *services: str, blocks: str = "begin_agreement") -> None:
    told = {"from_body": "board", "to_body": "council", "matter": "Ska natten ingå?"}
    about = {**STADEN, "question": "natt", "blocks": [blocks]}
    town.do(
        "choice_system.refer_question", {**about, **told, "services": list(services)}
    )


def answered(town: Town, decision: str = "kf-1") -> None:
    about = {**STADEN, "question": "natt", "decision": decision}
    town.do("choice_system.answer_question", {**about, "outcome": "Ja."})


def waits(town: Town, case: str | None = None) -> list[tuple[Any, ...]]:
    """What is held back, for what, and since when."""
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        return [
            (
                row.case_id.partition(":")[2],
                row.waits_for,
                row.waits_on,
                row.since.astimezone(SWEDEN).strftime("%Y-%m-%d"),
            )
            for row in connection.execute(held_back(case))
        ]


def fallen(town: Town, now: str) -> list[str]:
    """What is due at an instant, by the read model."""
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        return [row.deadline for row in connection.execute(due(local(now), 10))]


def awaited(town: Town) -> Any:
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        return connection.scalar(next_due())


@pytest.mark.parametrize("minutes_last", [True, False])
def test_minutes_wait_for_the_court_whether_they_or_the_appeal_came_first(
    town, minutes_last
):
    if not minutes_last:
        announced(town)
    appealed(town, "1-26")
    if minutes_last:
        announced(town)

    assert fallen(town, LATER) == []
    assert awaited(town) is None
    assert town.at(LATER) == []
    assert waits(town) == [("staden", "court_ruling", "1-26", "2026-02-02")]
    assert waits(town, "choice_system:staden") == waits(town)
    assert waits(town, "agreement:staden") == []

    ruled(town, "1-26")

    assert waits(town) == []
    assert town.at(LATER) == ["choice_system.legal_force_gained"]
    (*_, (_, gained)) = town.log("choice_system:staden")
    assert gained["effective_at"] == "2026-06-01T07:00:00Z"  # not when they ran out


def test_the_last_court_lets_it_fall(town):
    appealed(town, "1-26")
    announced(town)
    town.at("2026-02-09T09:00")
    appealed(town, "2-26")

    town.at(LATER)
    ruled(town, "1-26")

    assert town.at(LATER) == []
    assert waits(town) == [("staden", "court_ruling", "2-26", "2026-02-09")]
    ruled(town, "2-26")
    assert town.at(LATER) == ["choice_system.legal_force_gained"]


def test_what_the_court_annulled_waits_for_nothing(town):
    announced(town)
    appealed(town, "1-26")
    ruled(town, "1-26", "annulled")

    assert waits(town) == []
    assert town.at(LATER) == []


def test_one_decision_does_not_wait_for_the_appeal_of_another(town):
    decided(town, "kf-2")
    announced(town)
    appealed(town, "1-26", "kf-2")

    assert town.at(LATER) == ["choice_system.legal_force_gained"]


def test_an_appeal_that_came_too_late_holds_nothing_back(town):
    announced(town)
    about = {**KF, "court": "fr", "case_number": "1-26", "received_on": "2026-02-02"}
    town.do("choice_system.appeal_decision", {**about, "in_time": False})

    assert town.at(LATER) == ["choice_system.legal_force_gained"]


@pytest.mark.parametrize("services", [(), ("personal_care",)])
@pytest.mark.parametrize("question_last", [True, False])
def test_an_agreement_waits_for_the_answer_to_a_question(town, services, question_last):
    if not question_last:
        asked(town, *services)
    town.with_agreement("a", starts_on="2026-03-01")
    if question_last:
        asked(town, *services)

    assert fallen(town, LATER) == []
    assert town.at(LATER) == []
    assert waits(town) == [("a", "question_answer", "natt", "2026-02-02")]

    answered(town)

    assert waits(town) == []
    assert town.at(LATER) == ["agreement.began"]


@pytest.mark.parametrize(
    ("services", "blocks"),
    [
        (["safety_alarm_response"], "begin_agreement"),
        (["personal_care"], "sign_agreement"),
    ],
)
def test_a_question_about_something_else_holds_nothing_back(town, services, blocks):
    town.with_agreement("a", starts_on="2026-03-01")
    asked(town, *services, blocks=blocks)

    assert waits(town) == []
    assert town.at(LATER) == ["agreement.began"]


def test_an_answer_that_a_court_annulled_is_none(town):
    asked(town)
    answered(town)
    town.with_agreement("a", starts_on="2026-03-01")
    appealed(town, "1-26")
    town.clock.now = local("2026-02-16T09:00")
    ruled(town, "1-26", "annulled")

    assert waits(town) == [("a", "question_answer", "natt", "2026-02-16")]
    assert town.at(LATER) == []

    decided(town, "kf-2")
    answered(town, "kf-2")
    assert town.at(LATER) == ["agreement.began"]


def test_an_agreement_that_was_rescinded_waits_for_no_answer(town):
    asked(town)
    town.with_agreement("a", starts_on="2026-03-01")
    town.do(
        "agreement.rescind",
        {"agreement": "a", "grounds": "Brister.", "wind_up_until": "2026-02-20"},
    )

    assert waits(town) == []
    assert town.at(LATER) == ["agreement.wound_up"]
