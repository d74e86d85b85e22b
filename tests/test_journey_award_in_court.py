"""Awards that a court has: locks, corrections, redoing and cancellations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.award_town import (
    AWARD,
    BY_RELATIVE_PRICE,
    REVIEW,
    TENDER,
    TO_ALL,
    awarded,
    compared,
    decide,
    held,
    proposed_winners,
    reviewed,
    ruled,
    sign,
)
from tests.town import Town
from upphandling.domain.award import LockKind, Status
from upphandling.domain.award.refusals import (
    AwardAnnulled,
    AwardInWrongStage,
    LockNotTimed,
    NothingToCorrect,
    StandstillRunning,
)
from upphandling.domain.tender import Status as TenderStatus
from upphandling.domain.tender.ending_refusals import AnotherAwardStands
from upphandling.domain.tender.refusals import TenderInWrongStage


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        yield town.founded()


# -- Too early -----------------------------------------------------------------------


def test_a_contract_is_refused_at_every_lock_until_the_last_has_gone(town):
    compared(town, {"a": 5.0, "b": 4.0, "c": 3.0})
    with pytest.raises(AwardInWrongStage):
        sign(town)
    awarded(town)
    with pytest.raises(StandstillRunning):
        sign(town)

    reviewed(town)
    assert "award.standstill_ended" in town.at("2026-05-18T09:00")
    assert held(town) is LockKind.EXTENDED_STANDSTILL
    (lock,) = town.case("award:tilldelning").locks
    with pytest.raises(LockNotTimed):
        town.do("award.release_lock", {**AWARD, "lock": lock})

    town.at("2026-08-03T09:00")
    ruling = {**REVIEW, "ruling": "dom"}
    town.do(
        "review.rule",
        {
            **ruling,
            "instance": "first",
            "outcome": "rejected",
            "ruled_on": "2026-08-03",
        },
    )
    assert held(town) is LockKind.EXTENDED_STANDSTILL
    town.do("review.confirm_ruling", ruling, by="chef-1")
    assert held(town) is LockKind.TEN_DAY_PERIOD

    town.at("2026-08-13T23:59:59")
    assert held(town) is LockKind.TEN_DAY_PERIOD
    fell = town.at("2026-08-14T00:00")
    assert [topic for topic in fell if topic.startswith("award.")] == [
        "award.lock_released",
        "award.signing_unlocked",
    ]
    sign(town)


# -- After a ruling ------------------------------------------------------------------


def test_what_must_be_redone_is_never_signed_and_may_be_cancelled(town):
    compared(town, {"a": 5.0, "b": 4.0, "c": 3.0})
    awarded(town)
    reviewed(town)
    ruled(town, "redo")

    assert town.case("award:tilldelning").status is Status.ANNULLED
    town.at("2026-12-01T09:00")
    with pytest.raises(AwardAnnulled):
        sign(town)
    town.do(
        "tender.cancel",
        {**TENDER, "reason_code": "rev-body", "reasons": "Ska göras om."},
    )
    assert town.case("award:tilldelning").status is Status.WITHDRAWN


def test_a_correction_may_turn_the_order_of_bids_that_nobody_complained_of(town):
    compared(
        town,
        {"a": 0.0, "b": 4.0, "c": 3.0},
        method=BY_RELATIVE_PRICE,
        prices={"a": 100_000, "b": 200_000, "c": 150_000},
    )
    assert proposed_winners(town) == [("norr", "anbud-b")]
    awarded(town)
    reviewed(town)
    because = {**TENDER, **REVIEW, "reasons": "Anbud A uppfyller inte kraven."}
    with pytest.raises(NothingToCorrect):
        town.do("tender.reopen", because)
    ruled(town, "correct")
    with pytest.raises(TenderInWrongStage):
        town.do("award.re_evaluate", AWARD)

    town.do("tender.reopen", because)
    with pytest.raises(AnotherAwardStands):
        town.do("award.propose", {**TENDER, "award": "en-annan"})
    town.do(
        "tender.assess_bid",
        {**TENDER, "bid": "anbud-a", "failed": ["ledning"], "motive": "Enligt domen."},
    )
    town.do("award.re_evaluate", AWARD)

    assert proposed_winners(town) == [("norr", "anbud-c")]
    (told,) = [data for topic, data in town.log() if topic == "award.reevaluated"]
    assert told["fallen"] == ["anbud-a"]
    town.at("2026-08-17T09:00")
    decide(town)
    town.do("award.notify", {**AWARD, "notices": TO_ALL})
    town.at("2026-08-27T23:59:59")
    with pytest.raises(StandstillRunning):
        sign(town, "anbud-c")
    assert "award.signing_unlocked" in town.at("2026-08-28T00:00")
    sign(town, "anbud-c")
    assert town.case("tender:hemtjanst").status is TenderStatus.AWARDED


def test_the_next_in_rank_is_awarded_when_the_winner_has_fallen(town):
    compared(town, {"a": 5.0, "b": 4.0, "c": 3.0})
    awarded(town)
    town.do(
        "tender.let_bid_fall",
        {
            **TENDER,
            "bid": "anbud-a",
            "cause": "withdrawn_by_bidder",
            "reason": "Utföraren lägger ned.",
        },
    )

    town.do("tender.reopen", {**TENDER, "reasons": "Vinnaren har fallit bort."})
    town.do("award.re_evaluate", AWARD)

    assert proposed_winners(town) == [("norr", "anbud-b")]


def test_a_tender_is_cancelled_while_the_court_has_it(town):
    compared(town, {"a": 5.0, "b": 4.0, "c": 3.0})
    awarded(town)
    reviewed(town)
    town.at("2026-06-01T09:00")

    town.do(
        "tender.cancel",
        {**TENDER, "reason_code": "chan-need", "reasons": "Egen regi tar över."},
    )
    town.do("tender.notify_cancellation", {**TENDER, "notices": TO_ALL})

    assert town.case("award:tilldelning").status is Status.WITHDRAWN
    assert "tender.cancellation_review_ended" in town.at("2026-06-12T00:00")
    with pytest.raises(AwardInWrongStage):
        sign(town)
