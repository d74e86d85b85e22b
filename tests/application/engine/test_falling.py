"""What falls by itself, once and in its time."""

from __future__ import annotations


def test_an_agreement_older_than_its_case_begins_when_it_is_entered(town):
    town.with_agreement("avtal-a", starts_on="2024-01-01", ends_on="2024-12-31")

    assert town.at("2026-05-19T09:00") == ["agreement.began", "agreement.expired"]
    assert [data["effective_at"] for _, data in town.log("agreement:avtal-a")] == [
        "2026-05-19T07:00:00Z"
    ] * 3


def test_an_agreement_that_ended_before_it_began_is_awaited_no_more(town):
    town.with_agreement("avtal-a", starts_on="2026-10-01")
    town.do(
        "agreement.give_notice",
        {"agreement": "avtal-a", "ends_on": "2026-05-31", "reason": "Ny budget."},
    )

    assert town.at("2026-06-01T00:00") == ["agreement.expired"]
    assert town.house.next_due() is None


def test_a_deadline_falls_once_however_often_it_is_swept(town):
    town.with_agreement("avtal-a", starts_on="2026-06-01")

    assert town.at("2026-06-01T00:00") == ["agreement.began"]
    assert town.at("2026-06-01T00:00") == []
    assert town.at("2026-06-02T00:00") == []


def test_a_deadline_that_cannot_be_carried_out_does_not_hurry_the_clock(town):
    for agreement in ("avtal-a", "avtal-b"):
        town.with_agreement(agreement, starts_on="2026-05-19", regime="lou")
    town.registered(["person-1"], "avtal-a", since="2026-05-19")
    town.do(
        "transition.reassign",
        {
            "transition": "flytt",
            "bundle": "omvardnad",
            "from_agreement": "avtal-a",
            "to_agreement": "avtal-b",
            "days": ["2026-05-20"],
            "reason": "Avtalet hävs.",
        },
    )
    town.do("transition.abandon", {"transition": "flytt", "reason": "Ny plan."})

    assert town.at("2026-05-21T09:00") == ["agreement.began", "agreement.began"]
    assert town.house.tick() is None


def test_the_clock_is_told_how_long_it_is_to_the_next_deadline(town):
    assert town.house.tick() is None
    town.with_agreement("avtal-a", starts_on="2026-05-20")
    assert town.house.tick() == 15 * 60 * 60
