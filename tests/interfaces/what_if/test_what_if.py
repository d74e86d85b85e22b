"""What if: the same course with one thing changed, and what then comes of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.admission_town import founded
from tests.award_town import sign
from tests.interfaces.what_if.courses import ask, awarded, row_of, signed, written
from tests.test_journey_allocation import PROPOSED, closed
from tests.town import Town
from upphandling.domain.award.refusals import StandstillRunning
from upphandling.interfaces.what_if import MARK
from upphandling.interfaces.what_if.refusals import ChangeImpossible

TENDER, AWARD = "tender:hemtjanst", "award:tilldelning"
ROUND, B = "choice_round:vinter-2027", "agreement:avtal-b"


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-02T09:00") as town:
        yield town


@pytest.fixture
def chosen(database_url: str) -> Iterator[Town]:
    """A round whose proposal is adopted."""
    with Town(database_url, "2027-01-04T09:00") as town:
        closed(town).do("choice_round.propose", PROPOSED)
        town.do("choice_round.adopt", {"round": "vinter-2027"})
        yield town


def numbered(town: Town, case: str, topic: str, times: int = 1) -> str:
    """How an event is named: the case, and its number there."""
    numbers = [
        number
        for number, (said, _) in enumerate(town.log(case), start=1)
        if said == topic
    ]
    return f"{case}@{numbers[times - 1]}"


# -- Another rule ----------------------------------------------------------------


def test_a_longer_standstill_lets_the_contract_wait(town):
    signed(town)

    found = ask(town, AWARD, "rule.standstill.length.electronic=20")

    (day,) = found["recounted"]
    assert day["recorded"]["last_day"].isoformat() == "2026-05-15"
    assert day["counterfactual"]["last_day"].isoformat() == "2026-05-25"
    again = row_of(found["deadlines"], event="award.notified")
    assert again["counterfactual"]["last_day"] == "2026-05-25"
    assert [way["kind"] for way in found["method"]] == ["replay", "recount"]
    refused = row_of(found["refused"], command="agreement.sign")
    assert refused["rule"] == "StandstillRunning"
    assert refused["recorded"] is None
    unlocked = row_of(found["fell"], event="award.signing_unlocked")
    assert unlocked["recorded"] == "2026-05-16T00:00:00+02:00"
    assert unlocked["counterfactual"] is None  # the log does not reach that far
    assert row_of(found["state"], field="status") == {
        "field": "status",
        "recorded": "unlocked",
        "counterfactual": "notified",
    }


def test_a_rule_is_assumed_from_when_the_case_began_and_not_before(town):
    signed(town)

    found = ask(town, "agreement:avtal", "rule.standstill.length=20")

    assert found["same"] is True
    assert found["refused"] == []


def test_another_wording_of_a_rule_can_be_assumed(town):
    signed(town)

    found = ask(town, AWARD, "rule=standstill@2019-01-01")

    (change,) = found["changes"]
    assert change["of"] == "standstill"
    assert change["assumed"].startswith("SFS 2016:1145")
    assert found["deadlines"] == []  # the days are the same in both
    told = row_of(found["state"], field="standstill.wording")
    assert told["counterfactual"] == "SFS 2016:1145"


# -- Other weights ---------------------------------------------------------------


def test_other_weights_give_another_ranking_and_the_decision_another_ground(town):
    signed(town)

    found = ask(town, TENDER, "weight.kvalitet=30", "weight.leverans=70")

    first = row_of(found["ranking"], bid="anbud-a")
    assert (first["recorded"]["rank"], first["counterfactual"]["rank"]) == (1, 2)
    assert first["recorded"]["score"] == 9 * 70 + 4 * 30
    assert first["counterfactual"]["score"] == 9 * 30 + 4 * 70
    weight = row_of(found["state"], field="criteria.kvalitet.weight")
    assert (weight["recorded"], weight["counterfactual"]) == (70.0, 30.0)
    second = row_of(found["ranking"], bid="anbud-b")
    assert second["counterfactual"]["proposed"] is True
    assert second["recorded"]["proposed"] is False
    refused = row_of(found["refused"], command="award.decide")
    assert refused["rule"] == "DepartureUnexplained"
    assert any("Anbudsgivare" in sentence for sentence in found["cannot_know"])


def test_the_award_is_asked_about_the_weights_of_its_tender(town):
    awarded(town)

    found = ask(town, AWARD, "weight.kvalitet=65", "weight.leverans=35")

    assert [change["of"] for change in found["changes"]] == [f"{TENDER}@1"] * 2
    weight = row_of(found["state"], field="comparison.criteria.0.weight")
    assert (weight["recorded"], weight["counterfactual"]) == (70.0, 65.0)
    assert row_of(found["ranking"], bid="anbud-a")["counterfactual"]["rank"] == 1


# -- Another share, another default ----------------------------------------------


def test_a_larger_share_that_nobody_wished_falls_short_and_moves_nobody(chosen):
    found = ask(chosen, ROUND, "share.avtal-b=75")

    (change,) = found["changes"]
    assert (change["of"], change["recorded"], change["assumed"]) == (
        "agreement:avtal-b@1",
        50.0,
        75.0,
    )
    assert found["proposals"] == []
    (short,) = row_of(found["state"], field="shortfalls")["counterfactual"]
    assert short["agreement"] == "avtal-b"


def test_a_cap_keeps_its_distance_to_the_share_that_is_assumed(chosen):
    chosen.do(
        "agreement.agree_shares",
        {
            "agreement": "avtal-b",
            "steps": [
                {
                    "from_on": "2027-03-01",
                    "minimum_percent": 50.0,
                    "cap_percent": 60.0,
                }
            ],
            "legal_basis": "Fullmäktiges beslut § 9",
            "reason": "En halva.",
        },
    )

    found = ask(chosen, "agreement:avtal-b", "share.avtal-b=30")

    agreed = row_of(found["changes"], of=numbered(chosen, B, "agreement.shares_agreed"))
    (step,) = agreed["assumed"]
    assert (step["minimum_percent"], step["cap_percent"]) == (30.0, 40.0)
    shares = row_of(found["shares"], agreement="avtal-b", area=None)
    assert shares["recorded"]["target_percent"] == 50.0
    assert shares["counterfactual"]["target_percent"] == 30.0


def test_several_changes_together_move_customers_and_say_whom(chosen):
    found = ask(chosen, ROUND, "share.avtal-b=75", "default=fill_shares")

    (proposal,) = found["proposals"]
    assert (proposal["round"], proposal["moved"]) == (ROUND, 1)
    assert proposal["customers"] == [
        {
            "customer": "person-4",
            "recorded": "egen-regi",
            "counterfactual": "avtal-b",
        }
    ]
    assert any("Kunder" in sentence for sentence in found["cannot_know"])


def test_another_default_places_those_who_did_not_choose_elsewhere(chosen):
    found = ask(chosen, "choice_system:staden", "default=provider_with_room")

    (change,) = found["changes"]
    assert (change["recorded"], change["assumed"]) == ("in_house", "provider_with_room")
    assert found["proposals"][0]["moved"] == 1


def test_a_default_that_the_law_forbids_is_told_as_impossible(database_url):
    with Town(database_url, "2026-02-02T09:00") as town:
        founded(town)

        with pytest.raises(ChangeImpossible) as refusal:
            ask(town, "choice_system:staden", "default=provider_with_room")

    assert refusal.value.details["refused"] == "DefaultIsASelection"


# -- Another date, another field -------------------------------------------------


def test_a_bid_that_had_come_a_day_later_is_too_late(town):
    signed(town)
    event = numbered(town, TENDER, "tender.bid_received", 3)

    found = ask(town, TENDER, f"date.{event}=2026-04-02")

    refused = row_of(found["refused"], command="tender.receive_bid")
    assert (refused["rule"], refused["changed"]) == ("BidTooLate", True)
    gone = row_of(found["ranking"], bid="anbud-c")
    assert gone["counterfactual"] is None


def test_a_notice_that_had_been_sent_later_lets_the_standstill_run_longer(town):
    signed(town)
    event = numbered(town, AWARD, "award.notified")

    found = ask(town, AWARD, f"set.{event}.effective_at=2026-05-07T10:00")

    assert found["changes"][0]["assumed"] == "2026-05-07T10:00:00+02:00"
    unlocked = row_of(found["fell"], event="award.signing_unlocked")
    assert unlocked["recorded"] == "2026-05-16T00:00:00+02:00"
    assert unlocked["counterfactual"] == "2026-05-19T00:00:00+02:00"


def test_another_last_day_keeps_the_window_open_and_lets_it_fall_then(town):
    signed(town)
    event = numbered(town, TENDER, "tender.announced")

    found = ask(town, TENDER, f"set.{event}.last_day=2026-03-31")

    closed_at = row_of(found["fell"], event="tender.closed")
    assert closed_at["recorded"] == "2026-04-02T00:00:00+02:00"
    assert closed_at["counterfactual"] == "2026-04-01T00:00:00+02:00"
    refused = row_of(found["refused"], command="tender.receive_bid")
    assert refused["rule"] == "BidTooLate"


def test_an_earlier_opening_is_done_before_the_window_closes_and_refused(town):
    awarded(town)
    event = numbered(town, TENDER, "tender.opened")

    found = ask(town, TENDER, f"date.{event}=2026-03-30")

    refused = row_of(found["refused"], command="tender.open_bids")
    assert refused["rule"] == "TenderInWrongStage"
    assert refused["at"] == "2026-03-30T09:00:00+02:00"


# -- Left out, added -------------------------------------------------------------


def test_without_one_bid_the_others_are_ranked_alone(town):
    signed(town)
    event = numbered(town, TENDER, "tender.bid_received", 2)

    found = ask(town, TENDER, f"without={event}")

    assert row_of(found["ranking"], bid="anbud-b")["counterfactual"] is None
    assert {row["rule"] for row in found["refused"]} == {"UnknownPart"}
    (change,) = found["changes"]
    assert (change["recorded"], change["assumed"]) == ([event], None)


def test_an_added_command_is_put_to_the_rules(town, tmp_path):
    signed(town)
    event = numbered(town, AWARD, "award.notified")
    text = (
        f'{{"after": "{event}", "command": "review.file", "at": "2026-05-12T09:00",'
        ' "data": {"court": "fr-stad", "case_number": "1234-26", "against": "award",'
        ' "subject": "tilldelning", "received_on": "2026-05-12",'
        ' "applicant": "utforare-c"}}'
    )

    found = ask(town, AWARD, written(tmp_path, text))

    refused = row_of(found["refused"], command="agreement.sign")
    assert refused["rule"] == "SigningIsLocked"
    assert "review:fr-stad.1234-26" in [row["case"] for row in found["cases"]]


def test_an_added_event_stands_whatever_the_rules_would_say(town, tmp_path):
    signed(town)
    event = numbered(town, AWARD, "award.notified")
    text = f"""{{"after": "{event}", "topic": "award.withdrawn", "role": "chair",
        "mandate": "§ 1", "data": {{"reasons": "Fel i underlaget."}}}}"""

    found = ask(town, AWARD, written(tmp_path, text))

    assert row_of(found["refused"], command="agreement.sign")["recorded"] is None
    assert row_of(found["state"], field="status")["counterfactual"] == "withdrawn"


# -- What is told of every answer ------------------------------------------------


def test_every_answer_is_marked_and_says_what_it_cannot_know(town):
    awarded(town)

    found = ask(town, AWARD, "weight.kvalitet=65", "weight.leverans=35")

    assert found["counterfactual"] is True
    assert found["mark"] == MARK == "KONTRAFAKTISKT, inte infört i loggen"
    assert found["cannot_know"]


def test_what_the_log_refused_and_nothing_would_have_stopped_is_told(town):
    awarded(town)
    town.at("2026-05-08T09:00")
    with pytest.raises(StandstillRunning):
        sign(town)

    found = ask(town, AWARD, "rule.standstill.length=1")

    (let_through,) = found["let_through"]
    assert let_through["command"] == "agreement.sign"
    assert let_through["recorded"] == "StandstillRunning"
