"""Which calculation of a month is told of: the latest that stands, or is in work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fined_town import agreed, fined
from tests.given import local
from tests.payment_town import (
    BY_HAND,
    calculate,
    correct,
    counted_by_hand,
    decide,
    paying,
    payment_of,
)
from tests.town import Town
from tests.visits_town import imported, visit
from upphandling.projections.payments_listed import listed, services_of

KEY = "avtal-a.2026-01"
HOUR = 46_709  # by day in the north, with VAT


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-03T09:00") as town:
        yield counted_by_hand(paying(town))


def told(town: Town, *, approved: bool = False) -> list[tuple[int, int]]:
    """What the months come to before deductions, and what has been approved of them."""
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        found = connection.execute(listed({}, approved=approved)).all()
        services = connection.execute(services_of([KEY], approved=approved)).all()
    assert [row.visits for row in found] == [one.visits for one in services]
    return [(row.calculated_ore, row.paid_ore) for row in found]


def late_visit(town: Town) -> None:
    decide(town, "open_correction", cause="Ett besök kom in för sent")
    imported(town, visit("b-9", "2026-01-14T08:00", "2026-01-14T09:00"))
    correct(town)


def test_a_proposal_is_told_as_it_was_calculated_last(town):
    imported(town, visit("b-9", "2026-01-14T08:00", "2026-01-14T09:00"))
    calculate(town)

    assert told(town) == [(BY_HAND + HOUR, None)]
    assert told(town, approved=True) == []


def test_while_it_is_corrected_the_approved_stands_beside_what_is_in_work(town):
    decide(town, "approve", total_ore=BY_HAND)
    late_visit(town)

    assert told(town) == [(BY_HAND + HOUR, BY_HAND)]
    assert told(town, approved=True) == [(BY_HAND, BY_HAND)]

    decide(town, "approve_correction", total_ore=HOUR)
    assert told(town) == told(town, approved=True) == [(BY_HAND + HOUR,) * 2]


def test_what_was_abandoned_is_told_of_no_longer(town):
    decide(town, "approve", total_ore=BY_HAND)
    late_visit(town)
    decide(town, "abandon_correction", reason="Besöket var dubbelt")
    assert told(town) == [(BY_HAND, BY_HAND)]

    decide(town, "open_correction", cause="En gång till")
    assert told(town) == [(BY_HAND, BY_HAND)]

    correct(town)
    assert told(town) == [(BY_HAND + HOUR, BY_HAND)]


def test_what_is_paid_is_after_deductions(town):
    decide(town, "approve", total_ore=BY_HAND)
    agreed(town)
    fined(town, ore=10_000)
    imported(
        town, visit("f-1", "2026-02-02T08:00", "2026-02-02T09:00"), month="2026-02"
    )
    town.clock.now = local("2026-03-03T09:00")
    key = "avtal-a.2026-02"
    calculate(town, month="2026-02")
    decide(town, "approve", key, total_ore=payment_of(town, key).to_pay)

    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        _, row = connection.execute(listed({})).all()
    assert (row.calculated_ore, row.deducted_ore, row.carried_ore) == (
        HOUR,
        -10_000,
        0,
    )
    assert row.paid_ore == HOUR - 10_000


def test_hours_are_kept_service_by_service(town):
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        (row,) = connection.execute(services_of([KEY])).all()

    assert (row.service, row.ore, row.visits) == ("personal_care", 365_239, 3)
    assert (row.paid_seconds, row.performed_seconds) == (21_300, 21_300)
    assert row.granted_seconds == 79_714
