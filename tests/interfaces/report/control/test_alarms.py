"""Alarms that nobody has answered: checks, measures, silence."""

from __future__ import annotations

from tests.checked_town import CONTROLLER, checked
from tests.interfaces.report.control.conftest import (
    FEBRUARY,
    figures,
)
from tests.stopped import reported
from upphandling.interfaces.report.control.alarms import NAMES as OF_ALARMS
from upphandling.projections.control import alarms as alarm_events
from upphandling.projections.control.tables import Alarm


def test_a_missed_check_is_an_alarm_until_somebody_makes_it(town):
    town.at("2026-02-25T09:00")
    found = figures(town)["alarms.check"]
    assert (found.value, found.target, found.red) == (2, 0, True)
    assert found.note == "2 av 2 larm till och med 2026-02-25 står kvar"

    checked(town, FEBRUARY, "avtal-a")
    other = {"follow_up": "avtal-b", "check": FEBRUARY, "reason": "Beslut"}
    town.do("follow_up.cancel_check", other, role=CONTROLLER)
    found = figures(town)["alarms.check"]
    assert (found.value, found.red) == (0, False)
    assert found.sources.total == 2


def test_what_was_answered_later_was_ignored_on_an_earlier_day(town):
    town.at("2026-02-25T09:00")
    checked(town, FEBRUARY, "avtal-a")

    assert figures(town, at="2026-02-24")["alarms.check"].value == 2
    assert figures(town, at="2026-02-25")["alarms.check"].value == 1


def test_an_old_alarm_is_still_ignored_in_the_next_quarter(town):
    town.at("2026-04-02T09:00")

    assert figures(town, "2026-Q2")["alarms.check"].value >= 2


def test_an_alarm_after_the_quarter_is_none_of_its(town):
    town.at("2026-03-31T09:00")
    before = figures(town)["alarms.check"].value
    town.at("2026-04-30T09:00")

    assert figures(town)["alarms.check"].value == before
    assert figures(town, "2026-Q2")["alarms.check"].value > before


def test_a_measure_that_is_late_is_an_alarm_until_it_is_done_or_closed(town):
    deviation = {"deviation": reported(town, "avtal-a")}
    measures = [
        {"measure": name, "what": "Bemanna.", "due_on": "2026-01-20"}
        for name in ("m-1", "m-2")
    ]
    got = {**deviation, "received_on": "2026-01-06", "measures": measures}
    town.do("deviation.receive_plan", got)
    town.do("deviation.accept_plan", {**deviation, "motive": "Räcker."})
    town.at("2026-01-25T09:00")
    assert figures(town)["alarms.measure"].value == 2

    evidence = [{"reference": "Dnr 1", "sha256": "a" * 64}]
    done = {**deviation, "measure": "m-1", "done_on": "2026-01-25"}
    town.do("deviation.finish_measure", {**done, "evidence": evidence})
    assert figures(town)["alarms.measure"].value == 1

    ended = {"outcome": "unfounded", "motive": "Fel uppgift."}
    town.do("deviation.close", {**deviation, **ended})
    assert figures(town)["alarms.measure"].value == 0


def test_silence_from_a_provider_is_an_alarm_until_something_comes_of_it(town):
    deviation = {"deviation": reported(town, "avtal-a")}
    asked = {**deviation, "questions": "Varför?", "days": 7}
    town.do("deviation.open_hearing", asked)
    town.at("2026-01-25T09:00")
    assert figures(town)["alarms.hearing"].value == 1

    warned = {"agreement": "avtal-a", "sanction": "v-1", "motive": "Tystnad."}
    town.do("agreement.warn", {**warned, **deviation})
    assert figures(town)["alarms.hearing"].value == 0


def test_every_alarm_is_raised_by_something_and_answered_by_something():
    raised = {sign.alarm for sign in alarm_events.RAISED.values()}
    answered = {
        sign.alarm for signs in alarm_events.ANSWERED.values() for sign in signs
    }
    assert raised == answered == set(Alarm) == set(OF_ALARMS)
