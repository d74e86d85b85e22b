"""Waves: every customer is in one of them, between the old agreement and the new."""

from __future__ import annotations

from datetime import date

import pytest

from tests.application.transition.matters import NORTH, customers
from tests.moving_town import IN_HOUSE, NEW, OLD, OTHER, chosen, planned, wave
from upphandling.domain.agreement.refusals import AgreementNotStarted
from upphandling.domain.choice_round.refusals import RoundInWrongStage
from upphandling.domain.transition.refusals import (
    CustomersLeftOut,
    OldAgreementEndsFirst,
)


def test_waves_are_cut_by_area_by_new_provider_and_by_the_one_left(placed):
    planned(
        placed,
        wave("norr-ny", "2026-11-02", ["norr"], agreements=[NEW]),
        wave("norr-annan", "2026-11-03", ["norr"], agreements=[OTHER]),
        wave("soder", "2026-11-09", ["soder"], leaving=[OLD]),
    )

    assert customers(placed) == {
        "norr-ny": ("k-1",),
        "norr-annan": ("k-2",),
        "soder": ("k-3",),
    }


@pytest.mark.parametrize(
    ("second", "left_out", "twice"),
    [
        (wave("b", "2026-11-03", ["norr"], agreements=[NEW]), ["soder"], ["norr"]),
        (wave("b", "2026-11-03", ["soder"], leaving=[IN_HOUSE]), ["soder"], []),
        (wave("b", "2026-11-03", ["soder", "norr"]), [], ["norr"]),
    ],
    ids=["twice and left out", "left out by a filter", "twice"],
)
def test_every_customer_is_in_one_wave_and_no_more(placed, second, left_out, twice):
    with pytest.raises(CustomersLeftOut) as refusal:
        planned(placed, wave("a", "2026-11-02", ["norr"]), second)

    assert refusal.value.details == {"left_out": left_out, "twice": twice}


def test_a_wave_lies_before_the_old_agreement_ends_or_on_the_day_after(placed):
    late = wave("soder", "2027-01-02", ["soder"])
    with pytest.raises(OldAgreementEndsFirst) as refusal:
        planned(placed, NORTH, late)
    assert refusal.value.details == {
        "on": date(2027, 1, 2),
        "agreements": {OLD: date(2026, 12, 31)},
    }

    planned(placed, NORTH, {**late, "on": "2027-01-01"})


def test_a_wave_waits_for_the_new_agreement_to_begin(town):
    town.with_agreement("sen", regime="lou", starts_on="2026-12-01")
    chosen(town, {"k-1": "sen"})

    with pytest.raises(AgreementNotStarted):
        planned(town, wave("a", "2026-11-30", ["norr"]))
    planned(town, wave("a", "2026-12-01", ["norr"]))


def test_waves_are_planned_when_the_round_is_adopted(town):
    of_round = {"round": "val", "system": "staden", "bundle": "omvardnad"}
    town.do("choice_round.open", {**of_round, "last_day": "2026-10-31"})

    with pytest.raises(RoundInWrongStage):
        planned(town, NORTH)
