"""What the politicians decide, and what the engine holds everybody to because of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.town import SYSTEM, Town
from upphandling.domain.base import Role
from upphandling.domain.choice_system import Phase
from upphandling.domain.choice_system.refusals import (
    AppealPending,
    DecisionAnnulledByCourt,
    OutsideDelegation,
    QuestionUnanswered,
)
from upphandling.interfaces.follow_up import rows
from upphandling.projections.decisions import register as political_decisions
from upphandling.projections.delegations import decided_by_delegation
from upphandling.projections.referrals import register as questions

STADEN = {"system": "staden"}
COUNCIL = {
    **STADEN,
    "decision": "kf-1",
    "body": "council",
    "taken_on": "2026-01-12",
    "minutes": "§ 1",
    "matter": "Valfrihet i hemtjänsten",
}
ALARM_BUNDLE = {
    "key": "trygghet",
    "name": "Trygghetslarm",
    "services": ["safety_alarm_response"],
    "regime": "lou",
}
APPEAL = {
    **STADEN,
    "decision": "kf-1",
    "court": "Förvaltningsrätten",
    "case_number": "1234-26",
    "received_on": "2026-01-29",
}


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    """The council has decided; the minutes are on the notice board until 9 February."""
    with Town(database_url, "2026-01-19T09:00") as town:
        bundles = [*SYSTEM["bundles"], ALARM_BUNDLE]
        town.do("choice_system.establish", {**SYSTEM, "bundles": bundles})
        town.do("choice_system.record_decision", COUNCIL)
        town.do(
            "choice_system.announce_minutes",
            {**STADEN, "decision": "kf-1", "on": "2026-01-19"},
        )
        yield town


def asked(town: Town, query: Any) -> list[dict[str, Any]]:
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        return rows(connection, query)


def standing(town: Town) -> str:
    (row,) = asked(town, political_decisions(10, 0))
    return str(row["status"])


# -- Legal force ----------------------------------------------------------------


def test_minutes_that_stayed_up_for_three_weeks_give_legal_force(town):
    assert town.at("2026-02-09T23:59:59") == []
    assert town.at("2026-02-10T00:00") == ["choice_system.legal_force_gained"]
    assert standing(town) == "legal_force"


def test_minutes_taken_down_early_never_gain_legal_force(town):
    town.at("2026-02-02T09:00")
    town.do(
        "choice_system.take_down_minutes",
        {**STADEN, "decision": "kf-1", "on": "2026-02-02"},
    )

    assert town.at("2027-02-02T09:00") == []
    assert standing(town) == "taken_down"

    town.do(
        "choice_system.announce_minutes",
        {**STADEN, "decision": "kf-1", "on": "2027-02-02"},
    )
    assert town.at("2027-02-24T00:00") == ["choice_system.legal_force_gained"]


def test_an_appeal_holds_legal_force_until_the_court_has_rejected_it(town):
    town.at("2026-01-29T09:00")
    town.do("choice_system.appeal_decision", APPEAL)

    assert town.at("2026-09-01T09:00") == []
    assert standing(town) == "appealed"
    with pytest.raises(AppealPending):
        town.do("choice_system.gain_legal_force", {**STADEN, "decision": "kf-1"})

    town.do(
        "choice_system.rule_on_appeal",
        {
            **STADEN,
            "case_number": "1234-26",
            "outcome": "rejected",
            "ruled_on": "2026-09-01",
        },
    )
    assert town.at("2026-09-01T09:01") == ["choice_system.legal_force_gained"]


def test_a_decision_that_the_court_annulled_is_cited_by_nobody(town):
    town.at("2026-01-29T09:00")
    town.do("choice_system.appeal_decision", APPEAL)
    town.at("2026-09-01T09:00")
    town.do(
        "choice_system.rule_on_appeal",
        {
            **STADEN,
            "case_number": "1234-26",
            "outcome": "annulled",
            "ruled_on": "2026-09-01",
        },
    )

    assert standing(town) == "annulled"
    assert town.at("2027-09-01T09:00") == []
    policy = {
        "valid_from": "2028-01-01",
        "in_house_percent": 50.0,
        "external_percent": 50.0,
    }
    with pytest.raises(DecisionAnnulledByCourt):
        town.do(
            "choice_system.decide_shares",
            {**STADEN, "policy": policy, "decision": "kf-1"},
        )


def test_the_clock_notes_what_the_board_and_the_council_did_not_do(town):
    urgent = {
        **COUNCIL,
        "decision": "ordf-1",
        "body": "board",
        "taken_on": "2026-01-19",
        "urgent": True,
    }
    town.do("choice_system.record_decision", urgent)
    town.do(
        "choice_system.plan_meeting", {**STADEN, "body": "board", "on": "2026-01-26"}
    )
    town.do(
        "choice_system.begin_term_of_office",
        {
            **STADEN,
            "term": "2022-2026",
            "from_on": "2022-10-15",
            "to_on": "2026-10-14",
            "remind_on": "2026-02-02",
        },
    )

    assert town.at("2026-01-26T23:59:59") == []
    assert town.at("2026-02-02T09:00") == [
        "choice_system.chair_decision_unreported",
        "choice_system.programme_missing",
    ]


# -- Delegation -----------------------------------------------------------------

MANAGER = {"role": Role.PROCUREMENT_MANAGER, "mandate": "4.2"}
ANNOUNCE = {"tender": "prov", "last_day": "2026-06-01", "notice": "Annons 2026-1"}


@pytest.fixture
def delegated(town: Town) -> Town:
    """The manager may announce tenders worth five million, from February."""
    town.do(
        "choice_system.delegate",
        {
            **STADEN,
            "delegation": "4.2",
            "decisions": ["tender"],
            "roles": ["procurement_manager"],
            "to": "Upphandlingschefen",
            "max_amount_sek": 5_000_000,
            "valid_from": "2026-02-01",
            "valid_to": "2026-12-31",
            "source": "Nämndens delegationsordning 4.2",
            "reported_to": "board",
        },
    )
    return town


def prepare(town: Town, worth: int, **who: Any) -> None:
    town.do(
        "tender.prepare",
        {
            "tender": "prov",
            "system": "staden",
            "title": "Hemtjänst i norr",
            "lots": [{"lot": "norr", "title": "Norr", "areas": ["norr"]}],
            "criteria": [{"criterion": "kvalitet", "title": "K", "max_points": 5.0}],
        },
        **who,
    )
    town.do(
        "tender.estimate_value",
        {"tender": "prov", "value_sek": worth, "basis": "Fyra års beräknade timmar."},
        **who,
    )


def test_who_has_the_delegation_decides_and_it_is_listed_for_the_board(delegated):
    delegated.at("2026-02-02T09:00")

    prepare(delegated, 5_000_000, **MANAGER)
    delegated.do("tender.announce", ANNOUNCE, **MANAGER)

    listed = asked(delegated, decided_by_delegation(10, 0))
    assert [
        (row["delegation"], row["case_id"], row["event"], row["reported_to"])
        for row in listed
    ] == [
        ("4.2", "tender:prov", "tender.prepared", "board"),
        ("4.2", "tender:prov", "tender.announced", "board"),
    ]


def test_an_amount_above_the_delegation_is_refused(delegated):
    delegated.at("2026-02-02T09:00")
    prepare(delegated, 5_000_001, **MANAGER)

    with pytest.raises(OutsideDelegation) as refusal:
        delegated.do("tender.announce", ANNOUNCE, **MANAGER)

    assert refusal.value.details["worth_sek"] == 5_000_001
    assert delegated.case("tender:prov").status == "prepared"


@pytest.mark.parametrize(
    ("now", "who"),
    [
        ("2026-02-02T09:00", {**MANAGER, "role": Role.PROCUREMENT_OFFICER}),
        ("2026-02-02T09:00", {**MANAGER, "mandate": "delegationsordning 4.2"}),
        ("2026-01-31T23:59:59", MANAGER),
        ("2027-01-01T00:00", MANAGER),
    ],
    ids=["role", "mandate", "too early", "too late"],
)
def test_a_decision_outside_the_delegation_is_refused(delegated, now, who):
    delegated.at(now)

    with pytest.raises(OutsideDelegation):
        prepare(delegated, 1, **who)

    assert delegated.log("tender:prov") == []


def test_what_is_not_delegated_the_council_decides_itself(delegated):
    delegated.at("2026-02-02T09:00")

    prepare(delegated, 90_000_000, mandate="beslut:kf-1")
    delegated.do("tender.announce", ANNOUNCE, mandate="beslut:kf-1")

    assert delegated.case("tender:prov").status == "announced"


# -- A question that blocks -----------------------------------------------------


def test_the_alarm_waits_for_the_council_and_the_rest_goes_on(town):
    town.do(
        "choice_system.refer_question",
        {
            **STADEN,
            "question": "larm",
            "from_body": "board",
            "to_body": "council",
            "matter": "Ska utföraren få svara på trygghetslarm?",
            "blocks": ["open_choice_round"],
            "services": ["safety_alarm_response"],
        },
    )

    def open_round(bundle: str) -> None:
        town.do(
            "choice_round.open",
            {
                **STADEN,
                "round": f"val-{bundle}",
                "bundle": bundle,
                "last_day": "2026-03-31",
            },
        )

    open_round("omvardnad")
    with pytest.raises(QuestionUnanswered) as refusal:
        open_round("trygghet")
    assert refusal.value.details == {
        "question": "larm",
        "to_body": "council",
        "phase": Phase.OPEN_CHOICE_ROUND,
    }
    assert [row["answered"] for row in asked(town, questions(10, 0))] == [False]

    town.do(
        "choice_system.answer_question",
        {
            **STADEN,
            "question": "larm",
            "decision": "kf-1",
            "outcome": "Utföraren får svara.",
        },
    )
    open_round("trygghet")
    assert [row["answered"] for row in asked(town, questions(10, 0))] == [True]
