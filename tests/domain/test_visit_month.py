"""A month's visits: which batches count, and that a batch that counts stays as it was."""

from __future__ import annotations

from typing import Any

import pytest

from tests.given import (
    emitted,
    event,
    local,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from tests.given import given as after
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.visit_month import (
    AnotherImportCameFirst,
    BatchExists,
    BatchUnknown,
    BatchWithdrawn,
    VisitMonth,
    VisitsToCome,
    must_be_over,
    must_be_the_same,
)

AT = person("2026-02-03T09:00")
MONTH = {"month": "staden.2026-01"}


def told(batch: int) -> dict[str, Any]:
    return {
        "batch": batch,
        "file": "besok.csv",
        "file_sha256": "0" * 64,
        "rows": 2,
        "refused": 1,
        "seconds": 4500,
        "agreements": ("avtal-a",),
        "content": "1" * 64,
    }


def month(*batches: int) -> VisitMonth:
    first, *later = batches or (1,)
    found = VisitMonth.begin_with(AT, system="staden", month="2026-01", **told(first))
    for batch in later:
        found.take_in(AT, **told(batch))
    return after(found)


def test_the_first_batch_opens_the_month():
    opened = VisitMonth.begin_with(AT, system="staden", month="2026-01", **told(4))

    about = {"system": "staden", "month": "2026-01"}
    assert emitted(opened) == [event(VisitMonth.Imported, **about, **told(4))]
    assert (opened.id, opened.counted) == ("visit_month:staden.2026-01", (4,))
    assert opened.batches[4].seconds == 4500


def test_batches_count_in_the_order_in_which_they_came():
    assert month(4, 2).counted == (4, 2)


def test_a_number_is_used_once():
    found = month(4)

    with refuses(found, BatchExists, batch=4, **MONTH):
        found.take_in(AT, **told(4))


def test_what_is_withdrawn_counts_no_longer():
    found = month(4, 5)
    found.withdraw(AT, batch=4, reason="Fel fil")

    assert emitted(found) == [event(VisitMonth.Withdrawn, batch=4, reason="Fel fil")]
    assert (found.counted, sorted(found.batches)) == ((5,), [4, 5])


def test_what_is_withdrawn_does_not_come_back():
    found = month(4)
    found.withdraw(AT, batch=4, reason="Fel fil")
    after(found)

    with refuses(found, BatchWithdrawn, batch=4, **MONTH):
        found.withdraw(AT, batch=4, reason="Fel fil")
    with refuses(found, BatchExists, batch=4, **MONTH):
        found.take_in(AT, **told(4))


def test_only_what_is_there_is_withdrawn():
    found = month(4)

    with refuses(found, BatchUnknown, batch=5, known=[4], **MONTH):
        found.withdraw(AT, batch=5, reason="Fel fil")


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        (scheduler("2026-02-03T09:00"), MachineCannotDecide),
        (without_mandate("2026-02-03T09:00"), NoMandate),
    ],
)
def test_a_person_with_a_mandate_withdraws(who, refusal):
    found = month(4)

    with refuses(found, refusal, event="visit_month.withdrawn"):
        found.withdraw(who, batch=4, reason="Fel fil")


def test_what_was_checked_against_others_is_refused():
    must_be_the_same((1, 2), (1, 2))
    with refuses(None, AnotherImportCameFirst, counted=(1, 2), against=(1,)):
        must_be_the_same((1, 2), (1,))


def test_visits_to_come_are_refused():
    must_be_over(AT.at, AT)
    latest = local("2026-02-03T09:01")
    with refuses(None, VisitsToCome, latest=latest, at=AT.at):
        must_be_over(latest, AT)
