"""Exceptions and overrides of the quarter, and which of them the public is told."""

from __future__ import annotations

from tests.checked_town import CONTROLLER
from tests.interfaces.report.control.conftest import (
    FEBRUARY,
    approve,
    broken,
    figures,
    refuse,
    values,
)
from tests.payment_town import decide
from tests.stopped import reported, stopped
from tests.town import SYSTEM
from upphandling.interfaces.report.control.exceptions import NAMES as OF_POINTS
from upphandling.projections.control import points as point_events
from upphandling.projections.control.tables import Point


def test_a_sanction_that_could_not_wait_is_an_exception(town):
    deviation = reported(town, "avtal-a")
    warned = {"agreement": "avtal-a", "sanction": "v-1", "deviation": deviation}
    town.do("agreement.warn", {**warned, "urgent": True, "motive": "Fara."})

    found = figures(town)
    assert values(found, "exceptions") == {"urgent_sanction": 1}
    assert found["exceptions"].value == 1
    (reference,) = found["exceptions.urgent_sanction"].sources.few
    assert reference.startswith("agreement:avtal-a@")


def test_a_sanction_after_the_provider_was_heard_is_none(town):
    deviation = reported(town, "avtal-a")
    about = {"deviation": deviation}
    town.do("deviation.open_hearing", {**about, "questions": "Varför?", "days": 7})
    heard = {**about, "answer": "Sjukdom.", "received_on": "2026-01-06"}
    town.do("deviation.hear_provider", heard)
    warned = {"agreement": "avtal-a", "sanction": "v-1", **about, "motive": "Brist."}
    town.do("agreement.warn", warned)

    assert values(figures(town), "exceptions") == {}


def test_checks_that_are_moved_or_cancelled_are_exceptions(town):
    check = {"follow_up": "avtal-a", "check": FEBRUARY, "reason": "Nämndens beslut"}
    town.do("follow_up.move_check", {**check, "due_on": "2026-02-10"}, role=CONTROLLER)
    other = {**check, "follow_up": "avtal-b"}
    town.do("follow_up.cancel_check", other, role=CONTROLLER)

    found = figures(town)
    assert values(found, "exceptions") == {"check_moved": 1, "check_cancelled": 1}
    assert found["exceptions"].value == 2


def test_a_deviation_closed_with_measures_undone_is_an_exception(town):
    deviation = {"deviation": reported(town, "avtal-a")}
    measures = [{"measure": "m-1", "what": "Bemanna.", "due_on": "2026-01-20"}]
    got = {**deviation, "received_on": "2026-01-06", "measures": measures}
    town.do("deviation.receive_plan", got)
    town.do("deviation.accept_plan", {**deviation, "motive": "Räcker."})
    town.do(
        "deviation.close",
        {**deviation, "outcome": "unfounded", "motive": "Fel uppgift."},
    )

    assert values(figures(town), "exceptions") == {"closed_undone": 1}


def test_findings_that_were_acknowledged_and_corrections_are_exceptions(paid):
    approve(paid)
    found = bool(paid.case("payment:avtal-a.2026-01").calculated.found)
    decide(paid, "open_correction", cause="Ett besök saknades")

    told = values(figures(paid), "exceptions")
    assert told == ({"controls_acknowledged": 1} if found else {})


def test_a_chairs_decision_is_an_exception(town):
    told = {
        "system": "staden",
        "decision": "ordf-1",
        "taken_on": "2026-01-06",
        "minutes": "Ordförandebeslut 1",
        "matter": "Brådskande.",
        "body": "board",
        "urgent": True,
    }
    town.do("choice_system.record_decision", told)

    assert values(figures(town), "exceptions") == {"chair_decision": 1}


def test_another_systems_exceptions_are_its_own(town):
    town.do("choice_system.establish", {**SYSTEM, "system": "byn"})
    stopped(town, "avtal-b")

    assert values(figures(town), "exceptions") == {"urgent_sanction": 1}
    assert values(figures(town, system="byn"), "exceptions") == {}


def test_what_happened_before_the_quarter_or_after_the_day_is_not_told(town):
    town.at("2026-02-20T09:00")
    stopped(town, "avtal-b")

    told = {"2026-02-19": {}, "2026-02-20": {"urgent_sanction": 1}}
    for at, expected in told.items():
        assert values(figures(town, at=at), "exceptions") == expected
    town.at("2026-04-01T09:00")
    assert values(figures(town, "2026-Q2"), "exceptions") == {}


def test_the_public_is_told_no_more_than_it_may(town):
    refuse(town, "deviation.accept_plan", {"deviation": "ingen", "motive": "Ja."})
    stopped(town, "avtal-b")
    other = {"follow_up": "avtal-b", "check": FEBRUARY, "reason": "Beslut"}
    town.do("follow_up.cancel_check", other, role=CONTROLLER)
    broken(town)

    found = figures(town, public=True)
    assert values(found, "exceptions") == {"urgent_sanction": 1}
    assert found["exceptions"].value == 1
    for prefix in ("refused", "alarms", "late", "four_eyes.glass"):
        assert not any(key.startswith(prefix) for key in found)


def test_every_point_has_its_events_and_its_words():
    told = {point for point, _ in point_events.EXCEPTIONS.values()}
    assert told == set(Point) - {Point.LATE} == set(OF_POINTS)
