"""The one door: what is kept of every command that is carried out."""

from __future__ import annotations

from datetime import timedelta

from tests.application.engine.matters import DECISION
from tests.given import local
from tests.town import MANDATE
from upphandling.domain.base import Role


def test_an_event_tells_who_when_in_which_role_on_what_mandate_and_why(town):
    town.clock.advance(timedelta(milliseconds=250))

    town.do(
        "choice_system.record_decision",
        DECISION,
        role=Role.COUNCIL_SECRETARY,
        at=local("2026-05-18T20:15"),
        command_id="kommando-1",
        because="brev-17",
    )

    assert town.log("choice_system:staden")[1:] == [
        (
            "choice_system.decision_taken",
            {
                "effective_at": "2026-05-18T18:15:00Z",
                "by": "handlaggare-1",
                "role": "council_secretary",
                "mandate": MANDATE,
                "because": "brev-17",
                "decision": "kf-1",
                "body": "council",
                "taken_on": "2026-05-18",
                "minutes": "§ 1",
                "matter": "Valfrihet i hemtjänsten",
            },
        )
    ]
    (row,) = town.house.recorder.records(after=1)
    assert row.recorded_at == local("2026-05-19T09:00") + timedelta(milliseconds=250)
    assert row.command_id == "kommando-1"


def test_a_command_that_gives_no_cause_is_its_own_and_happens_now(town):
    town.clock.advance(timedelta(milliseconds=250))

    answer = town.do("choice_system.record_decision", DECISION)

    (event,) = answer.events
    assert event.because == f"command:{answer.command_id}"
    assert event.effective_at == local("2026-05-19T09:00")  # in whole seconds


def test_events_of_one_command_are_kept_together(town):
    town.with_agreement("avtal-a", starts_on="2026-01-01")
    town.registered(["person-1", "person-2"], "avtal-a")

    rows = [*town.house.recorder.records(after=2)]

    assert [row.topic for row in rows] == [
        "agreement.places_taken",
        "customer_choice.registered",
        "customer_choice.registered",
    ]
    assert len({row.command_id for row in rows}) == 1


def test_whoever_listens_hears_what_happened(town):
    heard = []
    town.house.engine.listeners.append(heard.append)

    answer = town.do("choice_system.record_decision", DECISION)

    assert heard == [answer.events]
