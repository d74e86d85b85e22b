"""What care decisions grant is changed by them, and by no command about the choice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.town import Town
from upphandling.domain.customer_choice.refusals import GrantedByDecisions

K1 = {"customer": "k-1", "bundle": "omvardnad"}
COMMANDS = pytest.mark.parametrize(
    ("command", "data", "instead"),
    [
        (
            "change_care",
            {"minutes_per_week": 5000, "reason": "Mer."},
            "customer.grant",
        ),
        ("move_area", {"area": "soder", "on": "2026-03-02"}, "customer.move"),
        ("end_care", {"last_day": "2026-03-02"}, "customer.end_decision"),
        (
            "return_to_care",
            {"area": "norr", "minutes_per_week": 60, "since": "2026-03-03"},
            "customer.grant",
        ),
    ],
)


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-03-02T09:00") as town:
        town.founded()
        town.do(
            "customer.grant",
            {
                "customer": "k-1",
                "decision": "b-1",
                "system": "staden",
                "area": "norr",
                "granted_on": "2026-03-01",
                "valid_from": "2026-03-01",
                "services": [{"service": "personal_care", "minutes_per_week": 60}],
            },
        )
        yield town


@COMMANDS
def test_a_choice_says_nothing_else_than_the_decisions(town, command, data, instead):
    with pytest.raises(GrantedByDecisions) as refused:
        town.do(f"customer_choice.{command}", {**K1, **data})

    assert refused.value.details == {**K1, "command": instead}


def test_when_the_decision_has_ended_the_choice_may_begin_anew(town):
    town.do(
        "customer.end_decision",
        {
            "customer": "k-1",
            "decision": "b-1",
            "last_day": "2026-03-01",
            "reason": "Behovet har upphört.",
        },
    )
    again = {"area": "norr", "minutes_per_week": 60, "since": "2026-03-02"}

    town.do("customer_choice.return_to_care", {**K1, **again})

    assert town.case("customer_choice:k-1/omvardnad").ended_on is None
