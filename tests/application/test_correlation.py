"""Every line of the log about a command says which command, and which began it all."""

from __future__ import annotations

import io
import json

import pytest
import structlog

from tests.town import Town
from upphandling.application.correlation import correlation_of
from upphandling.infrastructure import logs


@pytest.fixture
def town(database_url):
    with Town(database_url, "2026-03-02T09:00") as opened:
        yield opened.founded()


@pytest.fixture
def lines(monkeypatch):
    """What the log has said so far, as JSON."""
    said = io.StringIO()
    monkeypatch.setattr("sys.stderr", said)
    logs.configure("info", "json")
    return lambda: [json.loads(line) for line in said.getvalue().splitlines()]


def test_a_command_without_a_cause_is_its_own_root(town, lines):
    town.do(
        "choice_system.set_requirement",
        {
            "system": "staden",
            "requirement": "nycklar",
            "text": "Nycklar hålls inlåsta.",
        },
        command_id="rot",
    )

    (line,) = [one for one in lines() if one["event"] == "command_accepted"]
    assert (line["command_id"], line["correlation_id"]) == ("rot", "rot")


def test_what_falls_by_itself_leads_back_to_the_person_s_command(town, lines):
    town.announced("prov", "2026-04-01")
    announced = [one["command_id"] for one in lines() if one["event"][0] == "c"][-1]

    assert "tender.closed" in town.at("2026-04-02T09:00")

    (line,) = [one for one in lines() if one.get("command") == "tender.close"]
    assert line["correlation_id"] == announced
    assert line["command_id"] != announced


def test_a_chain_of_commands_leads_to_its_first(town):
    def require(name: str, because: str | None = None) -> None:
        town.do(
            "choice_system.set_requirement",
            {"system": "staden", "requirement": name, "text": "Ett krav."},
            command_id=name,
            because=because,
        )

    require("ett")
    require("tva", "command:ett")
    require("tre", "command:tva")

    store = town.house.recorder
    assert correlation_of(store, "fyra", "command:tre") == "ett"
    (event,) = list(store.records(stream_id="choice_system:staden"))[-1:]
    assert correlation_of(store, "x", f"{event.stream_id}@{event.version}") == "ett"


@pytest.mark.parametrize(
    "because",
    ["", "ingenting", "command:finns-inte", "tender:x@1", "tender:x@99999999999", "@"],
)
def test_a_cause_that_is_not_kept_leads_nowhere(town, because):
    assert correlation_of(town.house.recorder, "eget", because) == "eget"


def test_nothing_of_a_command_lingers_in_the_log(town):
    assert (
        not {"command_id", "correlation_id"}
        & structlog.contextvars.get_contextvars().keys()
    )
