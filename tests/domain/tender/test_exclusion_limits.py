"""Limits in time for the grounds of exclusion, where the documents adopt them."""

from __future__ import annotations

import pytest

from tests.domain.tender.excluding import comment, exclude, intended
from tests.domain.tender.stages import assessed, procedure
from tests.given import day, given, person, refuses
from upphandling.domain.tender.bid_refusals import TooLongAgo
from upphandling.domain.tender.bid_terms import Ground

FIVE, THREE = "13 kap. 1 a §", "13 kap. 3 a §"


@pytest.mark.parametrize(
    ("ground", "adopted", "event_on", "years"),
    [
        (Ground.CRIME, FIVE, "2021-04-06", 5),
        (Ground.COLLUSION, THREE, "2023-04-06", 3),
    ],
)
def test_what_is_too_old_is_no_ground_where_the_documents_adopt_the_limit(
    ground, adopted, event_on, years
):
    tender = given(assessed(procedure(adopts=(adopted,))))

    with refuses(tender, TooLongAgo, paragraph=f"LOU {adopted}", years=years):
        intended(tender, ground=ground, event_on=day(event_on))


@pytest.mark.parametrize(
    ("ground", "adopts", "event_on"),
    [
        (Ground.CRIME, (FIVE, THREE), "2021-04-07"),
        (Ground.CRIME, (THREE,), "2001-01-01"),
        (Ground.COLLUSION, (FIVE, THREE), "2023-04-07"),
        (Ground.COLLUSION, (FIVE,), "2001-01-01"),
        (Ground.COLLUSION, (FIVE, THREE), None),
        (Ground.UNPAID_TAXES, (FIVE, THREE), "2001-01-01"),
        (Ground.OTHER_GROUND_IN_DOCUMENTS, (FIVE, THREE), "2001-01-01"),
        (Ground.CRIME, (), "2001-01-01"),
    ],
)
def test_within_the_limit_or_without_one_any_ground_may_be_heard(
    ground, adopts, event_on
):
    tender = assessed(procedure(adopts=adopts))

    intended(tender, ground=ground, event_on=event_on and day(event_on))

    assert tender.intended.keys() == {"anbud-1"}


def test_without_a_procedure_no_limit_is_adopted():
    tender = intended(assessed(), ground=Ground.CRIME, event_on=day("2001-01-01"))

    assert tender.intended.keys() == {"anbud-1"}


def test_what_grew_too_old_during_the_hearing_is_no_ground_for_the_decision():
    tender = assessed(procedure(adopts=(THREE,)))
    comment(intended(tender, event_on=day("2023-04-07")))

    with refuses(given(tender), TooLongAgo, paragraph=f"LOU {THREE}", years=3):
        exclude(tender, person("2026-04-08T10:00"))
