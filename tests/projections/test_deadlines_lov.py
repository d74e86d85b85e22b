"""Deadlines under LOV: rounds, completions, promised answers, the time for rättelse."""

from __future__ import annotations

import pytest

from tests.domain.test_admission import EXTRA, announced
from tests.domain.test_application import (
    THREE_MONTHS,
    approved,
    asked,
    in_court,
    received,
    rejected,
)
from tests.given import day, person, scheduler
from upphandling.domain.admission import Admission
from upphandling.domain.application import Application, Outcome
from upphandling.projections.deadlines import DEADLINES, deadlines

ANSWER = ("answer_due", "", "2026-11-21T00:00", "2026-11-20")
COMPLETION = ("completion_due", "", "2026-09-22T00:00", "2026-09-21")
RATTELSE = ("rattelse_time_ends", "", "2026-10-27T00:00", "2026-10-26")
HOST = ("admission_window_closes", "host-2026", "2026-09-02T00:00", "2026-09-01")
VAR = ("admission_window_closes", "var-2027", "2027-02-02T00:00", "2027-02-01")


def closed() -> Admission:
    admission = announced()
    admission.close_window(scheduler("2026-09-02T00:00"), window="host-2026")
    return admission


def scheduled() -> Admission:
    admission = announced(recurring=(), windows=(EXTRA,))
    admission.close_window(scheduler("2026-06-16T00:00"), window="extra")
    later = EXTRA.model_copy(
        update={
            "window": "senare",
            "apply_by": day("2026-07-01"),
            "start_on": day("2026-09-01"),
        }
    )
    admission.schedule_window(person("2026-06-16T09:00"), window=later)
    return admission


def withdrawn_admission() -> Admission:
    admission = announced()
    admission.withdraw(person("2026-04-01T09:00"), reason="Nytt beslut.")
    return admission


def completed() -> Application:
    application = asked()
    application.complete(
        person("2026-09-14T09:00"), received_on=None, content_hash="b" * 64
    )
    return application


def late() -> Application:
    application = asked()
    application.call_completion_overdue(scheduler("2026-09-22T00:00"))
    application.call_answer_overdue(scheduler("2026-11-21T00:00"))
    return application


def withdrawn() -> Application:
    application = asked()
    application.withdraw(person("2026-09-14T09:00"), reason="Ändrade planer.")
    return application


def ended() -> Application:
    application = rejected()
    application.end_rattelse_time(scheduler("2026-10-27T00:00"))
    return application


def reopened() -> Application:
    application = in_court()
    application.rule_rattelse(
        person("2026-10-22T09:00"),
        case_number="1-26",
        outcome=Outcome.UPHELD,
        ruled_on=day("2026-10-22"),
        answer=THREE_MONTHS,
    )
    return application


NEXT_HOST = ("admission_window_closes", "host-2027", "2027-09-02T00:00", "2027-09-01")
LATER = ("admission_window_closes", "senare", "2026-07-02T00:00", "2026-07-01")
NEXT_ANSWER = ("answer_due", "", "2027-01-23T00:00", "2027-01-22")


@pytest.mark.parametrize(
    ("case", "awaited"),
    [
        (announced, [HOST, VAR]),
        (closed, [NEXT_HOST, VAR]),
        (scheduled, [LATER]),
        (withdrawn_admission, []),
        (received, [ANSWER]),
        (asked, [ANSWER, COMPLETION]),
        (completed, [ANSWER]),
        (late, []),
        (approved, []),
        (withdrawn, []),
        (rejected, [RATTELSE]),
        (ended, []),
        (reopened, [NEXT_ANSWER]),
    ],
    ids=lambda made: getattr(made, "__name__", ""),
)
def test_what_is_awaited(rows_after, case, awaited):
    rows = rows_after(DEADLINES, deadlines, case())

    assert [row[1:5] for row in rows] == awaited
