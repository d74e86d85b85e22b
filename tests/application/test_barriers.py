"""A case that is set aside is frozen for all; one that is paused, for people only."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from structlog.testing import capture_logs

from tests.town import Town
from upphandling.application.pause import NeverPaused
from upphandling.application.refusals import CasePaused, CaseSetAside
from upphandling.bootstrap import open_house
from upphandling.domain.access import NotAllowed
from upphandling.domain.base import Role
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.pause import AlreadyPaused, NotPaused
from upphandling.infrastructure.read_side import barriers
from upphandling.infrastructure.read_side.set_aside import listed
from upphandling.projections.agreements import AGREEMENTS
from upphandling.projections.base import Change, Fact
from upphandling.projections.tenders import TENDERS

TENDER = "tender:hemtjanst"
POISON = StoredEvent(TENDER, 99, "tender.announced", b"no JSON")
CANCEL = {
    "tender": "hemtjanst",
    "reason_code": "chan-need",
    "reasons": "Behovet har ändrats.",
}
FALLEN = ["tender.answers_limit_passed", "tender.closed"]


@pytest.fixture
def town(database_url):
    with Town(database_url, "2026-03-02T09:00") as town:
        yield town.founded().announced("hemtjanst", "2026-04-01")


def poisoned(town: Town) -> Town:
    """An event came that no read model can read; a tick has noticed it."""
    town.house.recorder.insert_events([POISON])
    town.house.tick()
    return town


def begin(town: Town, subject: str, **told: Any) -> Any:
    data = {"subject": subject, "reason": "Underlaget utreds"}
    return town.do("pause.begin", data, **told)


def end(town: Town, subject: str) -> Any:
    return town.do("pause.end", {"subject": subject, "reason": "Klart"})


def refusals(town: Town) -> list[str]:
    return [kept.rule for kept in town.house.recorder.refusals()]


def close(town: Town) -> list[str]:
    return town.at("2026-04-02T09:00")


# Set aside


def test_nobody_acts_on_a_case_that_is_set_aside(town):
    poisoned(town)

    with pytest.raises(CaseSetAside) as frozen:
        town.do("tender.cancel", CANCEL)

    assert frozen.value.details["case"] == TENDER
    read_models = set(frozen.value.details["read_models"])
    assert {"cases", "deadlines", "tenders"} <= read_models


def test_the_clock_does_not_act_on_it_either_and_says_so(town):
    poisoned(town)

    with capture_logs() as logs:
        assert close(town) == []

    assert ("deadline_refused", "CaseSetAside") in [
        (line["event"], line.get("rule")) for line in logs
    ]


def test_every_other_case_goes_on(town):
    poisoned(town).announced("annan", "2026-04-01")

    assert close(town) == FALLEN


def test_a_frozen_case_is_no_answer_to_a_command(town):
    poisoned(town)
    for _ in range(2):
        with pytest.raises(CaseSetAside):
            town.do("tender.cancel", CANCEL, command_id="a-1")

    assert refusals(town) == []
    assert town.house.engine.store.outcome_of("a-1") is None


def test_what_changes_it_without_naming_it_is_refused_as_well(town, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setitem(AGREEMENTS.reactions, "agreement.registered", break_down)
        town.with_agreement("avtal", starts_on="2026-01-01")
        town.house.tick()
    aside = town.house.engine.barriers.set_aside
    monkeypatch.setattr(town.house.engine.barriers, "set_aside", dict)
    town.registered(["k-1"], "avtal")
    monkeypatch.setattr(town.house.engine.barriers, "set_aside", aside)

    end_care = {"customer": "k-1", "bundle": "omvardnad", "last_day": "2026-03-02"}
    with pytest.raises(CaseSetAside) as frozen:
        town.do("customer_choice.end_care", end_care)

    assert frozen.value.details["case"] == "agreement:avtal"


def test_it_thaws_when_the_read_model_has_been_rebuilt(town, monkeypatch):
    town.house.tick()
    with monkeypatch.context() as broken:
        broken.setitem(TENDERS.reactions, "tender.announced", break_down)
        town.announced("annan", "2026-04-08")
        town.house.tick()
    assert [one.case for one in listed(town.house.database)] == ["tender:annan"]
    assert town.at("2026-04-09T09:00") == FALLEN  # of the other tender

    town.house.projector.rebuild(TENDERS)

    assert listed(town.house.database) == []
    assert town.at("2026-04-09T09:01") == FALLEN


def break_down(_: Fact) -> Iterable[Change]:
    raise ZeroDivisionError


# Paused


def test_nobody_acts_on_a_case_that_is_paused(town):
    begin(town, TENDER)

    with pytest.raises(CasePaused):
        town.do("tender.cancel", CANCEL)

    assert refusals(town) == ["CasePaused"]


def test_the_laws_days_go_on_in_a_case_that_is_paused(town):
    begin(town, TENDER)

    assert close(town) == FALLEN


def test_work_goes_on_when_the_pause_is_over(town):
    begin(town, TENDER)
    end(town, TENDER)

    town.do("tender.cancel", CANCEL)


def test_a_paused_case_stays_paused_for_who_opens_the_house_anew(town):
    begin(town, TENDER)

    with open_house(town.url, clock=town.clock) as other:
        assert other.engine.barriers.paused() == {TENDER}
        other.refresh()
    end(town, TENDER)
    assert town.house.engine.barriers.paused() == frozenset()


def test_another_process_knows_within_a_second(town, monkeypatch):
    with open_house(town.url, clock=town.clock) as other:
        assert other.engine.barriers.paused() == frozenset()
        begin(town, TENDER)
        monkeypatch.setattr(barriers, "FRESH", 0.0)  # which is when it asks again
        assert other.engine.barriers.paused() == {TENDER}


def test_the_clock_neither_pauses_nor_resumes(town):
    with pytest.raises(NotAllowed):
        begin(town, TENDER, by="scheduler", role=Role.SCHEDULER)


def test_a_pause_is_begun_and_ended_once(town):
    with pytest.raises(NotPaused):
        end(town, TENDER)
    begin(town, TENDER)
    with pytest.raises(AlreadyPaused):
        begin(town, TENDER)


@pytest.mark.parametrize(
    ("subject", "rule"),
    [
        ("tender:ingen", NoSuchCase),
        ("okant:a", NoSuchCase),
        ("customer:k-1", NeverPaused),
        ("person:k-1", NoSuchCase),
        ("pause:a", NeverPaused),
    ],
)
def test_only_a_case_that_is_there_is_paused_and_never_a_persons(town, subject, rule):
    with pytest.raises(rule):
        begin(town, subject)


def test_the_pause_can_be_ended_even_when_its_case_is_set_aside(town):
    begin(town, TENDER)
    poisoned(town)

    end(town, TENDER)


def test_the_data_of_a_pause_names_the_case_and_the_reason(town):
    begin(town, TENDER)

    ((topic, data),) = town.log(f"pause:{TENDER}")
    assert (topic, data["reason"]) == ("pause.begun", "Underlaget utreds")
    assert "tender" not in json.dumps(data)
