"""Preparation of a tender: the work before it, its value, and for whom it is."""

from __future__ import annotations

import pytest

from tests.domain.tender.stages import CRITERIA, LOTS, announced, prepared
from tests.given import (
    day,
    emitted,
    event,
    given,
    local,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.instants import NotYet
from upphandling.domain.intervals import Interval
from upphandling.domain.parts import PartExists
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.groundwork import WorkKind
from upphandling.domain.tender.refusals import (
    ReservedTermTooLong,
    TenderInWrongStage,
    ThresholdIsKnown,
)
from upphandling.domain.tender.reservation import ReservedFor
from upphandling.domain.tender.valuation import StatedThreshold

IN_FEBRUARY = Interval(earliest=day("2026-02-02"), latest=day("2026-02-27"))
NOT_PREPARED = {"status": Status.ANNOUNCED, "required": Status.PREPARED}


def prepared_in_2025() -> Tender:
    return Tender.prepare(
        person("2025-11-03T09:00"),
        "hemtjanst-2025",
        system="staden",
        title="Hemtjänst",
        lots=LOTS,
        criteria=CRITERIA,
    )


def plan_work(tender: Tender) -> None:
    tender.plan_work(
        person("2026-02-03T09:00"),
        work="marknad",
        kind=WorkKind.MARKET_ANALYSIS,
        title="Marknadsanalys",
        when=IN_FEBRUARY,
    )


def record_work(tender: Tender, carried_out_on: str = "2026-02-16") -> None:
    tender.record_work(
        person("2026-02-16T15:00"),
        work="marknad",
        kind=WorkKind.MARKET_ANALYSIS,
        title="Marknadsanalys",
        outcome="Sju utförare är intresserade.",
        by_whom="Upphandlingsenheten",
        carried_out_on=day(carried_out_on),
        registered_as="Dnr 2026/14",
    )


def estimate(
    tender: Tender,
    value_sek: int,
    at: str = "2025-12-01T09:00",
    stated: StatedThreshold | None = None,
) -> None:
    tender.estimate_value(
        person(at), value_sek=value_sek, basis="48 månader", stated=stated
    )


def reserved(kind: ReservedFor = ReservedFor.MISSION_ORGANISATION) -> Tender:
    tender = prepared()
    tender.reserve(person("2026-02-03T09:00"), kind=kind, grounds="Idéburet mål.")
    return tender


def test_a_tender_is_prepared_with_its_lots_and_criteria():
    tender = prepared()

    assert emitted(tender) == [
        event(
            Tender.Prepared,
            system="staden",
            title="Hemtjänst i norr och söder",
            lots=LOTS,
            criteria=CRITERIA,
        )
    ]
    assert tender.id == "tender:hemtjanst-2026"
    assert tender.key == "hemtjanst-2026"


# -- Preparatory work --------------------------------------------------------


def test_preparatory_work_is_planned_and_its_outcome_closes_the_plan():
    tender = given(prepared())

    plan_work(tender)
    assert tender.planned_work == {"marknad": IN_FEBRUARY}
    record_work(tender)

    assert emitted(tender) == [
        event(
            Tender.PreparatoryWorkPlanned,
            work="marknad",
            kind=WorkKind.MARKET_ANALYSIS,
            title="Marknadsanalys",
            when=IN_FEBRUARY,
        ),
        event(
            Tender.PreparatoryWorkRecorded,
            work="marknad",
            kind=WorkKind.MARKET_ANALYSIS,
            title="Marknadsanalys",
            outcome="Sju utförare är intresserade.",
            by_whom="Upphandlingsenheten",
            carried_out_on=day("2026-02-16"),
            registered_as="Dnr 2026/14",
        ),
    ]
    assert tender.planned_work == {}
    assert tender.work == {"marknad": WorkKind.MARKET_ANALYSIS}


def test_preparatory_work_may_be_recorded_without_a_plan():
    tender = given(prepared())

    record_work(tender)

    assert tender.work == {"marknad": WorkKind.MARKET_ANALYSIS}


@pytest.mark.parametrize("before", [plan_work, record_work])
def test_the_same_work_is_planned_once(before):
    tender = prepared()
    before(tender)

    with refuses(given(tender), PartExists, part="marknad"):
        plan_work(tender)


def test_the_same_work_has_one_outcome():
    tender = prepared()
    record_work(tender)

    with refuses(given(tender), PartExists, part="marknad"):
        record_work(tender)


def test_work_is_not_carried_out_tomorrow():
    tender = given(prepared())

    with refuses(tender, NotYet, day=day("2026-02-17"), at=local("2026-02-16T15:00")):
        record_work(tender, "2026-02-17")


def test_work_is_not_planned_once_the_tender_is_announced():
    with refuses(tender := given(announced()), TenderInWrongStage, **NOT_PREPARED):
        plan_work(tender)


# -- Value -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value_sek", "reaches"), [(8_109_449, False), (8_109_450, True)]
)
def test_the_value_is_held_against_the_threshold_of_the_day(value_sek, reaches):
    tender = given(prepared_in_2025())

    estimate(tender, value_sek)

    (said,) = tender.collect_events()
    assert said.value_sek == value_sek
    assert said.threshold.sek == 8_109_450
    assert said.threshold.source.startswith("Upphandlingsmyndigheten")
    assert said.reaches_threshold is reaches
    assert tender.worth_sek == value_sek


def test_a_threshold_that_we_do_not_know_may_be_stated():
    tender = given(prepared())
    stated = StatedThreshold(sek=8_200_000, source="Myndighetens webbplats")

    estimate(tender, 9_000_000, "2026-02-03T09:00", stated)

    assert emitted(tender) == [
        event(
            Tender.ValueEstimated,
            value_sek=9_000_000,
            basis="48 månader",
            threshold=stated,
            reaches_threshold=True,
        )
    ]


def test_without_a_threshold_nothing_is_said_about_it():
    tender = given(prepared())

    estimate(tender, 9_000_000, "2026-02-03T09:00")

    assert emitted(tender) == [
        event(
            Tender.ValueEstimated,
            value_sek=9_000_000,
            basis="48 månader",
            threshold=None,
            reaches_threshold=None,
        )
    ]


def test_a_threshold_that_we_know_cannot_be_stated():
    tender = given(prepared_in_2025())
    stated = StatedThreshold(sek=1, source="Påhittat")

    with refuses(
        tender,
        ThresholdIsKnown,
        threshold_sek=8_109_450,
        source="Upphandlingsmyndigheten, tröskelvärden och direktupphandlingsgränser",
    ):
        estimate(tender, 9_000_000, stated=stated)


def test_the_value_is_estimated_before_the_announcement():
    with refuses(tender := given(announced()), TenderInWrongStage, **NOT_PREPARED):
        estimate(tender, 9_000_000, "2026-03-03T09:00")


def test_a_tender_without_an_estimate_has_no_worth():
    assert prepared().worth_sek is None


# -- Reservation -------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "paragraph"),
    [
        (ReservedFor.MISSION_ORGANISATION, "LOU 19 kap. 25 §"),
        (ReservedFor.IDEA_BASED, "LOU 19 kap. 25 a §"),
    ],
)
def test_a_tender_is_reserved_with_its_ground_in_law(kind, paragraph):
    tender = given(prepared())

    tender.reserve(person("2026-02-03T09:00"), kind=kind, grounds="Idéburet mål.")

    assert emitted(tender) == [
        event(Tender.Reserved, kind=kind, paragraph=paragraph, grounds="Idéburet mål.")
    ]
    assert tender.reserved is kind


def test_a_tender_is_not_reserved_once_it_is_announced():
    with refuses(tender := given(announced()), TenderInWrongStage, **NOT_PREPARED):
        tender.reserve(
            person("2026-03-03T09:00"), kind=ReservedFor.IDEA_BASED, grounds="Sent."
        )


@pytest.mark.parametrize(
    ("stamp", "rule"),
    [
        (scheduler("2026-02-03T09:00"), MachineCannotDecide),
        (without_mandate("2026-02-03T09:00"), NoMandate),
    ],
)
def test_only_a_person_with_a_mandate_reserves(stamp, rule):
    tender = given(prepared())

    with refuses(tender, rule, event="tender.reserved"):
        tender.reserve(stamp, kind=ReservedFor.IDEA_BASED, grounds="Mål.")


def test_a_reserved_contract_lasts_three_years_and_not_a_day_more():
    tender = given(reserved())
    starts_on = day("2026-10-01")

    tender.must_allow_term(starts_on, day("2029-09-30"))
    for ends_on in (day("2029-10-01"), None):
        with refuses(
            tender,
            ReservedTermTooLong,
            starts_on=starts_on,
            ends_on=ends_on,
            must_end_before=day("2029-10-01"),
        ):
            tender.must_allow_term(starts_on, ends_on)


@pytest.mark.parametrize(
    "free", [prepared, lambda: reserved(ReservedFor.IDEA_BASED)], ids=["open", "idea"]
)
def test_other_contracts_last_as_long_as_they_are_agreed(free):
    tender = given(free())

    tender.must_allow_term(day("2026-10-01"), None)

    assert emitted(tender) == []
