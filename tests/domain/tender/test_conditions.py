"""Conditions of a tender: its procedure, what providers are paid, its documents."""

from __future__ import annotations

from datetime import date

import pytest

from tests.domain.tender.cases import issue
from tests.domain.tender.stages import announced, prepared, procedure
from tests.given import emitted, event, given, person, refuses, scheduler
from upphandling.domain.compensation import (
    Compensation,
    DayKind,
    Indexation,
    PaidFor,
    Rate,
    RatesOverlap,
    TimeOfDay,
)
from upphandling.domain.configuration import Service
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.evaluation import Method, MethodIncomplete, Model
from upphandling.domain.parts import UnknownPart
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.documents import Document
from upphandling.domain.tender.refusals import (
    DocumentUnchanged,
    TenderInWrongStage,
)

STAMP = person("2026-02-09T09:00")
NOT_PREPARED = {"status": Status.ANNOUNCED, "required": Status.PREPARED}
BY_POINTS = Method(model=Model.QUALITY_POINTS)
LESS = Method(model=Model.PRICE_DEDUCTION, deductions={"kvalitet": 5_000})


def rate(
    day_kind: DayKind = DayKind.WEEKDAY,
    area: str | None = None,
    service: Service = Service.PERSONAL_CARE,
    time_of_day: TimeOfDay = TimeOfDay.DAY,
) -> Rate:
    return Rate(
        service=service,
        time_of_day=time_of_day,
        day_kind=day_kind,
        area=area,
        ore_per_hour=45_000,
    )


def paid(*rates: Rate) -> Compensation:
    return Compensation(
        basis=PaidFor.PERFORMED_TIME,
        rates=rates,
        indexation=Indexation(
            index="Omsorgsprisindex", month=1, first_on=date(2028, 1, 1)
        ),
        same_for_in_house=True,
    )


# -- Procedure ---------------------------------------------------------------


def test_the_documents_say_how_the_procurement_is_carried_out():
    tender = given(prepared())
    told = procedure(method=LESS, valid_days=180, adopts=("LOU 12 kap. 10 §",))

    tender.set_procedure(STAMP, procedure=told)

    assert emitted(tender) == [event(Tender.ProcedureSet, procedure=told)]
    assert tender.method == LESS


def test_without_a_procedure_bids_are_compared_by_points_alone():
    assert prepared().method == BY_POINTS


def test_a_method_says_how_every_criterion_counts():
    tender = given(prepared())
    bare = Method(model=Model.PRICE_DEDUCTION)

    with refuses(tender, MethodIncomplete, criteria=["kvalitet"]):
        tender.set_procedure(STAMP, procedure=procedure(method=bare))


def test_the_procedure_is_set_before_the_announcement():
    with refuses(tender := given(announced()), TenderInWrongStage, **NOT_PREPARED):
        tender.set_procedure(person("2026-03-03T09:00"), procedure=procedure())


def test_the_scheduler_sets_neither_procedure_nor_compensation():
    tender, stamp = given(prepared()), scheduler("2026-02-09T09:00")

    with refuses(tender, MachineCannotDecide, event="tender.procedure_set"):
        tender.set_procedure(stamp, procedure=procedure())
    with refuses(tender, MachineCannotDecide, event="tender.compensation_set"):
        tender.set_compensation(stamp, compensation=paid(rate()))


# -- Compensation ------------------------------------------------------------


def test_providers_are_paid_by_the_hour():
    tender = given(prepared())
    told = paid(
        rate(DayKind.WEEKDAY),
        rate(DayKind.WEEKEND),
        rate(DayKind.ANY_DAY, time_of_day=TimeOfDay.NIGHT),
        rate(DayKind.ANY_DAY, "norr", Service.MEALS),
        rate(DayKind.ANY_DAY, "soder", Service.MEALS),
    )

    tender.set_compensation(STAMP, compensation=told)

    assert emitted(tender) == [event(Tender.CompensationSet, compensation=told)]
    assert tender.compensation == told


@pytest.mark.parametrize(
    "other",
    [
        rate(DayKind.WEEKDAY, "norr"),
        rate(DayKind.ANY_DAY, "norr"),
        rate(DayKind.WEEKDAY),
    ],
    ids=["the same", "any day", "every area"],
)
def test_no_hour_is_paid_by_two_rates(other):
    tender = given(prepared())

    with refuses(
        tender,
        RatesOverlap,
        service=Service.PERSONAL_CARE,
        time_of_day=TimeOfDay.DAY,
        day_kinds=[DayKind.WEEKDAY, other.day_kind],
        areas=["norr", other.area],
    ):
        tender.set_compensation(
            STAMP, compensation=paid(rate(DayKind.WEEKDAY, "norr"), other)
        )


def test_a_rate_is_for_an_area_of_the_lots():
    tender = given(prepared())

    with refuses(tender, UnknownPart, part="oster", known=["norr", "soder"]):
        tender.set_compensation(STAMP, compensation=paid(rate(area="oster")))


def test_the_compensation_is_set_before_the_announcement():
    with refuses(tender := given(announced()), TenderInWrongStage, **NOT_PREPARED):
        tender.set_compensation(person("2026-03-03T09:00"), compensation=paid(rate()))


# -- Documents ---------------------------------------------------------------


def version(number: int, letter: str) -> Document:
    return Document(
        document="villkor", title="Villkor", version=number, content_hash=letter * 64
    )


def test_versions_of_a_document_are_counted():
    tender = given(prepared())

    issue(tender, "a")
    issue(tender, "b")

    assert emitted(tender) == [
        event(Tender.DocumentIssued, document=version(1, "a")),
        event(Tender.DocumentIssued, document=version(2, "b")),
    ]


def test_a_new_version_says_something_new():
    tender = prepared()
    issue(tender, "a")

    with refuses(given(tender), DocumentUnchanged, document="villkor", version=1):
        issue(tender, "a")


def test_after_the_announcement_a_document_is_added_or_changed_for_all_to_see():
    with refuses(tender := given(announced()), TenderInWrongStage, **NOT_PREPARED):
        issue(tender, "a")
