"""A month's visits: which batches count, and that a batch that counts stays as it was."""

from __future__ import annotations

from datetime import date
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
    KeptStill,
    VisitMonth,
    VisitsDestroyed,
    VisitsToCome,
    kept_until,
    must_be_over,
    must_be_the_same,
)

AT = person("2026-02-03T09:00")
MONTH = {"month": "staden.2026-01"}
IMPORTED, PLANNED = VisitMonth.Imported, VisitMonth.Planned


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
    found = VisitMonth.begin_with(
        IMPORTED, AT, system="staden", month="2026-01", **told(first)
    )
    for batch in later:
        found.take_in(IMPORTED, AT, **told(batch))
    return after(found)


def test_the_first_batch_opens_the_month():
    opened = VisitMonth.begin_with(
        IMPORTED, AT, system="staden", month="2026-01", **told(4)
    )

    about = {"system": "staden", "month": "2026-01"}
    assert emitted(opened) == [event(VisitMonth.Imported, **about, **told(4))]
    assert (opened.id, opened.counted) == ("visit_month:staden.2026-01", (4,))
    assert opened.batches[4].seconds == 4500


def test_batches_count_in_the_order_in_which_they_came():
    assert month(4, 2).counted == (4, 2)


def test_a_number_is_used_once():
    found = month(4)

    with refuses(found, BatchExists, batch=4, **MONTH):
        found.take_in(IMPORTED, AT, **told(4))


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
        found.take_in(IMPORTED, AT, **told(4))


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


def planned(found: VisitMonth, batch: int) -> VisitMonth:
    found.take_in(PLANNED, AT, **told(batch))
    return after(found)


def test_a_month_may_begin_with_what_is_planned():
    opened = VisitMonth.begin_with(
        PLANNED, AT, system="staden", month="2026-01", **told(4)
    )

    about = {"system": "staden", "month": "2026-01"}
    assert emitted(opened) == [event(PLANNED, **about, **told(4))]
    assert (opened.counted, opened.planned, opened.standing) == ((), (4,), (4,))


def test_what_is_planned_is_never_among_what_counts_as_performed():
    found = planned(planned(month(4), 4), 5)

    assert (found.counted, found.planned) == ((4,), (4, 5))
    assert (found.numbers, found.standing) == ((4, 5), (4, 5))


def test_a_number_is_used_once_of_each_kind():
    found = planned(month(4), 5)

    for read, batch in ((IMPORTED, 4), (PLANNED, 5)):
        with refuses(found, BatchExists, batch=batch, **MONTH):
            found.take_in(read, AT, **told(batch))


def test_a_file_is_withdrawn_with_all_that_it_held():
    found = planned(planned(month(4), 4), 5)
    found.withdraw(AT, batch=4, reason="Fel fil")
    after(found)
    found.withdraw(AT, batch=5, reason="Fel plan")

    assert (found.counted, found.planned, found.standing) == ((), (), ())
    assert found.numbers == (4, 5)


DESTROYED = {
    "kept_until": date(2028, 1, 31),
    "rule": "retention:visits@1",
    "document": "gallringsbeslut 2028-3",
    "reason": "Fristen har gått ut",
}
OVER = "2028-02-01T00:00"


def destroyed(found: VisitMonth) -> VisitMonth:
    found.destroy(person(OVER), **DESTROYED)
    return after(found)


def test_all_that_was_read_is_destroyed_also_what_was_withdrawn():
    found = planned(month(4), 5)
    found.withdraw(AT, batch=4, reason="Fel fil")
    after(found)
    found.destroy(person(OVER), **DESTROYED)

    assert emitted(found) == [event(VisitMonth.Destroyed, batches=(4, 5), **DESTROYED)]
    assert found.destroyed == (4, 5)


def test_nothing_is_destroyed_on_the_last_day_that_it_is_kept():
    found = month(4)

    with refuses(found, KeptStill, kept_until=date(2028, 1, 31), **MONTH):
        found.destroy(person("2028-01-31T23:59"), **DESTROYED)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [(scheduler(OVER), MachineCannotDecide), (without_mandate(OVER), NoMandate)],
)
def test_a_person_with_a_mandate_destroys(who, refusal):
    found = month(4)

    with refuses(found, refusal, event="visit_month.destroyed"):
        found.destroy(who, **DESTROYED)


def test_nothing_is_done_with_a_month_that_is_destroyed():
    found = destroyed(month(4))
    gone = {"batches": [4], **MONTH}

    with refuses(found, VisitsDestroyed, **gone):
        found.take_in(IMPORTED, AT, **told(5))
    with refuses(found, VisitsDestroyed, **gone):
        found.take_in(PLANNED, AT, **told(5))
    with refuses(found, VisitsDestroyed, **gone):
        found.withdraw(AT, batch=4, reason="Fel fil")
    with refuses(found, VisitsDestroyed, **gone):
        found.destroy(person(OVER), **DESTROYED)
    with refuses(found, VisitsDestroyed, **gone):
        found.must_have((3, 4))
    found.must_have((3,))


@pytest.mark.parametrize(
    ("of", "years", "last"),
    [
        ("2026-01", 0, date(2026, 1, 31)),
        ("2026-01", 2, date(2028, 1, 31)),
        ("2026-02", 2, date(2028, 2, 29)),
        ("2028-02", 1, date(2029, 2, 28)),
        ("2026-12", 7, date(2033, 12, 31)),
    ],
)
def test_visits_are_kept_so_many_years_after_their_month(of, years, last):
    assert kept_until(of, years) == last
