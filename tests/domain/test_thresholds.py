"""Thresholds: which sum held on which day, and that none is guessed."""

from __future__ import annotations

from datetime import date

import pytest

from upphandling.domain.thresholds import (
    BrokenThresholds,
    ThresholdUnknown,
    read_thresholds,
    threshold,
    thresholds,
)


@pytest.mark.parametrize(
    ("first", "last", "sek"),
    [
        (date(2018, 1, 1), date(2019, 12, 31), 7_113_450),
        (date(2020, 1, 1), date(2021, 12, 31), 7_701_675),
        (date(2022, 1, 1), date(2023, 12, 31), 7_802_550),
        (date(2024, 1, 1), date(2025, 12, 31), 8_109_450),
    ],
)
def test_a_sum_holds_from_its_first_day_to_its_last(first, last, sek):
    for day in (first, last):
        found = threshold(day)
        assert (found.sek, found.valid_from, found.valid_to) == (sek, first, last)
        assert found.paragraph == "LOU 5 kap. 1 §"
        assert found.source


@pytest.mark.parametrize("day", [date(2017, 12, 31), date(2026, 1, 1)])
def test_a_sum_that_nobody_has_read_is_not_guessed(day):
    with pytest.raises(ThresholdUnknown) as refusal:
        threshold(day)

    assert refusal.value.details == {
        "on": day,
        "paragraph": "LOU 5 kap. 1 §",
        "last_known_sek": 8_109_450,
        "last_known_from": date(2024, 1, 1),
        "last_known_to": date(2025, 12, 31),
    }


def test_the_entries_follow_on_each_other_every_second_year():
    entries = thresholds().entries

    assert [entry.valid_from.year for entry in entries] == [2018, 2020, 2022, 2024]


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        (("2020-01-02", "2021-12-31", 2), "Glapp mellan 1 kr .* och 2 kr"),
        (("2019-12-31", "2021-12-31", 2), "Överlappar: 1 kr .* och 2 kr"),
        (("2020-01-01", "2019-12-31", 2), "slutet ligger före början"),
        (("2020-01-01", "2021-12-31", 0), "inte större än 0"),
        (("2020-01-01", "2021-12-31", "1.5"), "fältet sek ska vara ett heltal"),
        (("2020-01-01", "2021-12-31", "2\nvaluta = 3"), "okänt fält valuta"),
    ],
)
def test_sums_that_leave_a_gap_overlap_or_are_none_are_refused(second, fault):
    text = a_file(("2018-01-01", "2019-12-31", 1), second)

    with pytest.raises(BrokenThresholds, match=fault):
        read_thresholds(text)


def test_a_file_without_sums_is_refused():
    with pytest.raises(BrokenThresholds, match="inga tröskelvärden"):
        read_thresholds(
            'threshold = []\nversion = "prov"\nparagraph = "LOU 5 kap. 1 §"'
        )


def a_file(*entries):
    head = 'version = "prov"\nparagraph = "LOU 5 kap. 1 §"\n'
    return head + "\n".join(
        f"[[threshold]]\nvalid_from = {first}\nvalid_to = {last}\nsek = {sek}\n"
        'source = "prov"'
        for first, last, sek in entries
    )
