"""Batches of visits: what is recorded is what is kept, and handlers read by batch."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.town import Town
from tests.visits_town import (
    KEY,
    MONTH,
    imported,
    plan,
    tell,
    visit,
    withdraw,
    written,
)
from upphandling.application.session import Session
from upphandling.application.visit_digest import summed
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.visit_month import (
    AnotherImportCameFirst,
    BatchIncomplete,
    VisitsToCome,
)

ONE = visit("b-1", "2026-01-15T07:30", "2026-01-15T08:00")
TWO = visit(
    "b-2", "2026-01-15T07:00", "2026-01-15T07:30", agreement="avtal-b", aged=True
)


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-03T09:00") as town:
        yield town.founded()


def test_what_is_recorded_is_what_is_kept(town):
    batch = imported(town, ONE, TWO)

    told = town.log(f"visit_month:{KEY}")[0][1]
    assert (told["rows"], told["seconds"]) == (2, 3600)
    assert told["agreements"] == ["avtal-a", "avtal-b"]
    assert told["content"] == summed([TWO, ONE]).batch.content
    assert told["batch"] == batch


def test_handlers_read_the_visits_of_the_batches_they_count(town):
    first, second = imported(town, ONE), imported(town, TWO)
    session = town.house.engine.session()

    def read(*batches: int, agreement: str | None = None):
        return list(session.visits("staden", MONTH, batches, agreement))

    assert read(first, second) == [TWO, ONE]
    assert read(first, second, agreement="avtal-b") == [TWO]
    assert read(first) == [ONE]
    assert read() == []
    assert list(session.visits("byn", MONTH, (first,))) == []
    assert list(session.visits("staden", "2026-02", (first,))) == []


def test_a_batch_with_other_rows_than_were_read_is_refused(town):
    batch = written(town, [ONE])

    with pytest.raises(BatchIncomplete) as refusal:
        tell(town, batch, 2)
    assert refusal.value.details == {"read": 2, "kept": 1}
    with pytest.raises(BatchIncomplete):
        tell(town, batch + 1, 1)


def test_an_import_that_has_not_seen_another_is_refused(town):
    first = imported(town, ONE)

    with pytest.raises(AnotherImportCameFirst):
        tell(town, written(town, [TWO]), 1, against=[])
    withdraw(town, first)
    with pytest.raises(AnotherImportCameFirst):
        tell(town, written(town, [TWO]), 1, against=[first])


def test_visits_to_come_are_refused(town):
    to_come = visit("b-9", "2026-02-03T08:30", "2026-02-03T09:30")

    with pytest.raises(VisitsToCome):
        tell(town, written(town, [to_come], "2026-02"), 1, "2026-02")


def test_a_system_must_be_there(town):
    with pytest.raises(NoSuchCase):
        tell(town, written(town, [ONE]), 1, system="byn")


def test_the_digest_sees_every_value_and_the_order():
    others = (
        ONE._replace(visit="b-3"),
        ONE._replace(customer="k-3"),
        ONE._replace(agreement="avtal-c"),
        ONE._replace(service="meals"),
        ONE._replace(staff="p-3"),
        ONE._replace(starts=ONE.starts - 1),
        ONE._replace(ends=ONE.ends + 1),
        ONE._replace(registered_after=True),
        ONE._replace(aged=False),
        ONE._replace(aged=True),
    )
    digests = {summed([other]).batch.content for other in (ONE, *others)}

    assert len(digests) == len(others) + 1
    assert summed([ONE, TWO]) != summed([TWO, ONE])
    assert summed([]).latest is None


def test_who_finds_the_month_begun_while_beginning_it_was_not_first(town, monkeypatch):
    imported(town, ONE)
    monkeypatch.setattr(Session, "find", lambda *_: None)

    with pytest.raises(AnotherImportCameFirst):
        tell(town, written(town, [TWO]), 1, against=[])


PLAN = plan("b-1", "2026-01-15T07:15", "2026-01-15T08:00")


def test_a_batch_of_both_is_told_as_one_event_of_each(town):
    imported(town, ONE, TWO, PLAN)

    (done, told), (planned, of_plans) = town.log(f"visit_month:{KEY}")
    assert (done, planned) == ("visit_month.imported", "visit_month.planned")
    assert (told["rows"], told["seconds"]) == (2, 3600)
    assert (of_plans["rows"], of_plans["seconds"]) == (1, 2700)
    assert told["batch"] == of_plans["batch"]
    assert of_plans["content"] == summed([PLAN]).batch.content
    assert told["content"] == summed([TWO, ONE]).batch.content


def test_a_batch_with_other_plans_than_were_read_is_refused(town):
    for planned, rows in ((0, 1), (2, 1), (1, 0), (0, 0)):
        with pytest.raises(BatchIncomplete):
            tell(town, written(town, [ONE, PLAN]), rows, planned=planned)
    with pytest.raises(BatchIncomplete):
        tell(town, written(town, []), 0)


def test_handlers_read_plans_with_their_performance(town):
    plans, done = imported(town, PLAN), imported(town, ONE)
    session = town.house.engine.session()

    (found,) = session.planned("staden", MONTH, (plans,), (done,))
    assert (found.began, found.ended) == (ONE.starts, ONE.ends)
    assert list(session.planned("staden", MONTH, (plans,), ())) == [PLAN]
    assert list(session.planned("staden", MONTH, (done,), ())) == []
    assert list(session.visits("staden", MONTH, (plans, done))) == [ONE]
    elsewhere = session.planned("staden", MONTH, (plans,), (), agreement="avtal-b")
    assert list(elsewhere) == []


def test_the_digest_of_plans_sees_every_value():
    others = (
        PLAN._replace(visit="b-3"),
        PLAN._replace(customer="k-3"),
        PLAN._replace(agreement="avtal-c"),
        PLAN._replace(service="meals"),
        PLAN._replace(staff="p-3"),
        PLAN._replace(starts=PLAN.starts - 1),
        PLAN._replace(ends=PLAN.ends + 1),
    )
    digests = {summed([other]).batch.content for other in (PLAN, *others)}

    assert len(digests) == len(others) + 1
    performed = PLAN._replace(began=PLAN.starts, ended=PLAN.ends)
    assert summed([performed]).batch == summed([PLAN]).batch


def test_the_digest_of_a_performed_visit_is_what_it_was_before_there_were_plans():
    """As in the frozen history, which was written then."""
    visits = [ONE._replace(ends=ONE.starts + 2700, registered_after=True)]

    content = "959836827f392c7e4686957c233bdca3e6393c1ad239c4eb22c16859bb7bed9a"
    assert summed(visits).batch.content == content
