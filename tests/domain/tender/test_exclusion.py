"""Exclusion: no supplier is excluded before it has had a set time to be heard."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from tests.domain.tender.stages import (
    BEGUN_ON,
    HASH,
    assessed,
    awarded,
    closed,
    intend_exclusion,
    opened,
    procedure,
)
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
    Refused,
)
from upphandling.domain.legal_time import LengthNotGiven, count
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.parts import UnknownPart
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.bid_refusals import (
    BidNoLongerStands,
    ExclusionUnheard,
    HearingOpen,
    NoExclusionIntended,
    ShorterThanDocuments,
    SupplierNotHeard,
    TooLongAgo,
)
from upphandling.domain.tender.bid_terms import Ground
from upphandling.domain.tender.refusals import TenderInWrongStage

INTENDED_AT, TIME_OVER = "2026-04-07T09:00", "2026-04-18T00:00"
HEARING = count(
    "exclusion-hearing",
    day("2026-04-07"),
    length=Length(10, Unit.DAYS),
    on=BEGUN_ON,
)
TEN_DAYS = procedure(hearing_days=10)


def intended(tender: Tender | None = None, **changed: object) -> Tender:
    tender = tender or assessed(TEN_DAYS)
    intend_exclusion(tender, person(INTENDED_AT), **changed)
    return tender


def comment(tender: Tender, at: str = "2026-04-08T09:00") -> Tender:
    tender.comment_on_exclusion(person(at), bid="anbud-1", content_hash=HASH)
    return tender


def exclude(tender: Tender, stamp: Stamp, key: str = "anbud-1") -> None:
    tender.exclude(stamp, bid=key, motive="Redbarheten kan ifrågasättas.")


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


# -- Limits in time, where the documents adopt them -----------------------------------

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


# -- Whatever is tried -------------------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.sampled_from(["intend", "comment", "exclude", "drop", "award"]),
        st.sampled_from(["anbud-1", "anbud-2"]),
        st.integers(min_value=0, max_value=15),
    ),
    max_size=40,
)


@settings(deadline=None)
@given_any(steps)
def test_no_sequence_of_acts_excludes_a_supplier_that_was_not_heard(tried):
    tender = assessed(TEN_DAYS)
    at = local("2026-04-07T00:00")
    told: dict[str, datetime] = {}
    heard: set[str] = set()
    for act, key, days in tried:
        at += timedelta(days=days)
        stamp = Stamp(by="x", role=Role.PROCUREMENT_OFFICER, at=at, mandate="4.2")
        try:
            match act:
                case "intend":
                    intend_exclusion(tender, stamp, bid=key)
                    told[key] = at
                    heard.discard(key)
                case "comment":
                    tender.comment_on_exclusion(stamp, bid=key, content_hash=HASH)
                    heard.add(key)
                case "exclude":
                    exclude(tender, stamp, key)
                    assert key in told
                    assert key in heard or at >= told[key] + timedelta(days=10)
                case "drop":
                    tender.drop_exclusion(stamp, bid=key, motive="Utrett.")
                    del told[key]
                case _:
                    tender.conclude(stamp, award="tilldelning-2026")
        except Refused:
            continue
    assert tender.gone <= told.keys()
