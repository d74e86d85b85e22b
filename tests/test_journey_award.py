"""Awards that do not go straight: ties, caps, exclusions, notices and what follows them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.award_town import (
    AWARD,
    BY_QUALITY,
    TENDER,
    TO_ALL,
    awarded,
    compared,
    decide,
    proposed_winners,
    sign,
)
from tests.given import local
from tests.town import Town
from upphandling.domain.award import Status
from upphandling.domain.award.refusals import AwardInWrongStage, TieNotSettled
from upphandling.domain.tender.bid_refusals import BidNoLongerBinding
from upphandling.domain.tender.exclusion import ExclusionUnheard
from upphandling.domain.tender.refusals import ReservedTermTooLong


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        yield town.founded()


# -- Before the decision -------------------------------------------------------------


def test_a_tie_is_drawn_before_anybody_decides(town):
    compared(town, {"a": 4.0, "b": 4.0, "c": 3.0})
    with pytest.raises(TieNotSettled):
        town.do(
            "award.decide",
            {
                **AWARD,
                "winners": [{"lot": "norr", "bid": "anbud-a"}],
                "motive": "Jag valde.",
                "departs_because": "Båda var lika bra.",
            },
        )

    town.do(
        "award.draw_lots",
        {
            **AWARD,
            "lot": "norr",
            "seed": "Dragningen lördag vecka 18: 4 8 15 16 23 35",
            "seed_published": "Anbudsinbjudan punkt 7",
            "witnesses": ["vittne-1", "vittne-2"],
        },
    )
    awarded(town)

    (winner,) = town.case("award:tilldelning").winners
    assert winner.bid in {"anbud-a", "anbud-b"}
    drawn = [data for topic, data in town.log() if topic == "award.tie_drawn"]
    assert drawn[0]["draw"]["order"][0] == winner.bid


def test_a_cap_lets_a_lot_go_to_the_next(town):
    cap = {"max_lots": 1, "order": ["norr", "soder"]}
    compared(
        town,
        {"a": 5.0, "b": 4.0, "c": 3.0},
        lots=("norr", "soder"),
        method={**BY_QUALITY, "cap": cap},
    )

    assert proposed_winners(town) == [("norr", "anbud-a"), ("soder", "anbud-b")]
    (moved,) = town.case("award:tilldelning").evaluation.moved
    assert (moved.lot, moved.passed, moved.to) == ("soder", "anbud-a", "anbud-b")
    awarded(town)
    assert town.case("award:tilldelning").status is Status.NOTIFIED


def test_nobody_is_awarded_or_signed_while_an_exclusion_is_unheard(town):
    compared(town, {"a": 5.0, "b": 4.0, "c": 3.0})
    intended = {
        **TENDER,
        "bid": "anbud-b",
        "ground": "unpaid_taxes",
        "circumstances": "Skatter är inte betalda.",
    }
    town.do("tender.intend_exclusion", intended)
    with pytest.raises(ExclusionUnheard):
        decide(town)
    dropped = {**TENDER, "bid": "anbud-b", "motive": "Skulden är reglerad."}
    town.do("tender.drop_exclusion", dropped)
    awarded(town)

    town.do("tender.intend_exclusion", intended)
    town.at("2026-05-18T09:00")
    with pytest.raises(ExclusionUnheard):
        sign(town)
    town.do("tender.drop_exclusion", dropped)
    sign(town)


def test_a_bid_that_fell_after_the_proposal_gives_way_when_all_is_compared_anew(town):
    compared(town, {"a": 5.0, "b": 4.0, "c": 3.0})
    town.do(
        "tender.let_bid_fall",
        {
            **TENDER,
            "bid": "anbud-a",
            "cause": "withdrawn_by_bidder",
            "reason": "Har dragits tillbaka.",
        },
    )
    with pytest.raises(BidNoLongerBinding):
        decide(town)

    town.do("award.re_evaluate", AWARD)
    awarded(town)

    (winner,) = town.case("award:tilldelning").winners
    assert winner.bid == "anbud-b"


def test_a_contract_in_a_reserved_tender_lasts_three_years_at_most(town):
    points = {"a": 5.0, "b": 4.0, "c": 3.0}
    compared(town, points, reserved="mission_organisation")
    awarded(town)
    town.at("2026-05-18T09:00")

    with pytest.raises(ReservedTermTooLong):
        sign(town)


def test_a_winner_that_is_excluded_after_the_award_signs_nothing(town):
    compared(town, {"a": 5.0, "b": 4.0, "c": 3.0})
    awarded(town)
    one = {**TENDER, "bid": "anbud-a"}
    town.do(
        "tender.intend_exclusion",
        {**one, "ground": "insolvency", "circumstances": "Konkurs."},
    )
    town.at("2026-05-18T09:00")
    town.do("tender.exclude", {**one, "motive": "Utföraren är i konkurs."})

    with pytest.raises(BidNoLongerBinding):
        sign(town)


# -- Notices and what follows ---------------------------------------------------------


def test_a_notice_without_reasons_is_sent_again_before_the_standstill_runs(town):
    compared(town, {"a": 5.0, "b": 4.0, "c": 3.0})
    town.at("2026-05-04T09:00")
    decide(town)
    town.do(
        "award.notify",
        {
            **AWARD,
            "notices": [*TO_ALL[:2], {**TO_ALL[2], "states_reasons": False}],
        },
    )
    assert "award.signing_unlocked" not in town.at("2026-05-18T09:00")
    with pytest.raises(AwardInWrongStage):
        sign(town)

    town.do("award.notify", {**AWARD, "notices": TO_ALL[2:]})

    assert town.at("2026-05-29T00:00") == ["award.signing_unlocked"]
    sign(town)


def test_nobody_hears_why_a_tender_was_cancelled_until_all_do(town):
    compared(town, {"a": 5.0, "b": 4.0, "c": 3.0})
    town.do(
        "tender.cancel",
        {**TENDER, "reason_code": "chan-need", "reasons": "Egen regi tar över."},
    )
    silent = [{**TO_ALL[0], "states_reasons": False}, *TO_ALL[1:]]
    town.do("tender.notify_cancellation", {**TENDER, "notices": silent})
    assert town.case("tender:hemtjanst").review is None

    town.clock.now = local("2026-04-07T09:00")
    town.do("tender.notify_cancellation", {**TENDER, "notices": TO_ALL[:1]})

    assert town.case("tender:hemtjanst").review.last_day.isoformat() == "2026-04-17"


def test_what_the_house_owes_after_the_award_is_called_when_it_is_late(town):
    compared(town, {"a": 5.0, "b": 4.0, "c": 3.0})
    awarded(town)
    asked = {**AWARD, "bidder": "utforare-c"}
    town.do("award.request_reasons", {**asked, "received_on": "2026-05-05"})
    assert town.at("2026-05-16T00:00") == ["award.signing_unlocked"]
    town.at("2026-05-18T09:00")
    sign(town)

    assert town.at("2026-05-21T00:00") == ["award.reasons_overdue"]
    town.do("award.give_reasons", asked)
    fell = town.at("2026-12-01T00:00")
    assert [topic for topic in fell if topic.startswith("award.")] == [
        "award.post_award_notice_overdue",
        "award.validity_review_ended",
    ]
