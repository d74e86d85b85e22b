"""The whole log verified: by processes, with read models, and what cannot be read."""

from __future__ import annotations

import json

import pytest

from tests.award_town import compared
from tests.infrastructure.ledger.tampering import tamper
from tests.infrastructure.verification.lived import (
    changed,
    rows,
    streams_verified,
)
from tests.town import Town
from upphandling.application.verification import Computation
from upphandling.domain.errors import WITHHELD
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import SchemaMissing
from upphandling.infrastructure.verification import past, reading
from upphandling.infrastructure.verification.fan_out import verify
from upphandling.projections.catalogue import PROJECTIONS

TWO_TO_ONE = {"a": 4.0, "b": 3.0, "c": 2.0}


def test_processes_find_what_one_finds(
    log: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ENOUGH", 20)
    seen: list[tuple[int, int]] = []

    with (
        changed(log, "award.notified", lambda data: data["notices"].reverse()),
        changed(
            log,
            "choice_round.allocation_adopted",
            lambda data: data.update(customers=9),
        ),
    ):
        alone = verify(log, jobs=1)
        together = verify(
            log, jobs=2, progress=lambda done, total: seen.append((done, total))
        )

    assert len(reading.spans(log, reading.end_of(log))) > 1
    assert together == alone
    assert alone.total == 1
    assert alone.checked[Computation.READ_MODEL] == len(PROJECTIONS)
    done, total = seen[-1]
    assert done == total
    assert seen == sorted(seen)


def test_one_case_is_verified_alone(log: Database) -> None:
    findings = verify(log, case="review:fr-stad.1234-26")

    assert findings.events == 4
    assert findings.checked[Computation.LOCK] > 0
    assert findings.checked[Computation.READ_MODEL] == 0


def test_streams_longer_than_a_page_and_a_small_memory_change_nothing(
    log: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = streams_verified(log)
    monkeypatch.setattr(
        reading, "PAGED", reading.PAGED.replace(f"LIMIT {reading.PAGE}", "LIMIT 3")
    )
    monkeypatch.setattr(reading, "PAGE", 3)
    monkeypatch.setattr(past, "KEPT_EVENTS", 1)
    monkeypatch.setattr(past, "KEPT_STATES", 1)
    monkeypatch.setattr(past, "STREAMS", 1)

    assert streams_verified(log) == whole


def test_a_read_model_that_says_something_else_is_told(log: Database) -> None:
    tamper(log, "UPDATE reviews SET status = 'ended'")

    findings = verify(log, jobs=1)

    tamper(log, "UPDATE reviews SET status = 'ruled'")
    (one,) = findings.differences
    assert (one.case, one.field) == ("reviews", "status")
    assert (one.recorded, one.recomputed) == ("ended", "ruled")
    assert verify(log, jobs=1).differences == []


def test_an_event_that_cannot_be_read_is_located(log: Database) -> None:
    with changed(log, "review.ruled", lambda data: data.pop("outcome")):
        findings = streams_verified(log)
        everything = verify(log, jobs=1)

    (unread,) = [one for one in findings.differences if one.field == "data"]
    assert unread.computation is Computation.FORM
    assert unread.event == "review:fr-stad.1234-26@3"
    assert unread.why.endswith("fel i outcome")
    # The lock that the ruling held, and its confirmation, have nothing to rest on.
    unfounded = [one for one in findings.differences if one is not unread]
    assert {one.computation for one in unfounded} == {Computation.LOCK}
    assert not any(one.derivable for one in unfounded)
    assert everything.total >= findings.total


def test_an_unknown_topic_is_located(log: Database) -> None:
    ((position, _),) = rows(log, "review.filed")
    tamper(log, f"UPDATE events SET topic = 'review.x' WHERE position = {position}")

    findings = streams_verified(log)

    tamper(log, f"UPDATE events SET topic = 'review.filed' WHERE position = {position}")
    told = [one for one in findings.differences if one.field == "data"]
    assert [one.recorded for one in told] == ["review.x"]


def test_a_read_model_without_its_table_stops_no_other(log: Database) -> None:
    tamper(log, "ALTER TABLE reviews RENAME TO gone")
    try:
        findings = verify(log, jobs=1)
    finally:
        tamper(log, "ALTER TABLE gone RENAME TO reviews")

    (one,) = findings.differences
    assert one.event == "reviews"
    assert one.why == "kan inte räknas om: läsmodellens tabeller finns inte"
    assert findings.checked[Computation.READ_MODEL] == len(PROJECTIONS) - 1


def test_whoever_is_interrupted_begins_nothing_more(
    log: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ENOUGH", 20)

    def interrupted(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(log, jobs=2, progress=interrupted)

    assert verify(log, jobs=2).total == 0


def test_trouble_in_another_process_is_told_as_here(sqlite_url: str) -> None:
    with Database(sqlite_url) as log:
        tamper(log, "DROP TABLE IF EXISTS projections")
        with pytest.raises(SchemaMissing) as alone:
            verify(log, jobs=1)
        with pytest.raises(SchemaMissing) as together:
            verify(log, jobs=2)

    assert together.value.details.keys() == alone.value.details.keys()


# -- Before the award ---------------------------------------------------------------


def proposed(url: str) -> None:
    with Town(url, "2026-02-02T09:00") as town:
        compared(town.founded(), TWO_TO_ONE)
        town.house.refresh()


def test_sealed_bids_are_neither_counted_nor_told(database_url: str) -> None:
    proposed(database_url)
    with Database(database_url) as log:
        findings = verify(log, jobs=1)
        award = verify(log, case="award:tilldelning")
        (events,) = (len(rows(log, topic)) for topic in ("tender.bid_scored",))

    assert events == 3
    assert findings.checked[Computation.EVALUATION] == 0
    assert findings.total == 0
    assert (award.events, award.total, +award.checked) == (0, 0, {})


@pytest.mark.parametrize(
    ("topic", "wrong"),
    [
        ("award.evaluated", {"secret": "value"}),
        ("award.proposed", {"ranking": []}),
        ("tender.opening_recorded", {"bids": []}),
        ("tender.bid_scored", {"points": "fyra"}),
    ],
)
def test_if_something_is_wrong_with_them_the_tender_s_name_is_told_and_no_more(
    database_url: str, topic: str, wrong: dict[str, object]
) -> None:
    proposed(database_url)
    with (
        Database(database_url) as log,
        changed(log, topic, lambda data: data.update(wrong)),
    ):
        findings = streams_verified(log)

    told = json.dumps([[*map(str, vars_of(one))] for one in findings.differences])
    assert findings.total > 0
    assert {one.case for one in findings.differences} <= {"tender:hemtjanst", WITHHELD}
    for word in ("anbud", "utforare", "award", "tilldelning:", "@", "ranking", topic):
        assert word not in told.replace("före tilldelningen", "")


def vars_of(one: object) -> list[object]:
    return [getattr(one, name) for name in one.__slots__]  # type: ignore[attr-defined]
