"""Care ends, by itself or by a person: choices end and places become free."""

from __future__ import annotations

from tests.application.care_decisions.matters import (
    CARE,
    CLEANING,
    choice,
    grant,
    serve,
)


def test_care_ends_and_the_place_is_free_when_the_time_is_out(town):
    grant(town, valid_to="2026-06-30")
    serve(town, "avtal-a")

    fell = town.at("2026-07-01T00:01")

    assert "customer.decision_expired" in fell
    assert "customer_choice.care_ended" in fell
    assert str(choice(town).ended_on) == "2026-06-30"
    assert town.case("agreement:avtal-a").holders == {}


def test_one_decision_goes_on_when_another_is_over(town):
    grant(town, valid_to="2026-06-30")
    serve(town, "avtal-a")
    grant(town, "b-2", {**CARE, "minutes_per_week": 60}, valid_from="2026-07-01")

    town.at("2026-07-01T00:01")

    assert (choice(town).minutes, choice(town).agreement) == (60, "avtal-a")
    assert choice(town).ended_on is None


def test_a_customer_comes_back_after_care_has_ended(town):
    grant(town, valid_to="2026-06-30")
    serve(town, "avtal-a")
    town.at("2026-07-01T00:01")

    grant(town, "b-2", valid_from="2026-07-10", granted_on="2026-07-01", area="soder")

    assert (choice(town).agreement, choice(town).area) == (None, "soder")
    assert str(choice(town).since) == "2026-07-10"


def test_a_decision_is_ended_by_a_person_and_care_with_it(town):
    grant(town, "b-1", CARE, CLEANING)
    serve(town, "avtal-a")
    town.at("2026-06-10T09:00")
    ended = {"customer": "person-1", "decision": "b-1", "reason": "Kunden avstår."}

    town.do("customer.end_decision", {**ended, "last_day": "2026-06-09"})

    assert str(choice(town).ended_on) == "2026-06-09"
    assert str(choice(town, "service").ended_on) == "2026-06-09"
    assert town.case("agreement:avtal-a").holders == {}


def test_a_decision_ended_before_it_begins_never_begins(town):
    grant(town, valid_from="2026-06-01")
    ended = {"customer": "person-1", "decision": "b-1", "reason": "Kunden avstår."}
    town.do("customer.end_decision", {**ended, "last_day": "2026-05-31"})

    fell = town.at("2026-06-01T00:01")

    assert "customer.decision_began" not in fell
    assert choice(town).ended_on is not None


def test_the_dead_leave_places_and_queues(town):
    grant(town)
    serve(town, "egen")
    town.do(
        "customer_choice.queue",
        {"customer": "person-1", "bundle": "omvardnad", "agreement": "avtal-a"},
    )

    town.do("customer.note_death", {"customer": "person-1", "on": "2026-05-18"})

    assert town.case("agreement:egen").holders == {}
    assert not town.case("agreement:avtal-a").queue
    assert choice(town).ended_on is not None
    assert not any("customer" in topic for topic in town.at("2026-12-01T00:01"))
