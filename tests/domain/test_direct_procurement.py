"""Direct procurement: a bridge, within the limits of 19 a kap. LOU."""

from __future__ import annotations

from typing import Any

import pytest

from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.direct_procurement import PARAGRAPHS, DirectProcurement, Ground
from upphandling.domain.direct_procurement.refusals import (
    DirectProcurementInWrongStage,
    IntentPublishedLater,
    IntentStandstillRunning,
    LongerThanNeeded,
    NeedNotBounded,
    OnlyFormerBidders,
    TenderNotNamed,
    ValueNotBelowThreshold,
)
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.instants import NotYet
from upphandling.domain.legal_time import count

PREPARED: dict[str, Any] = {
    "system": "staden",
    "title": "Hemtjänst i norr till dess domstolen har avgjort målet",
    "ground": Ground.UNDER_THRESHOLD,
    "value_sek": 5_000_000,
    "threshold_sek": 8_109_450,
    "threshold_source": "Upphandlingsmyndigheten",
    "tender": None,
    "former_bidders": (),
    "needed_until": None,
    "motive": "Kunderna kan inte vara utan hemtjänst",
}
DURING_REVIEW = {
    "ground": Ground.DURING_REVIEW,
    "tender": "hemtjanst",
    "needed_until": day("2025-12-31"),
}


def prepared(**changed: Any) -> DirectProcurement:
    return DirectProcurement.prepare(
        person("2025-03-03T09:00"), "bro", **{**PREPARED, **changed}
    )


def decide(procurement: DirectProcurement, provider: str = "utforare-a") -> None:
    procurement.make(
        person("2025-03-10T09:00"),
        provider=provider,
        name="Utförare A",
        asked=(provider,),
        motive="Kan börja genast",
    )


def decided(**changed: Any) -> DirectProcurement:
    procurement = prepared(**changed)
    decide(procurement)
    return procurement


def publish(procurement: DirectProcurement, on: str = "2025-04-17") -> None:
    procurement.publish_intent(
        person(f"{on}T09:00"),
        database="Annonsdatabasen",
        notice="A-1",
        published_on=day(on),
    )


@pytest.mark.parametrize("ground", Ground)
def test_each_ground_stands_in_19_a_kap(ground):
    assert PARAGRAPHS[ground].startswith("LOU 19 a kap. ")


def test_a_direct_procurement_keeps_its_ground_value_and_threshold():
    procurement = prepared()

    assert emitted(procurement) == [
        event(
            DirectProcurement.Prepared,
            paragraph="LOU 19 a kap. 2 §",
            **PREPARED,
        )
    ]
    assert procurement.worth_sek == 5_000_000


@pytest.mark.parametrize("changed", [{}, DURING_REVIEW])
def test_the_value_must_be_below_the_threshold(changed):
    with refuses(
        None,
        ValueNotBelowThreshold,
        paragraph=PARAGRAPHS[changed.get("ground", Ground.UNDER_THRESHOLD)],
        value_sek=8_109_450,
        threshold_sek=8_109_450,
    ):
        prepared(value_sek=8_109_450, **changed)

    assert prepared(value_sek=8_109_449, **changed).value_sek == 8_109_449


def test_urgency_for_care_knows_no_threshold():
    assert prepared(value_sek=20_000_000, ground=Ground.EXTREME_URGENCY)


@pytest.mark.parametrize(
    "ground",
    [Ground.NO_SUITABLE_BIDS, Ground.UNACCEPTABLE_BIDS, Ground.DURING_REVIEW],
)
def test_a_ground_that_rests_on_a_tender_names_it(ground):
    with refuses(None, TenderNotNamed, ground=ground, paragraph=PARAGRAPHS[ground]):
        prepared(ground=ground)


def test_a_bridge_during_review_says_until_when_it_is_needed():
    with refuses(None, NeedNotBounded, ground=Ground.DURING_REVIEW):
        prepared(**{**DURING_REVIEW, "needed_until": None})


def test_after_unacceptable_bids_only_those_who_bid_rightly_may_be_asked():
    procurement = given(
        prepared(
            ground=Ground.UNACCEPTABLE_BIDS,
            tender="hemtjanst",
            former_bidders=("utforare-a", "utforare-b"),
        )
    )

    with refuses(procurement, OnlyFormerBidders, others=["utforare-x"]):
        decide(procurement, "utforare-x")

    decide(procurement, "utforare-b")
    assert procurement.provider == "utforare-b"


def test_a_notice_of_intent_starts_a_standstill_of_ten_days():
    procurement = given(decided())

    publish(procurement)

    standstill = count("standstill-ex-ante", day("2025-04-17"))
    assert emitted(procurement) == [
        event(
            DirectProcurement.IntentPublished,
            database="Annonsdatabasen",
            notice="A-1",
            published_on=day("2025-04-17"),
            standstill=standstill,
        )
    ]
    assert standstill.last_day == day("2025-04-28")  # the 27th is a Sunday


def test_no_contract_is_signed_while_that_standstill_runs():
    procurement = decided()
    publish(procurement)
    given(procurement)

    with refuses(
        procurement,
        IntentStandstillRunning,
        last_day=day("2025-04-28"),
        free_from=day("2025-04-29"),
    ):
        procurement.sign(person("2025-04-28T23:59:59"), agreement="bro-a", ends_on=None)

    procurement.sign(person("2025-04-29T00:00"), agreement="bro-a", ends_on=None)
    assert emitted(procurement) == [
        event(DirectProcurement.ContractSigned, agreement="bro-a")
    ]


def test_the_clock_ends_the_standstill_when_it_is_over():
    procurement = decided()
    publish(procurement)
    given(procurement)

    with refuses(
        procurement,
        IntentStandstillRunning,
        last_day=day("2025-04-28"),
        free_from=day("2025-04-29"),
    ):
        procurement.end_standstill(scheduler("2025-04-28T23:00"))

    procurement.end_standstill(scheduler("2025-04-29T00:00"))
    assert emitted(procurement) == [
        event(DirectProcurement.StandstillEnded, last_day=day("2025-04-28"))
    ]


def test_without_a_notice_of_intent_there_is_no_standstill_to_end():
    procurement = given(decided())

    with refuses(procurement, DirectProcurementInWrongStage, status="decided"):
        procurement.end_standstill(scheduler("2025-04-29T00:00"))


def test_a_notice_is_not_published_in_the_future():
    procurement = given(decided())
    stamp = person("2025-04-16T09:00")

    with refuses(procurement, NotYet, day=day("2025-04-17"), at=stamp.at):
        procurement.publish_intent(
            stamp,
            database="Annonsdatabasen",
            notice="A-1",
            published_on=day("2025-04-17"),
        )


def test_an_older_notice_of_the_intent_makes_no_standstill_shorter():
    procurement = decided()
    publish(procurement, on="2025-04-17")

    with refuses(
        given(procurement), IntentPublishedLater, published_on=day("2025-04-17")
    ):
        publish(procurement, on="2025-04-16")


@pytest.mark.parametrize("ends_on", [None, "2026-01-01"])
def test_a_bridge_lasts_no_longer_than_it_is_needed(ends_on):
    procurement = given(decided(**DURING_REVIEW))
    ends_on = ends_on and day(ends_on)

    with refuses(
        procurement,
        LongerThanNeeded,
        needed_until=day("2025-12-31"),
        ends_on=ends_on,
    ):
        procurement.sign(person("2025-03-11T09:00"), agreement="bro-a", ends_on=ends_on)


def test_a_contract_is_signed_once_and_only_after_a_decision():
    procurement = given(prepared())

    with refuses(
        procurement,
        DirectProcurementInWrongStage,
        status="prepared",
        required="decided",
    ):
        procurement.sign(person("2025-03-11T09:00"), agreement="bro-a", ends_on=None)

    decide(procurement)
    procurement.sign(person("2025-03-11T09:00"), agreement="bro-a", ends_on=None)
    given(procurement)
    with refuses(
        procurement,
        DirectProcurementInWrongStage,
        status="signed",
        required="decided",
    ):
        procurement.sign(person("2025-03-12T09:00"), agreement="bro-b", ends_on=None)


def test_a_direct_procurement_may_be_abandoned_until_it_is_signed():
    procurement = given(decided())

    procurement.abandon(person("2025-03-12T09:00"), reasons="Målet är avgjort")

    assert emitted(procurement) == [
        event(DirectProcurement.Abandoned, reasons="Målet är avgjort")
    ]
    with refuses(
        procurement,
        DirectProcurementInWrongStage,
        status="abandoned",
        required="prepared | decided",
    ):
        procurement.abandon(person("2025-03-13T09:00"), reasons="Igen")


def test_the_scheduler_buys_nothing():
    procurement = given(prepared())

    with refuses(procurement, MachineCannotDecide, event="direct_procurement.decided"):
        procurement.make(
            scheduler("2025-03-10T09:00"),
            provider="utforare-a",
            name="Utförare A",
            asked=(),
            motive="Automatiskt",
        )


def test_nobody_announces_the_intent_of_what_was_abandoned():
    procurement = decided()
    procurement.abandon(person("2025-03-12T09:00"), reasons="Målet är avgjort")
    given(procurement)

    with refuses(
        procurement,
        DirectProcurementInWrongStage,
        status="abandoned",
        required="prepared | decided",
    ):
        publish(procurement)


def test_a_direct_procurement_is_decided_once():
    procurement = given(decided())

    with refuses(
        procurement,
        DirectProcurementInWrongStage,
        status="decided",
        required="prepared",
    ):
        decide(procurement, "utforare-b")
