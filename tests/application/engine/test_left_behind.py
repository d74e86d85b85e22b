"""A command that was refused or broke leaves nothing behind."""

from __future__ import annotations

import pytest

from tests.application.engine.matters import place
from upphandling.domain.agreement.refusals import NoRoom
from upphandling.domain.award import Status
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.customer_choice.refusals import CareHasEnded
from upphandling.domain.errors import (
    NoSuchCase,
)
from upphandling.domain.tender.refusals import TenderInWrongStage


def test_a_decision_that_was_refused_halfway_leaves_no_trace(town):
    """The award says yes first; then the tender says that it has been awarded."""
    town.opened("hemtjanst")
    for award in ("forslag-1", "forslag-2"):
        town.do("award.propose", {"award": award, "tender": "hemtjanst"})
    winners = {"winners": [{"lot": "norr", "bid": "anbud-1"}], "motive": "Bäst."}
    town.do("award.decide", {"award": "forslag-1", **winners})
    written = town.log()

    for _ in range(2):
        with pytest.raises(TenderInWrongStage):
            town.do("award.decide", {"award": "forslag-2", **winners})

    assert town.case("award:forslag-2").status is Status.PROPOSED
    assert not town.case("award:forslag-2").pending_events
    assert town.log() == written


def test_a_place_that_was_taken_by_a_refused_command_is_free_again(town):
    """The agreement says yes first; then the customer's care has ended."""
    town.with_agreement("avtal-a", regime="lou", places={"norr": 1})
    town.registered(["person-1", "person-2"])
    town.do(
        "customer_choice.end_care",
        {"customer": "person-1", "bundle": "omvardnad", "last_day": "2026-05-19"},
    )

    with pytest.raises(CareHasEnded):
        town.do("customer_choice.place", place("person-1"))
    town.do("customer_choice.place", place("person-2"))

    assert list(town.case("agreement:avtal-a").holders) == ["person-2"]


def test_a_bug_leaves_no_trace_either_and_is_not_kept_as_a_refusal(town, monkeypatch):
    town.with_agreement("avtal-a", regime="lou", places={"norr": 1}).registered(
        ["person-1"]
    )
    written = town.log()

    def break_down(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(CustomerChoice, "place", break_down)
    with pytest.raises(ZeroDivisionError):
        town.do("customer_choice.place", place("person-1"), command_id="k-1")
    monkeypatch.undo()

    assert town.case("agreement:avtal-a").holders == {}
    assert (town.log(), [*town.house.recorder.refusals()]) == (written, [])
    assert not town.do(
        "customer_choice.place", place("person-1"), command_id="k-1"
    ).repeated


def test_all_customers_of_a_command_are_entered_or_none(town):
    town.with_agreement(
        "avtal-a", starts_on="2026-01-01", regime="lou", places={"norr": 1}
    )

    with pytest.raises(NoRoom):
        town.registered(["person-1", "person-2"], "avtal-a")

    with pytest.raises(NoSuchCase):
        town.case("customer_choice:person-1/omvardnad")


def test_a_customer_who_leaves_care_leaves_every_place_free(town):
    town.with_agreement(
        "avtal-a", starts_on="2026-01-01", regime="lou", places={"norr": 1}
    )
    town.with_agreement("avtal-b", regime="lou", places={"norr": 1})
    town.registered(["person-1"], "avtal-a")
    town.do("customer_choice.place", place("person-1", "avtal-b"))

    town.do(
        "customer_choice.end_care",
        {"customer": "person-1", "bundle": "omvardnad", "last_day": "2026-05-19"},
    )

    assert town.case("agreement:avtal-a").holders == {}
    assert town.case("agreement:avtal-b").holders == {}
