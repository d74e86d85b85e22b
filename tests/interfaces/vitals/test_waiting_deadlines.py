"""A deadline that waits is told as waiting, one that is stuck with what stands in its way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.interfaces.conftest import cli, store  # noqa: F401  (fixtures)
from tests.test_journey_answers import QUESTION
from tests.town import SYSTEM, Town
from upphandling.domain.choice_system.refusals import AppealPending
from upphandling.domain.tender.refusals import ExtensionOwed

OFFICER = ("--as", "contract_manager:handlaggare-1")
OPERATOR = ("--as", "system_administrator:drift-1")
KF = {"system": "staden", "decision": "kf-1"}
APPEAL = {
    **KF,
    "court": "Förvaltningsrätten",
    "case_number": "1234-26",
    "received_on": "2026-02-02",
}
RULING = {
    "system": "staden",
    "case_number": "1234-26",
    "outcome": "rejected",
    "ruled_on": "2026-04-01",
}


@pytest.fixture
def town(store, capsys) -> Iterator[Town]:  # noqa: F811
    """Minutes that went up while a court had the decision, and ran out long ago."""
    with Town(store, "2026-02-02T09:00") as town:
        told = {"body": "council", "minutes": "§ 1", "matter": "Valfrihet"}
        town.do("choice_system.establish", SYSTEM)
        taken = {**KF, "taken_on": "2026-02-02"}
        town.do("choice_system.record_decision", {**taken, **told})
        town.do("choice_system.appeal_decision", APPEAL)
        town.do("choice_system.announce_minutes", {**KF, "on": "2026-02-02"})
        town.at("2026-04-01T09:00")
        town.house.refresh()
        capsys.readouterr()  # what the log said so far
        yield town


def test_whoever_pauses_the_case_is_told_what_the_deadline_waits_for(cli, town):  # noqa: F811
    told = ("--reason", "Underlaget utreds", *OFFICER)

    said = cli("case", "pause", "choice_system:staden", *told)

    assert said.code == 0
    assert said.out.endswith(
        ": 2026-02-24 00:00, väntar på domstolens avgörande (1234-26)"
        " sedan 2026-02-02 09:00\n"
    )


def test_it_is_no_fault_of_the_service(cli, town):  # noqa: F811
    said = cli("status", "--json", *OFFICER).json["data"]

    assert (said["deadlines_overdue"], said["late"]) == (0, [])
    (check,) = [one for one in said["checks"] if one["check"] == "deadlines"]
    assert check["status"] == "ok"
    assert said["next_due_at"] is None
    assert said["waiting"] == [
        {
            "case": "choice_system:staden",
            "deadline": "legal_force",
            "part": "kf-1",
            "due_at": "2026-02-23T23:00:00Z",
            "waits_for": "court_ruling",
            "waits_on": "1234-26",
            "since": "2026-02-02T08:00:00Z",
        }
    ]


def test_people_read_for_what_and_since_when(cli, town):  # noqa: F811
    said = cli("status", *OFFICER).out
    assert "Frister som väntar på annat" in said
    assert "domstolens avgörande" in said

    listed = cli("deadline", "list").out
    assert "domstolens avgörande (1234-26)" in " ".join(listed.split())
    (row,) = cli("deadline", "list", "--json").json["data"]
    assert row["overdue"] is False
    assert row["waits"] == [
        {"for": "court_ruling", "on": "1234-26", "since": "2026-02-02T08:00:00Z"}
    ]


def test_why_the_date_is_what_it_is_tells_what_it_waits_for(cli, town):  # noqa: F811
    asked = "deadline:choice_system:staden/legal_force"

    (said,) = cli("why", asked, "--json").json["data"]["chains"]

    assert said["running"] is True
    told = [link["topic"] for link in said["links"]]
    assert told[0] == "choice_system.minutes_announced"
    assert "choice_system.decision_appealed" in told
    assert "Den väntar, hur dagen än passerar" in " ".join(
        cli("why", asked).out.split()
    )


def test_whoever_runs_the_machine_sees_no_case(cli, town):  # noqa: F811
    said = cli("status", "--json", *OPERATOR)

    assert said.json["data"]["waiting"] is None
    assert "1234-26" not in said.out


def test_whoever_tries_it_again_is_told_what_it_waits_for(cli, town):  # noqa: F811
    tried = cli("deadline", "retry", "choice_system:staden", "legal_force", "kf-1")

    assert AppealPending.message() in tried.err + tried.out


def test_when_the_court_has_ruled_it_falls_and_is_no_more(cli, town, capsys):  # noqa: F811
    town.do("choice_system.rule_on_appeal", RULING)

    assert town.at("2026-04-01T09:00") == ["choice_system.legal_force_gained"]
    town.house.refresh()
    capsys.readouterr()
    assert cli("status", "--json", *OFFICER).json["data"]["waiting"] == []


def test_what_is_stuck_is_told_with_what_stands_in_its_way(cli, town, capsys):  # noqa: F811
    town.clock.now = town.clock.now.replace(month=2, day=2)
    town.announced("hemtjanst", "2026-04-15")
    town.do("tender.receive_question", {**QUESTION, "received_on": "2026-02-02"})
    town.at("2026-05-01T09:00")
    town.house.refresh()
    capsys.readouterr()

    (late,) = cli("status", "--json", *OFFICER).json["data"]["late"]

    assert late["deadline"] == "tender_closes"
    assert late["reason"] == ExtensionOwed.message()


def test_what_falls_at_the_next_sweep_has_nothing_in_its_way(town):
    town.do("choice_system.rule_on_appeal", RULING)
    (due,) = town.house.sweep.due(town.clock.now, 0)

    assert town.house.sweep.hindrance(due) is None


def test_a_case_that_cannot_be_read_does_not_hide_the_others(town, monkeypatch):
    town.do("choice_system.rule_on_appeal", RULING)
    (due,) = town.house.sweep.due(town.clock.now, 0)

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(town.house.engine, "rehearse", broken)

    assert "ZeroDivisionError" in str(town.house.sweep.hindrance(due))
