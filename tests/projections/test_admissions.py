"""Admissions: what one may apply to, and by when."""

from __future__ import annotations

from tests.domain.test_admission import EXTRA, announced, prepared
from tests.given import day, person, scheduler
from upphandling.projections.admissions import (
    ADMISSIONS,
    admissions,
    application_windows,
)

TITLE = ("staden", '["omvardnad"]', "Omvårdnad enligt LOV")
ANNOUNCED = (*TITLE, "announced", False, "2026-03-09T09:00", "Hitta LOV-uppdrag")
HOST = ("omvardnad", "host-2026", "2026-09-01", "2026-12-01")
VAR = ("omvardnad", "var-2027", "2027-02-01", "2027-05-01")


def test_what_is_only_prepared_has_no_rounds_yet(rows_after):
    admission = prepared()

    assert rows_after(ADMISSIONS, admissions, admission) == [
        ("omvardnad", *TITLE, "prepared", False, None, None, None, None)
    ]
    assert rows_after(ADMISSIONS, application_windows, admission) == []


def test_an_announcement_opens_the_next_round_of_each_kind(rows_after):
    admission = announced()

    assert rows_after(ADMISSIONS, admissions, admission) == [
        ("omvardnad", *ANNOUNCED, None, None)
    ]
    assert rows_after(ADMISSIONS, application_windows) == [
        (*HOST, False),
        (*VAR, False),
    ]


def test_a_round_that_closes_is_followed_by_the_one_of_next_year(rows_after):
    admission = announced()
    admission.close_window(scheduler("2026-09-02T00:00"), window="host-2026")

    assert rows_after(ADMISSIONS, application_windows, admission) == [
        (*HOST, True),
        ("omvardnad", "host-2027", "2027-09-01", "2027-12-01", False),
        (*VAR, False),
    ]


def test_an_added_round_stands_with_the_others(rows_after):
    admission = announced()
    admission.schedule_window(person("2026-04-01T09:00"), window=EXTRA)

    assert ("omvardnad", "extra", "2026-06-15", "2026-08-01", False) in rows_after(
        ADMISSIONS, application_windows, admission
    )


def test_compensation_and_reasons_are_shown(rows_after):
    admission = announced()
    at = person("2026-11-02T09:00")
    admission.set_compensation(
        at, compensation="410 kronor", valid_from=day("2027-01-01"), reason="Årlig."
    )
    admission.pause(at, reason="Kraven ses över.")
    paused = (*TITLE, "paused", *ANNOUNCED[4:])
    assert rows_after(ADMISSIONS, admissions, admission) == [
        ("omvardnad", *paused, "410 kronor", "Kraven ses över.")
    ]

    admission.resume(at, reason="Kraven är klara.")
    assert rows_after(ADMISSIONS, admissions, admission) == [
        ("omvardnad", *ANNOUNCED, "410 kronor", "Kraven är klara.")
    ]


def test_a_withdrawn_system_has_no_open_round(rows_after):
    admission = announced()
    admission.withdraw(person("2026-10-01T09:00"), reason="Nytt beslut.")

    assert rows_after(ADMISSIONS, application_windows, admission) == [
        (*HOST, True),
        (*VAR, True),
    ]
