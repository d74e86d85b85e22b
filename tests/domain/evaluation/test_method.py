"""The method: what must be stated, and that it fits the lots and criteria."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.domain.evaluation.cases import (
    CRITERIA,
    DEDUCTION,
    METHODS,
    PRIORITY,
    QUALITY,
    capped,
    lot,
    together,
)
from upphandling.domain.evaluation import (
    Combination,
    Criterion,
    CriterionCalledPrice,
    LotCap,
    Method,
    MethodIncomplete,
    MethodNamesUnknown,
    Model,
    TooManyLotsToCombine,
    evaluate,
    must_fit,
)

LOTS = (lot("norr"), lot("soder"))
SCALE = {"price_max_points": 10.0, "floor_ore": 1, "ceiling_ore": 2}


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"model": "relative_points"}, "price_max_points saknas"),
        ({"model": "absolute_points", "price_max_points": 1.0}, "floor_ore saknas"),
        ({"model": "priority"}, "priority saknas"),
        ({"model": "quality_points", "deductions": {"a": 1}}, "deductions hör inte"),
        ({"model": "quality_points", "price_weight": 2.0}, "price_weight hör inte"),
        (
            {"model": "relative_points", "price_max_points": 1.0, "combinations": True},
            "combinations hör inte till modellen relative_points",
        ),
        (
            {"model": "absolute_points", **SCALE, "ceiling_ore": 1},
            "ceiling_ore ska vara högre",
        ),
        ({"model": "priority", "priority": ("a", "a")}, "två gånger i priority"),
    ],
)
def test_a_method_states_just_what_its_model_counts_with(stated, said):
    with pytest.raises(ValidationError, match=said):
        Method.model_validate({**stated, "model": Model(stated["model"])})


def test_lots_are_settled_once_each():
    with pytest.raises(ValidationError, match="två gånger i order"):
        LotCap(max_lots=1, order=("norr", "norr"))


@pytest.mark.parametrize("lots", [("norr",), ("norr", "norr")])
def test_a_combination_is_of_several_lots(lots):
    with pytest.raises(ValidationError):
        Combination(bid="a", lots=lots, price_ore=1)


def test_money_is_whole_ore():
    with pytest.raises(ValidationError):
        Combination(bid="a", lots=("norr", "soder"), price_ore=1.5)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.model)
def test_a_method_fits_its_criteria_and_reads_back_as_it_was_written(method):
    whole = capped(method, 1, "soder", "norr")

    must_fit(whole, LOTS, CRITERIA)

    assert Method.model_validate_json(whole.model_dump_json()) == whole


@pytest.mark.parametrize(
    ("method", "left_out"),
    [
        (
            DEDUCTION.model_copy(update={"deductions": {"sprak": 1}}),
            {"criteria": ["kvalitet"]},
        ),
        (
            PRIORITY.model_copy(update={"priority": ("price", "kvalitet")}),
            {"criteria": ["sprak"]},
        ),
        (capped(QUALITY, 1, "soder"), {"lots": ["norr"]}),
    ],
)
def test_a_criterion_or_a_lot_that_the_method_forgets_stops_it(method, left_out):
    with pytest.raises(MethodIncomplete) as refusal:
        must_fit(method, LOTS, CRITERIA)

    assert refusal.value.details == left_out


@pytest.mark.parametrize(
    ("method", "unknown"),
    [
        (
            DEDUCTION.model_copy(update={"deductions": {"okand": 1}}),
            {"criteria": ["okand"], "known": ["kvalitet", "sprak"]},
        ),
        (
            PRIORITY.model_copy(update={"priority": ("okand",)}),
            {"criteria": ["okand"], "known": ["kvalitet", "sprak"]},
        ),
        (
            capped(QUALITY, 1, "norr", "soder", "ost"),
            {"lots": ["ost"], "known": ["norr", "soder"]},
        ),
    ],
)
def test_a_criterion_or_a_lot_that_nobody_announced_stops_the_method(method, unknown):
    with pytest.raises(MethodNamesUnknown) as refusal:
        must_fit(method, LOTS, CRITERIA)

    assert refusal.value.details == unknown


def test_no_criterion_takes_the_name_of_the_price():
    price = Criterion(criterion="price", title="Pris", max_points=1.0)

    must_fit(QUALITY, LOTS, (price,))
    with pytest.raises(CriterionCalledPrice):
        must_fit(PRIORITY, LOTS, (*CRITERIA, price))


def test_so_many_lots_can_be_combined_as_can_be_tried():
    combining = DEDUCTION.model_copy(update={"combinations": True})
    lots = [lot(f"del-{number}") for number in range(13)]

    must_fit(combining, lots[:12], CRITERIA)
    must_fit(DEDUCTION, lots, CRITERIA)
    with pytest.raises(TooManyLotsToCombine) as refusal:
        must_fit(combining, lots, CRITERIA)

    assert refusal.value.details == {"lots": 13, "most": 12}


def test_a_combination_reads_back_as_it_was_written():
    combination = together("a", 100, "norr", "soder")

    assert Combination.model_validate_json(combination.model_dump_json()) == combination


def test_nothing_is_evaluated_by_a_method_that_forgets_a_lot():
    with pytest.raises(MethodIncomplete) as refusal:
        evaluate(capped(QUALITY, 1, "soder"), LOTS, CRITERIA, [], {})

    assert refusal.value.details == {"lots": ["norr"]}
