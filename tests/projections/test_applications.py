"""Applications: who asked to join, and what became of it."""

from __future__ import annotations

from tests.domain.test_application import (
    THREE_MONTHS,
    approved,
    in_court,
    received,
    rejected,
)
from tests.given import day, person, scheduler
from upphandling.domain.application import Outcome
from upphandling.projections.applications import APPLICATIONS, applications

WHO = (
    "ansokan-a",
    "omvardnad",
    "staden",
    "omvardnad",
    "utforare-a",
    "Utförare A",
    '["norr", "soder"]',
    "2026-08-20",
    "host-2026",
    "2026-12-01",
)
NOTHING = (None, None, None, None)
COURT = ("2026-10-26", "Förvaltningsrätten")
SAID = "Verksamheten saknar ledning."


def test_an_application_waits_for_its_answer_and_may_wait_too_long(rows_after):
    application = received()
    assert rows_after(APPLICATIONS, applications, application) == [
        (*WHO, "2026-11-20", False, "received", "[]", None, *NOTHING)
    ]

    application.call_answer_overdue(scheduler("2026-11-21T00:00"))

    assert rows_after(APPLICATIONS, applications, application) == [
        (*WHO, "2026-11-20", True, "received", "[]", None, *NOTHING)
    ]


def test_an_approval_leads_to_an_agreement(rows_after):
    application = approved()
    told = ("[]", "Alla krav är uppfyllda.", None, None, None)
    assert rows_after(APPLICATIONS, applications, application) == [
        (*WHO, "2026-11-20", False, "approved", *told, None)
    ]

    application.sign(
        person("2026-10-19T09:00"),
        agreement="avtal-a",
        signed_on=day("2026-10-19"),
        starts_on=day("2026-12-01"),
    )

    assert rows_after(APPLICATIONS, applications, application) == [
        (*WHO, "2026-11-20", False, "admitted", *told, "avtal-a")
    ]


def test_a_rejection_is_shown_with_what_failed_and_how_long_one_may_go_to_court(
    rows_after,
):
    assert rows_after(APPLICATIONS, applications, rejected()) == [
        (
            *(*WHO, "2026-11-20", False, "rejected", '["ledning"]', SAID),
            *("2026-10-26", None, None, None),
        )
    ]


def test_a_ruling_that_upholds_makes_the_application_new(rows_after):
    application = in_court()
    application.rule_rattelse(
        person("2026-12-14T09:00"),
        case_number="1-26",
        outcome=Outcome.UPHELD,
        ruled_on=day("2026-12-10"),
        answer=THREE_MONTHS,
    )

    assert rows_after(APPLICATIONS, applications, application) == [
        (
            *(*WHO, "2027-03-10", False, "received", "[]", None),
            *(None, COURT[1], "upheld", None),
        )
    ]


def test_a_withdrawal_is_shown_with_its_reason(rows_after):
    application = received()
    application.withdraw(person("2026-09-01T09:00"), reason="Ändrade planer.")

    assert rows_after(APPLICATIONS, applications, application) == [
        (*WHO, "2026-11-20", False, "withdrawn", "[]", "Ändrade planer.", *NOTHING)
    ]
