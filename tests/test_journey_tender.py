"""Two tenders, from preparation to a signed agreement and to a cancellation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.given import local
from tests.town import Town
from upphandling.domain.agreement import Agreement
from upphandling.domain.agreement import Status as AgreementStatus
from upphandling.domain.award.refusals import StandstillRunning
from upphandling.domain.base import Role
from upphandling.domain.tender import Status
from upphandling.domain.tender.refusals import BidsStillWelcome, BidTooLate

TENDER = {"tender": "hemtjanst"}
BIDDERS = ("a", "b")


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-02T09:00") as town:
        yield town.founded()


def bid(letter: str) -> dict[str, object]:
    return {
        **TENDER,
        "bid": f"anbud-{letter}",
        "bidder": f"utforare-{letter}",
        "name": f"Utförare {letter.upper()}",
        "lots": ["norr"],
        "content_hash": letter * 64,
    }


def notices(*channels: str) -> list[dict[str, str]]:
    return [
        {"recipient": f"utforare-{letter}", "channel": channel}
        for letter, channel in zip(BIDDERS, channels, strict=True)
    ]


def with_two_bids(town: Town) -> None:
    town.announced("hemtjanst", "2026-04-01")
    town.clock.now = local("2026-03-31T15:00")
    for letter in BIDDERS:
        town.do("tender.receive_bid", bid(letter))


def last(town: Town, case_id: str) -> tuple[str, datetime, datetime, str, str]:
    """The last event of a case: what, when in law, when here, by whom and why."""
    topic, data = town.log(case_id)[-1]
    *_, row = town.house.recorder.records(stream_id=case_id)
    effective_at = datetime.fromisoformat(data["effective_at"])
    return topic, effective_at, row.recorded_at, data["by"], data["because"]


def test_a_tender_is_announced_opened_awarded_and_signed(town):
    with_two_bids(town)

    # The last day runs out, and the house is down for two days.
    with pytest.raises(BidsStillWelcome):
        town.do("tender.close", TENDER)
    assert town.at("2026-04-01T23:59:59") == ["tender.answers_limit_passed"]
    assert town.at("2026-04-04T08:30") == ["tender.closed"]
    assert last(town, "tender:hemtjanst") == (
        "tender.closed",
        local("2026-04-02T00:00"),
        local("2026-04-04T08:30"),
        "scheduler",
        "tender:hemtjanst@2",
    )
    with pytest.raises(BidTooLate):
        town.do("tender.receive_bid", bid("c"), at=local("2026-04-01T12:00"))

    town.do(
        "tender.open_bids", {**TENDER, "present": ["handlaggare-1", "handlaggare-2"]}
    )
    for letter, points in (("a", 4.5), ("b", 3.0)):
        one = {**TENDER, "bid": f"anbud-{letter}", "motive": "Prövat mot kraven."}
        town.do("tender.assess_bid", one)
        town.do("tender.score_bid", {**one, "criterion": "kvalitet", "points": points})
    town.do("award.propose", {"award": "tilldelning", "tender": "hemtjanst"})

    assert town.at("2026-05-04T09:00") == []  # nobody is awarded by the clock
    winner = {"lot": "norr", "bid": "anbud-a"}
    town.do(
        "award.decide",
        {"award": "tilldelning", "winners": [winner], "motive": "Högst kvalitet."},
    )
    town.clock.now = local("2026-05-05T10:00")
    town.do(
        "award.notify",
        {"award": "tilldelning", "notices": notices("electronic", "electronic")},
    )

    # Ten days; a contract is refused until the last of them is over.
    contract = {
        **winner,
        "agreement": "avtal-a",
        "award": "tilldelning",
        "bundle": "omvardnad",
        "starts_on": "2026-10-01",
        "places": {"norr": 40},
    }
    assert town.at("2026-05-15T23:59:59") == []
    with pytest.raises(StandstillRunning):
        town.do("agreement.sign", contract)
    assert town.at("2026-05-16T00:00") == ["award.signing_unlocked"]
    town.do("agreement.sign", contract)

    # What is published shortens the time in which the contract may be contested.
    town.clock.now = local("2026-05-18T09:00")
    town.do(
        "award.publish_post_award_notice",
        {
            "award": "tilldelning",
            "agreements": ["avtal-a"],
            "database": "Annonsdatabasen",
            "published_on": "2026-05-18",
        },
    )
    assert town.at("2026-06-17T23:59:59") == ["dossier.overdue"]
    assert town.at("2026-06-18T00:00") == ["award.validity_review_ended"]

    assert town.at("2026-10-03T07:00") == ["agreement.began"]
    assert last(town, "agreement:avtal-a") == (
        "agreement.began",
        local("2026-10-01T00:00"),
        local("2026-10-03T07:00"),
        "scheduler",
        "agreement:avtal-a@1",
    )
    agreement = town.case("agreement:avtal-a")
    assert isinstance(agreement, Agreement)
    assert agreement.status is AgreementStatus.IN_FORCE
    assert agreement.agreed.provider == "utforare-a"
    assert agreement.agreed.share_percent == 10.0
    assert town.case("award:tilldelning").signed == {("norr", "anbud-a"): "avtal-a"}
    assert town.case("tender:hemtjanst").status is Status.AWARDED
    assert town.house.next_due() is None


def test_a_tender_whose_bids_all_fail_is_cancelled_by_the_chair(town):
    with_two_bids(town)
    assert town.at("2026-04-02T09:00") == [
        "tender.answers_limit_passed",
        "tender.closed",
    ]
    town.do(
        "tender.open_bids", {**TENDER, "present": ["handlaggare-1", "handlaggare-2"]}
    )
    for letter in BIDDERS:
        town.do(
            "tender.assess_bid",
            {
                **TENDER,
                "bid": f"anbud-{letter}",
                "failed": ["ledning"],
                "motive": "Ingen namngiven ledning.",
            },
        )
    town.do(
        "choice_system.record_decision",
        {
            "system": "staden",
            "decision": "ordf-1",
            "body": "board",
            "taken_on": "2026-04-02",
            "minutes": "Ordförandebeslut 1",
            "matter": "Upphandlingen avbryts",
            "urgent": True,
        },
        by="ordforande-1",
        role=Role.CHAIR,
    )
    town.do(
        "tender.cancel",
        {
            **TENDER,
            "reason_code": "all-rej",
            "reasons": "Inget anbud uppfyllde kraven.",
            "decision": "ordf-1",
        },
    )
    assert town.log("tender:hemtjanst")[-1][1]["bids"] == 2
    assert town.log("tender:hemtjanst")[-1][1]["qualified"] == 0

    # One notice by post: fifteen days for everybody, and the last is a Friday.
    town.do(
        "tender.notify_cancellation",
        {**TENDER, "notices": notices("electronic", "other")},
    )
    assert town.at("2026-04-17T23:59:59") == []
    assert town.at("2026-04-20T06:00") == ["tender.cancellation_review_ended"]
    assert last(town, "tender:hemtjanst") == (
        "tender.cancellation_review_ended",
        local("2026-04-18T00:00"),
        local("2026-04-20T06:00"),
        "scheduler",
        "tender:hemtjanst@13",
    )
    assert town.at("2026-05-03T00:00") == ["dossier.overdue"]
    assert town.house.next_due() is None


def test_a_tender_that_is_cancelled_while_bids_are_welcome_does_not_close(town):
    with_two_bids(town)
    town.do(
        "tender.cancel",
        {**TENDER, "reason_code": "chan-need", "reasons": "Ny budget."},
    )

    assert town.at("2026-04-02T09:00") == []
    assert town.case("tender:hemtjanst").status is Status.CANCELLED


def test_what_fell_due_during_an_outage_falls_in_the_order_it_was_due(town):
    with_two_bids(town)
    town.do("plan.draw_up", {"plan": "tidplan", "system": "staden"})
    for milestone, latest in (("sen", "2026-04-03"), ("tidig", "2026-03-31")):
        town.do(
            "plan.add_milestone",
            {
                "plan": "tidplan",
                "milestone": milestone,
                "title": "Milstolpe",
                "when": {"earliest": "2026-03-01", "latest": latest},
            },
        )

    assert town.at("2026-04-06T09:00") == [
        "tender.answers_limit_passed",
        "plan.milestone_missed",
        "tender.closed",
        "plan.milestone_missed",
    ]
    missed = [
        (data["milestone"], data["effective_at"])
        for topic, data in town.log("plan:tidplan")
        if topic == "plan.milestone_missed"
    ]
    assert missed == [
        ("tidig", "2026-03-31T22:00:00Z"),
        ("sen", "2026-04-03T22:00:00Z"),
    ]
