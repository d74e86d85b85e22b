"""Events that only a later version knows: the log is neither whole here, nor broken."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from tests.infrastructure.event_log.receipts import an_event
from tests.infrastructure.ledger.tampering import tamper
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.ledger.auditing import audit
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.watch import LedgerWatch
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vitals.last_done import AUDIT, UNJUDGED, noted

TOMORROWS = an_event("plan:1", topic="plan.of_tomorrow")


@pytest.fixture
def log(database: Database) -> Database:
    """Newer code has written an event that is not known here."""
    store = EventRecorder(database)
    store.insert_events([an_event(), an_event(version=2, topic="tender.closed")])
    store.insert_events([TOMORROWS])
    return database


def test_the_watch_breaks_no_log_for_it_and_says_that_it_is_not_judged(
    log, monkeypatch
):
    watch, sealed = LedgerWatch(log, Seals()), []
    monkeypatch.setattr(watch, "seal_if_set_up", lambda: sealed.append(log))

    with capture_logs() as logs:
        watch.keep(lambda: False)

    assert watch.mark.said() is None
    assert [line["event"] for line in logs] == ["ledger_not_judged"]
    assert (UNJUDGED in noted(log), AUDIT in noted(log)) == (True, False)
    assert sealed == [log]  # what is not sealed can be changed unseen


def test_all_else_that_is_wrong_in_the_same_log_breaks_it(log):
    tamper(log, "UPDATE events SET data = '{}' WHERE position = 2")
    watch = LedgerWatch(log, Seals())

    with capture_logs() as logs:
        watch.keep(lambda: False)

    assert watch.mark.said() == "en rad stämmer inte med sin lövhash"
    assert [(line["event"], line["said"]) for line in logs] == [
        ("ledger_broken", "en rad stämmer inte med sin lövhash")
    ]


def test_a_topic_that_was_changed_to_one_of_tomorrow_breaks_the_log(log):
    tamper(log, "UPDATE events SET topic = 'tender.of_tomorrow' WHERE position = 1")
    watch = LedgerWatch(log, Seals())

    watch.audit()

    assert watch.mark.said() is not None
    assert {one.kind for one in audit(log, Seals()).faults} == {"leaf", "topic"}


def test_a_later_audit_that_knows_the_events_finds_the_log_whole(log, monkeypatch):
    watch = LedgerWatch(log, Seals())
    watch.keep(lambda: False)
    from upphandling.infrastructure.ledger import recount  # noqa: PLC0415

    monkeypatch.setattr(recount, "TOPICS", recount.TOPICS | {b"plan.of_tomorrow"})

    with capture_logs() as logs:
        watch.keep(lambda: False)

    assert [line["event"] for line in logs] == ["ledger_verified"]
    assert noted(log)[AUDIT].at >= noted(log)[UNJUDGED].at
