"""Exclusion: no supplier is excluded before it has had a set time to be heard."""

from __future__ import annotations

import pytest

from tests.domain.tender.excluding import (
    HEARING,
    INTENDED_AT,
    TEN_DAYS,
    TIME_OVER,
    comment,
    exclude,
    intended,
)
from tests.domain.tender.stages import (
    HASH,
    assessed,
    awarded,
    closed,
    intend_exclusion,
    opened,
)
from tests.given import (
    day,
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.errors import WITHHELD, MachineCannotDecide, NoMandate
from upphandling.domain.legal_time import LengthNotGiven
from upphandling.domain.parts import UnknownPart
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.bid_refusals import (
    BidNoLongerStands,
    ExclusionUnheard,
    HearingOpen,
    NoExclusionIntended,
    ShorterThanDocuments,
    SupplierNotHeard,
)
from upphandling.domain.tender.bid_terms import Ground
from upphandling.domain.tender.refusals import TenderInWrongStage

# -- Hearing -----------------------------------------------------------------------


@pytest.mark.parametrize("stage", [opened, awarded])
def test_a_supplier_is_told_why_it_may_be_excluded_and_until_when_it_may_comment(
    stage,
):
    tender = given(stage(TEN_DAYS))

    intend_exclusion(tender, person(INTENDED_AT), days=None)

    assert emitted(tender) == [
        event(
            Tender.ExclusionIntended,
            bid="anbud-1",
            ground=Ground.GRAVE_MISCONDUCT,
            circumstances="Fel i yrkesutövningen enligt tillsynen.",
            event_on=None,
            hearing=HEARING,
        )
    ]
    assert HEARING.last_day == day("2026-04-17")


def test_the_time_to_comment_is_set_by_somebody_and_never_below_the_documents():
    tender, silent = given(opened(TEN_DAYS)), given(opened())

    with refuses(tender, ShorterThanDocuments, days=9, documents=10):
        intended(tender, days=9)
    with refuses(
        silent,
        LengthNotGiven,
        rule="exclusion-hearing",
        paragraph="LOU 19 kap. 17 §",
    ):
        intended(silent, days=None)


def test_sealed_bids_give_no_ground_to_exclude_anybody():
    tender = given(closed(TEN_DAYS))

    with refuses(
        tender,
        TenderInWrongStage,
        status=Status.CLOSED,
        required="opened | awarded",
    ):
        intended(tender)


def test_a_supplier_is_heard_on_one_thing_at_a_time_while_its_bid_is_left():
    tender = given(intended())

    with refuses(tender, HearingOpen, bid=WITHHELD):
        intended(tender)
    with refuses(tender, UnknownPart, part=WITHHELD, known=WITHHELD):
        intended(tender, bid="anbud-9")
    exclude(comment(tender), person("2026-04-09T09:00"))
    with refuses(given(tender), BidNoLongerStands, bid=WITHHELD):
        intended(tender)


def test_what_the_supplier_says_is_received_late_too():
    tender = given(intended())

    comment(tender, "2026-05-20T09:00")

    assert emitted(tender) == [
        event(Tender.ExclusionCommented, bid="anbud-1", content_hash=HASH)
    ]


def test_nobody_comments_on_what_was_not_intended():
    tender = given(assessed())

    with refuses(tender, NoExclusionIntended, bid=WITHHELD):
        comment(tender)


# -- Deciding -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heard", "at"), [(True, "2026-04-09T09:00"), (False, TIME_OVER)]
)
def test_a_supplier_that_has_commented_or_let_the_time_pass_may_be_excluded(heard, at):
    tender = intended()
    if heard:
        comment(tender)
    given(tender)

    exclude(tender, person(at))

    assert emitted(tender) == [
        event(
            Tender.Excluded,
            bid="anbud-1",
            ground=Ground.GRAVE_MISCONDUCT,
            motive="Redbarheten kan ifrågasättas.",
        )
    ]
    assert tender.standing == set()
    tender.must_have_heard()


def test_a_silent_supplier_is_not_excluded_on_the_last_second_of_its_time():
    tender = given(intended())

    with refuses(tender, SupplierNotHeard, bid=WITHHELD):
        exclude(tender, person("2026-04-17T23:59:59"))


def test_a_supplier_that_was_never_told_is_not_excluded():
    tender = given(assessed())

    with refuses(tender, SupplierNotHeard, bid=WITHHELD):
        exclude(tender, person(TIME_OVER))
    with refuses(tender, UnknownPart, part=WITHHELD, known=WITHHELD):
        exclude(tender, person(TIME_OVER), "anbud-9")


def test_a_comment_on_what_was_dropped_is_no_comment_on_what_comes_later():
    tender = comment(intended())
    tender.drop_exclusion(person("2026-04-09T09:00"), bid="anbud-1", motive="Utrett.")
    intended(tender, ground=Ground.INSOLVENCY)

    with refuses(given(tender), SupplierNotHeard, bid=WITHHELD):
        exclude(tender, person("2026-04-10T09:00"))


def test_nobody_is_excluded_from_a_tender_that_was_cancelled():
    tender = comment(intended())
    tender.status = Status.CANCELLED

    with refuses(
        given(tender),
        TenderInWrongStage,
        status=Status.CANCELLED,
        required="opened | awarded",
    ):
        exclude(tender, person(TIME_OVER))


@pytest.mark.parametrize(
    ("stamp", "rule"),
    [
        (scheduler(TIME_OVER), MachineCannotDecide),
        (without_mandate(TIME_OVER), NoMandate),
    ],
)
def test_neither_the_clock_nor_one_without_a_mandate_excludes_or_drops(stamp, rule):
    tender = given(intended())

    with refuses(tender, rule, event="tender.excluded"):
        exclude(tender, stamp)
    with refuses(tender, rule, event="tender.exclusion_dropped"):
        tender.drop_exclusion(stamp, bid="anbud-1", motive="Utrett.")


def test_an_intended_exclusion_may_be_dropped_with_a_motive():
    tender = given(intended())

    tender.drop_exclusion(person("2026-04-09T09:00"), bid="anbud-1", motive="Utrett.")

    assert emitted(tender) == [
        event(Tender.ExclusionDropped, bid="anbud-1", motive="Utrett.")
    ]
    assert tender.standing == {"anbud-1"}
    tender.must_have_heard()
    with refuses(tender, NoExclusionIntended, bid=WITHHELD):
        tender.drop_exclusion(person(TIME_OVER), bid="anbud-1", motive="Igen.")


@pytest.mark.parametrize("step", [intended, lambda: comment(intended())])
def test_nobody_goes_on_while_an_exclusion_is_neither_decided_nor_dropped(step):
    tender = given(step())

    with refuses(tender, ExclusionUnheard, bids=WITHHELD):
        tender.must_have_heard()
