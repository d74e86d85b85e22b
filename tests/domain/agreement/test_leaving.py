"""Leaving: whether a customer who goes could have stayed with the provider."""

from __future__ import annotations

import pytest

from tests.domain.agreement.cases import changed, rescinded, signed
from tests.given import day, given


@pytest.mark.parametrize(
    ("last_day", "could"),
    [("2026-10-01", True), ("2028-09-29", True), ("2028-09-30", False)],
)
def test_nobody_could_have_stayed_past_the_last_day_of_the_agreement(last_day, could):
    assert given(signed()).could_go_on(day(last_day)) is could


def test_an_agreement_without_an_end_keeps_its_customers():
    agreement = given(signed(changed(ends_on=None)))

    assert agreement.could_go_on(day("2040-01-01"))


@pytest.mark.parametrize(
    ("last_day", "could"),
    [("2026-11-01", True), ("2026-11-02", False), ("2026-11-03", False)],
)
def test_nobody_could_have_stayed_from_the_day_of_the_rescission(last_day, could):
    assert given(rescinded()).could_go_on(day(last_day)) is could
