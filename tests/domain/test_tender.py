"""Tender: from preparation until it is awarded or cancelled."""

from __future__ import annotations

import pytest

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
from upphandling.domain.base import Role, Stamp
from upphandling.domain.errors import (
    WITHHELD,
    MachineCannotDecide,
    NoMandate,
    TimeBeforeCase,
)
from upphandling.domain.evaluation import Bid, Criterion, Lot
from upphandling.domain.legal_time import count
from upphandling.domain.notices import Notice, SomeoneNotNotified
from upphandling.domain.parts import UnknownPart
from upphandling.domain.requirements import FollowUp, Requirement
from upphandling.domain.rulebook import Channel
from upphandling.domain.tender import Assessment, NoAwardReason, Status, Tender
from upphandling.domain.tender.refusals import (
    BidNotQualified,
    BidsStillWelcome,
    BidTooLate,
    DuplicateBid,
    LastDayPassed,
    RequirementWithoutFollowUp,
    ReviewNotOver,
    TenderInWrongStage,
    TooManyPoints,
    TwoMustOpen,
)

LOTS = (
    Lot(lot="norr", title="Norra området", areas=("norr",), share_percent=10.0),
    Lot(lot="soder", title="Södra området", areas=("soder",), share_percent=10.0),
)
CRITERIA = (Criterion(criterion="kvalitet", title="Kvalitet", max_points=5.0),)
REQUIREMENT = Requirement(
    requirement="ledning",
    text="Verksamheten har en namngiven ledning.",
    mandatory=True,
    follow_up=FollowUp(how="Besök", by_whom="Avtalsenheten", how_often="yearly"),
)
CLOSES_AT = local("2026-04-02T00:00")
MET = Assessment(failed=(), motive="Alla krav är uppfyllda.")
NOT_MET = Assessment(failed=("ledning",), motive="Ledning saknas.")


def bid(key: str, bidder: str = "utforare-a", *lots: str) -> Bid:
    return Bid(
        bid=key,
        bidder=bidder,
        name="Utförare A",
        lots=lots or ("norr",),
        content_hash="0" * 64,
    )


def prepared() -> Tender:
    return Tender.prepare(
        person("2026-02-02T09:00"),
        "hemtjanst-2026",
        system="staden",
        title="Hemtjänst i norr och söder",
        lots=LOTS,
        criteria=CRITERIA,
    )


def announce(tender: Tender, stamp: Stamp, **changed: object) -> None:
    tender.announce(
        stamp,
        **{
            "last_day": day("2026-04-01"),
            "closes_at": None,
            "notice": "Annons 2026-1",
            "requirements": (REQUIREMENT,),
            **changed,
        },
    )


def announced() -> Tender:
    tender = prepared()
    announce(tender, person("2026-03-02T09:00"))
    return tender


def with_bids() -> Tender:
    tender = announced()
    tender.receive_bid(person("2026-03-20T09:00"), bid=bid("anbud-1", "utforare-a"))
    tender.receive_bid(person("2026-03-21T09:00"), bid=bid("anbud-2", "utforare-b"))
    return tender


def closed() -> Tender:
    tender = with_bids()
    tender.close(scheduler("2026-04-02T00:00"))
    return tender


def opened() -> Tender:
    tender = closed()
    tender.open(person("2026-04-02T09:00"), present=("handlaggare-1", "handlaggare-2"))
    return tender


def assessed() -> Tender:
    tender = opened()
    stamp = person("2026-04-03T09:00")
    tender.assess(stamp, bid="anbud-1", assessment=MET)
    tender.assess(stamp, bid="anbud-2", assessment=NOT_MET)
    return tender


def awarded() -> Tender:
    tender = assessed()
    tender.conclude(person("2026-05-04T09:00"), award="tilldelning-2026")
    return tender


def cancel(tender: Tender, stamp: Stamp) -> None:
    tender.cancel(
        stamp,
        reason_code=NoAwardReason.ALL_REJECTED,
        reasons="Inget anbud uppfyllde kraven.",
        decision=None,
    )


def cancelled() -> Tender:
    tender = assessed()
    cancel(tender, person("2026-05-04T09:00"))
    return tender


def notice(to: str, channel: Channel = Channel.ELECTRONIC) -> Notice:
    return Notice(recipient=to, channel=channel, sent_at=local("2026-05-05T10:00"))


def notified(channel: Channel = Channel.ELECTRONIC) -> Tender:
    tender = cancelled()
    tender.notify_cancellation(
        person("2026-05-05T10:00"),
        notices=(notice("utforare-a"), notice("utforare-b", channel)),
    )
    return tender


# -- Preparing and announcing ------------------------------------------------


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


def test_the_event_tells_who_did_it_in_which_role_on_what_mandate_and_why():
    tender = given(prepared())
    stamp = Stamp(
        by="handlaggare-1",
        role=Role.PROCUREMENT_MANAGER,
        at=local("2026-03-02T09:00"),
        mandate="delegationsordning 4.2",
        because="command:1",
    )

    announce(tender, stamp)

    (said,) = tender.collect_events()
    assert said.by == "handlaggare-1"
    assert said.role is Role.PROCUREMENT_MANAGER
    assert said.effective_at == local("2026-03-02T09:00")
    assert said.mandate == "delegationsordning 4.2"
    assert said.because == "command:1"
    assert said.reference == "tender:hemtjanst-2026@2"


def test_announcing_says_that_the_tender_closes_at_the_midnight_after_the_last_day():
    tender = given(prepared())

    announce(tender, person("2026-03-02T09:00"))

    assert emitted(tender) == [
        event(
            Tender.Announced,
            last_day=day("2026-04-01"),
            closes_at=CLOSES_AT,
            notice="Annons 2026-1",
            requirements=(REQUIREMENT,),
        )
    ]


def test_the_documents_may_close_the_tender_at_an_hour_of_their_own():
    tender = given(prepared())
    noon = local("2026-04-01T12:00")

    announce(tender, person("2026-03-02T09:00"), closes_at=noon)

    assert emitted(tender) == [
        event(
            Tender.Announced,
            last_day=day("2026-04-01"),
            closes_at=noon,
            notice="Annons 2026-1",
            requirements=(REQUIREMENT,),
        )
    ]


def test_a_tender_cannot_be_announced_while_a_requirement_lacks_follow_up():
    tender = given(prepared())
    bare = REQUIREMENT.model_copy(update={"follow_up": None})

    with refuses(tender, RequirementWithoutFollowUp, requirements=["ledning"]):
        announce(tender, person("2026-03-02T09:00"), requirements=(bare,))


def test_the_last_day_for_bids_cannot_have_passed_when_the_tender_is_announced():
    tender = given(prepared())

    with refuses(tender, LastDayPassed, announced_at=CLOSES_AT, closes_at=CLOSES_AT):
        announce(tender, person("2026-04-02T00:00"))


def test_a_tender_may_be_announced_on_the_last_second_of_its_last_day():
    tender = given(prepared())

    announce(tender, person("2026-04-01T23:59:59"))

    assert tender.status is Status.ANNOUNCED


def test_a_tender_is_announced_once():
    tender = given(announced())

    with refuses(
        tender,
        TenderInWrongStage,
        status=Status.ANNOUNCED,
        required=Status.PREPARED,
    ):
        announce(tender, person("2026-03-03T09:00"))


def test_nothing_can_happen_before_the_tender_was_prepared():
    tender = given(prepared())

    with refuses(
        tender,
        TimeBeforeCase,
        case="tender:hemtjanst-2026",
        at=local("2026-02-02T08:59:59"),
        opened_at=local("2026-02-02T09:00"),
    ):
        announce(tender, person("2026-02-02T08:59:59"))


# -- Receiving and opening -----------------------------------------------------


def test_a_bid_is_received():
    tender = given(announced())

    tender.receive_bid(person("2026-03-20T09:00"), bid=bid("anbud-1"))

    assert emitted(tender) == [event(Tender.BidReceived, bid=bid("anbud-1"))]


def test_a_bid_on_the_last_second_of_the_last_day_is_in_time():
    tender = given(announced())

    tender.receive_bid(person("2026-04-01T23:59:59"), bid=bid("anbud-1"))

    assert emitted(tender) == [event(Tender.BidReceived, bid=bid("anbud-1"))]


def test_a_bid_at_the_midnight_after_the_last_day_is_late():
    tender = given(announced())

    with refuses(tender, BidTooLate, closes_at=CLOSES_AT, received_at=CLOSES_AT):
        tender.receive_bid(person("2026-04-02T00:00"), bid=bid("anbud-1"))


def test_a_bid_that_came_in_time_is_late_once_the_tender_has_closed():
    tender = given(closed())
    received_at = local("2026-04-01T23:00")

    with refuses(tender, BidTooLate, closes_at=CLOSES_AT, received_at=received_at):
        tender.receive_bid(person("2026-04-01T23:00"), bid=bid("anbud-3"))


def test_a_bid_cannot_come_before_the_announcement():
    tender = given(prepared())

    with refuses(tender, TenderInWrongStage, status=Status.PREPARED):
        tender.receive_bid(person("2026-02-20T09:00"), bid=bid("anbud-1"))


def test_the_same_bid_is_received_once():
    tender = given(with_bids())

    with refuses(tender, DuplicateBid, bid=WITHHELD):
        tender.receive_bid(person("2026-03-22T09:00"), bid=bid("anbud-1"))


def test_a_bid_is_for_lots_that_the_tender_has():
    tender = given(announced())

    with refuses(tender, UnknownPart, part="oster", known=["norr", "soder"]):
        tender.receive_bid(
            person("2026-03-20T09:00"), bid=bid("anbud-1", "utforare-a", "oster")
        )


def test_the_tender_closes_by_itself_when_its_last_day_has_passed():
    tender = given(with_bids())

    tender.close(scheduler("2026-04-02T00:00"))

    assert emitted(tender) == [event(Tender.Closed)]


def test_the_tender_cannot_close_while_its_last_day_runs():
    tender = given(with_bids())

    with refuses(tender, BidsStillWelcome, closes_at=CLOSES_AT):
        tender.close(scheduler("2026-04-01T23:59:59"))


def test_two_together_open_the_bids():
    tender = given(closed())

    tender.open(person("2026-04-02T09:00"), present=("handlaggare-1", "handlaggare-2"))

    assert emitted(tender) == [
        event(Tender.Opened, present=("handlaggare-1", "handlaggare-2"))
    ]


def test_one_person_named_twice_cannot_open_the_bids():
    tender = given(closed())
    alone = ("handlaggare-1", "handlaggare-1")

    with refuses(tender, TwoMustOpen, present=alone):
        tender.open(person("2026-04-02T09:00"), present=alone)


def test_the_bids_cannot_be_opened_while_more_may_come():
    tender = given(with_bids())

    with refuses(
        tender,
        TenderInWrongStage,
        status=Status.ANNOUNCED,
        required=Status.CLOSED,
    ):
        tender.open(
            person("2026-03-25T09:00"), present=("handlaggare-1", "handlaggare-2")
        )


# -- Assessing and scoring -------------------------------------------------------


def test_a_bid_is_assessed_against_the_mandatory_requirements():
    tender = given(opened())

    tender.assess(person("2026-04-03T09:00"), bid="anbud-2", assessment=NOT_MET)

    assert emitted(tender) == [
        event(Tender.BidAssessed, bid="anbud-2", assessment=NOT_MET)
    ]
    assert tender.qualified == set()


def test_a_bid_that_nobody_left_cannot_be_assessed_and_the_answer_names_no_other():
    tender = given(opened())

    with refuses(tender, UnknownPart, part="anbud-9", known=WITHHELD):
        tender.assess(person("2026-04-03T09:00"), bid="anbud-9", assessment=MET)


def test_a_bid_fails_only_requirements_that_were_announced():
    tender = given(opened())
    invented = Assessment(failed=("omdome",), motive="Dåligt omdöme.")

    with refuses(tender, UnknownPart, part="omdome", known=["ledning"]):
        tender.assess(person("2026-04-03T09:00"), bid="anbud-1", assessment=invented)


def test_a_qualified_bid_is_scored():
    tender = given(assessed())

    tender.score(
        person("2026-04-07T09:00"),
        bid="anbud-1",
        criterion="kvalitet",
        points=5.0,
        motive="Högsta kvalitet.",
    )

    assert emitted(tender) == [
        event(
            Tender.BidScored,
            bid="anbud-1",
            criterion="kvalitet",
            points=5.0,
            motive="Högsta kvalitet.",
        )
    ]


@pytest.mark.parametrize("points", [-0.1, 5.1])
def test_points_stay_within_the_scale_of_the_criterion(points):
    tender = given(assessed())

    with refuses(tender, TooManyPoints, max_points=5.0):
        tender.score(
            person("2026-04-07T09:00"),
            bid="anbud-1",
            criterion="kvalitet",
            points=points,
            motive="Utanför skalan.",
        )


@pytest.mark.parametrize(
    ("key", "criterion", "rule", "details"),
    [
        ("anbud-2", "kvalitet", BidNotQualified, {"bid": WITHHELD}),
        ("anbud-9", "kvalitet", UnknownPart, {"part": "anbud-9", "known": WITHHELD}),
        ("anbud-1", "pris", UnknownPart, {"part": "pris", "known": ["kvalitet"]}),
    ],
)
def test_only_a_bid_that_meets_the_requirements_is_scored_and_on_known_criteria(
    key, criterion, rule, details
):
    tender = given(assessed())

    with refuses(tender, rule, **details):
        tender.score(
            person("2026-04-07T09:00"),
            bid=key,
            criterion=criterion,
            points=1.0,
            motive="Prov.",
        )


# -- Awarding and cancelling -----------------------------------------------------


def test_an_award_ends_the_tender():
    tender = given(assessed())

    tender.conclude(person("2026-05-04T09:00"), award="tilldelning-2026")

    assert emitted(tender) == [event(Tender.Awarded, award="tilldelning-2026")]


def test_a_tender_is_not_awarded_before_its_bids_are_opened():
    tender = given(closed())

    with refuses(
        tender, TenderInWrongStage, status=Status.CLOSED, required=Status.OPENED
    ):
        tender.conclude(person("2026-05-04T09:00"), award="tilldelning-2026")


def test_cancelling_tells_how_many_bids_came_and_how_many_qualified():
    tender = given(assessed())

    cancel(tender, person("2026-05-04T09:00"))

    assert emitted(tender) == [
        event(
            Tender.Cancelled,
            reason_code=NoAwardReason.ALL_REJECTED,
            reasons="Inget anbud uppfyllde kraven.",
            decision=None,
            bids=2,
            qualified=1,
        )
    ]


@pytest.mark.parametrize("stage", [prepared, announced, closed, opened])
def test_a_tender_may_be_cancelled_at_any_stage_before_the_award(stage):
    tender = given(stage())

    cancel(tender, person("2026-05-04T09:00"))

    assert tender.status is Status.CANCELLED


def test_a_tender_is_cancelled_once():
    tender = given(cancelled())

    with refuses(tender, TenderInWrongStage, status=Status.CANCELLED):
        cancel(tender, person("2026-05-05T09:00"))


def test_the_scheduler_cannot_cancel():
    tender = given(assessed())

    with refuses(tender, MachineCannotDecide, event="tender.cancelled"):
        cancel(tender, scheduler("2026-05-04T09:00"))


def test_nobody_cancels_without_a_mandate():
    tender = given(assessed())

    with refuses(tender, NoMandate, event="tender.cancelled"):
        cancel(tender, without_mandate("2026-05-04T09:00"))


def test_notices_of_the_cancellation_start_ten_days_for_review():
    tender = given(cancelled())
    notices = (notice("utforare-a"), notice("utforare-b"))

    tender.notify_cancellation(person("2026-05-05T10:00"), notices=notices)

    review = count("cancellation-review", day("2026-05-05"), on=day("2026-03-02"))
    assert emitted(tender) == [
        event(Tender.CancellationNotified, notices=notices, review=review)
    ]
    assert review.last_day == day("2026-05-15")


def test_one_notice_by_post_makes_it_fifteen_days_for_everybody():
    tender = notified(Channel.OTHER)

    assert tender.review == count(
        "cancellation-review",
        day("2026-05-05"),
        channel=Channel.OTHER,
        on=day("2026-03-02"),
    )
    assert tender.review.last_day == day("2026-05-20")


def test_every_bidder_is_told_that_the_tender_was_cancelled():
    tender = given(cancelled())

    with refuses(tender, SomeoneNotNotified, missing=["utforare-b"]):
        tender.notify_cancellation(
            person("2026-05-05T10:00"), notices=(notice("utforare-a"),)
        )


def test_nobody_is_told_of_a_cancellation_that_has_not_been_decided():
    tender = given(opened())

    with refuses(
        tender,
        TenderInWrongStage,
        status=Status.OPENED,
        required=Status.CANCELLED,
    ):
        tender.notify_cancellation(
            person("2026-05-05T10:00"), notices=(notice("utforare-a"),)
        )


def test_the_review_ends_by_itself_after_its_last_day():
    tender = given(notified())

    tender.end_cancellation_review(scheduler("2026-05-16T00:00"))

    assert emitted(tender) == [
        event(Tender.CancellationReviewEnded, last_day=day("2026-05-15"))
    ]


def test_the_review_has_not_ended_on_its_last_second():
    tender = given(notified())

    with refuses(tender, ReviewNotOver, last_day=day("2026-05-15")):
        tender.end_cancellation_review(scheduler("2026-05-15T23:59:59"))


def test_the_review_ends_once_and_only_if_somebody_was_told():
    untold, told = given(cancelled()), notified()
    told.end_cancellation_review(scheduler("2026-05-16T00:00"))

    for tender in (untold, given(told)):
        with refuses(tender, TenderInWrongStage, status=Status.CANCELLED):
            tender.end_cancellation_review(scheduler("2026-05-17T00:00"))


# -- Secrecy -----------------------------------------------------------------


@pytest.mark.parametrize("stage", [prepared, with_bids, closed, opened, assessed])
def test_nothing_about_bids_is_shown_while_secrecy_holds(stage):
    shown = stage().portrait()

    assert [shown[name] for name in ("bids", "assessments", "points")] == [WITHHELD] * 3
    assert "utforare-a" not in str(shown)


@pytest.mark.parametrize("stage", [awarded, cancelled])
def test_the_bids_are_shown_once_the_tender_is_decided(stage):
    assert stage().portrait()["bids"].keys() == {"anbud-1", "anbud-2"}
