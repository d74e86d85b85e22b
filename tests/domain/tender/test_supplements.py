"""Supplements to a tender: nobody is told alone, and no great change comes alone."""

from __future__ import annotations

import pytest

from tests.domain.tender.cases import (
    LATE_ON,
    LIMIT,
    add,
    change,
    documented,
    extended,
    inform,
)
from tests.domain.tender.stages import announced, opened, prepared
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.parts import PartExists, UnknownPart
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.documents import Document
from upphandling.domain.tender.refusals import (
    AnswerTooLate,
    DocumentUnchanged,
    MaterialChangeNeedsTime,
    TenderInWrongStage,
)
from upphandling.domain.tender.supplements import LATE, MATERIAL

# -- Information on the authority's own initiative --------------------------------


def test_information_is_told_to_all_before_the_limit():
    tender = given(announced())

    inform(tender)

    assert emitted(tender) == [
        event(
            Tender.InformationPublished,
            information="visning",
            text="Lokalerna visas den 30 mars.",
        )
    ]


def test_information_after_the_limit_needs_more_time_for_bids():
    tender = given(announced())

    with refuses(tender, AnswerTooLate, limit=LIMIT):
        inform(tender, LATE_ON)
    inform(tender, LATE_ON, "2026-04-15")

    assert emitted(tender)[:2] == extended(LATE)


def test_the_same_information_is_told_once():
    tender = announced()
    inform(tender)

    with refuses(given(tender), PartExists, part="visning"):
        inform(tender)


# -- Documents after the announcement ------------------------------------------------


def test_a_change_gives_the_document_its_next_version():
    tender = given(documented())

    change(tender)

    assert emitted(tender) == [
        event(
            Tender.DocumentChanged,
            document=Document(
                document="villkor", title="Villkor", version=3, content_hash="c" * 64
            ),
            description="Punkt 4 förtydligas.",
            material=False,
        )
    ]


@pytest.mark.parametrize("alter", [change, add])
def test_a_material_change_gives_all_more_time(alter):
    tender = given(documented())

    with refuses(tender, MaterialChangeNeedsTime, last_day=day("2026-04-01")):
        alter(tender, material=True)
    alter(tender, material=True, new_last_day="2026-04-15")

    assert emitted(tender)[:2] == extended(MATERIAL)


def test_a_change_changes_something():
    with refuses(
        tender := given(documented()), DocumentUnchanged, document="villkor", version=2
    ):
        change(tender, "b", material=True, new_last_day="2026-04-15")


def test_only_a_document_that_is_published_is_changed():
    with refuses(tender := given(announced()), UnknownPart, part="villkor", known=[]):
        change(tender)


def test_documents_are_not_changed_after_the_closing():
    tender = documented()
    tender.close(scheduler("2026-04-02T00:00"))

    with refuses(
        given(tender),
        TenderInWrongStage,
        status=Status.CLOSED,
        required=Status.ANNOUNCED,
    ):
        change(tender, stamp=person("2026-04-02T09:00"))


def test_a_document_that_comes_later_is_published_at_once():
    tender = given(documented())

    add(tender)

    assert emitted(tender) == [
        event(
            Tender.DocumentAdded,
            document=Document(
                document="ritning", title="Ritning", version=1, content_hash="d" * 64
            ),
            material=False,
        )
    ]


def test_a_document_that_is_there_is_changed_and_not_added():
    with refuses(tender := given(documented()), PartExists, part="villkor"):
        add(tender, document="villkor")


def test_after_the_closing_a_document_may_come_but_not_a_material_one():
    tender = given(opened())
    stamp = person("2026-04-03T09:00")

    with refuses(tender, MaterialChangeNeedsTime, last_day=day("2026-04-01")):
        add(tender, material=True, stamp=stamp)
    with refuses(
        tender,
        TenderInWrongStage,
        status=Status.OPENED,
        required=Status.ANNOUNCED,
    ):
        add(tender, material=True, new_last_day="2026-04-15", stamp=stamp)
    add(tender, stamp=stamp)

    assert tender.documents["ritning"].version == 1


def test_no_document_is_added_before_the_announcement():
    tender = given(prepared())

    with refuses(
        tender,
        TenderInWrongStage,
        status=Status.PREPARED,
        required=f"{Status.ANNOUNCED} | {Status.CLOSED} | {Status.OPENED}",
    ):
        add(tender, stamp=person("2026-02-09T09:00"))
