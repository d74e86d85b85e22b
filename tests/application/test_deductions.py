"""What an agreement's sanctions cost, from the decision to the month it is taken from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fined_town import FINE, agreed, approved, fined, over, withheld
from tests.given import local
from tests.payment_town import (
    BY_HAND,
    calculate,
    correct,
    counted_by_hand,
    decide,
    granted,
    january,
    paying,
    payment_of,
)
from tests.town import Town
from tests.visits_town import imported, visit
from upphandling.domain.payment.refusals import DeductionsOutdated
from upphandling.infrastructure.verification import fan_out

FEBRUARY = 45_570 + 1_139  # an hour by day in the north, and its VAT


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    """January is worked by hand; February has one visit of an hour."""
    with Town(sqlite_url, "2026-01-20T09:00") as town:
        agreed(paying(town))
        town.at("2026-03-03T09:00")
        imported(town, *january())
        imported(
            town, visit("b-9", "2026-02-10T08:00", "2026-02-10T09:00"), month="2026-02"
        )
        yield town


def day(town: Town, on: str) -> None:
    town.clock.now = local(f"{on}T09:00")


def ores(town: Town, month: str) -> dict[str, int]:
    lines: Any = payment_of(town, f"avtal-a.{month}").deductions
    return {line.sanction: line.ore for line in lines}


def verified(town: Town) -> None:
    assert fan_out.verify(town.house.database).differences == []


def test_a_fine_is_taken_from_the_month_in_which_it_was_decided(town):
    day(town, "2026-02-05")
    fined(town, ore=40_000)
    day(town, "2026-03-03")

    assert approved(town, "2026-01") == BY_HAND
    assert approved(town, "2026-02") == FEBRUARY - 40_000
    (line,) = payment_of(town, "avtal-a.2026-02").deductions
    assert (line.clause, line.percent) == ("8.3", None)
    decision, _, version = line.decision.partition("@")
    topic, told = town.log(decision)[int(version) - 1]
    assert (topic, told["sanction"]) == ("agreement.fine_imposed", "vite-1")
    verified(town)


def test_what_a_month_has_no_room_for_is_carried_to_the_next(town):
    day(town, "2026-01-25")
    fined(town, ore=BY_HAND + 9)
    day(town, "2026-03-03")

    assert approved(town, "2026-01") == 0
    assert approved(town, "2026-02") == FEBRUARY - 9
    verified(town)


def test_a_withholding_is_released_and_goes_back_in_the_next_month(town):
    day(town, "2026-01-20")
    withheld(town, "2026-01-01")
    day(town, "2026-03-03")
    assert approved(town, "2026-01") == BY_HAND - 37_437

    over(town, "release_withholding", "inne-1", reason="Åtgärdat.")

    assert approved(town, "2026-02") == FEBRUARY + 37_437
    verified(town)


def test_what_was_released_before_the_month_is_calculated_is_not_withheld(town):
    day(town, "2026-01-20")
    withheld(town, "2026-01-01")
    over(town, "release_withholding", "inne-1", reason="Åtgärdat.")
    day(town, "2026-03-03")

    assert approved(town, "2026-01") == BY_HAND


def test_a_fine_that_should_not_have_been_goes_back(town):
    day(town, "2026-01-20")
    fined(town)
    day(town, "2026-03-03")
    assert approved(town, "2026-01") == BY_HAND - FINE

    over(town, "withdraw_sanction", "vite-1", motive="Fel utförare.")

    assert approved(town, "2026-02") == FEBRUARY + FINE
    verified(town)


def test_after_the_last_month_it_goes_back_by_a_correction(town):
    day(town, "2026-01-20")
    fined(town)
    day(town, "2026-03-03")
    approved(town, "2026-01")
    over(town, "withdraw_sanction", "vite-1", motive="Fel utförare.")

    decide(town, "open_correction", cause="Vitet är återtaget")
    correct(town)
    decide(town, "approve_correction", total_ore=FINE)

    payment = payment_of(town)
    assert [payment.paid_in(part) for part in (0, 1)] == [BY_HAND - FINE, FINE]
    assert approved(town, "2026-02") == FEBRUARY
    verified(town)


def test_a_correction_withholds_of_what_it_adds(town):
    day(town, "2026-01-20")
    withheld(town, "2026-01-01")
    day(town, "2026-03-03")
    approved(town, "2026-01")
    approved(town, "2026-02")

    decide(town, "open_correction", cause="Ett besök kom in för sent")
    imported(town, visit("b-8", "2026-01-14T08:00", "2026-01-14T09:00"))
    correct(town)

    assert payment_of(town).to_pay == FEBRUARY - 4_671  # 42 108 of 421 079 in all
    decide(town, "approve_correction", total_ore=FEBRUARY - 4_671)
    verified(town)


@pytest.mark.parametrize("later", ["imposed", "withdrawn"])
def test_a_sanction_that_is_decided_before_the_approval_is_counted_first(town, later):
    day(town, "2026-01-20")
    if later == "withdrawn":
        fined(town)
    day(town, "2026-03-03")
    calculate(town)
    stated = payment_of(town).to_pay
    if later == "withdrawn":
        over(town, "withdraw_sanction", "vite-1", motive="Fel utförare.")
    else:
        withheld(town, "2026-01-31", ore=None, percent=20)

    with pytest.raises(DeductionsOutdated):
        decide(town, "approve", total_ore=stated)

    approved(town, "2026-01")
    verified(town)


def test_months_that_are_calculated_side_by_side_do_not_both_take_it(town):
    day(town, "2026-01-20")
    fined(town, ore=10_000)
    day(town, "2026-03-03")
    calculate(town)
    calculate(town, month="2026-02")
    decide(town, "approve", "avtal-a.2026-02", total_ore=FEBRUARY - 10_000)

    with pytest.raises(DeductionsOutdated):
        decide(town, "approve", total_ore=BY_HAND - 10_000)
    assert approved(town, "2026-01") == BY_HAND


def test_a_warning_costs_nothing(town):
    by = {"deviation": "avv-avtal-a", "urgent": True, "motive": "Brist."}
    town.do("agreement.warn", {"agreement": "avtal-a", "sanction": "v-1", **by})
    calculate(town)

    assert "payment.deducted" not in [
        topic for topic, _ in town.log("payment:avtal-a.2026-01")
    ]


def test_another_agreement_is_not_deducted_from(town):
    day(town, "2026-01-20")
    fined(town)
    day(town, "2026-03-03")
    granted(town, "k-2", "avtal-b")
    calculate(town, "avtal-b")

    assert payment_of(town, "avtal-b.2026-01").deductions == ()


def test_a_month_by_hand_is_as_it_was_with_a_ladder_and_no_sanction(town):
    counted_by_hand(town)

    assert ores(town, "2026-01") == {}
