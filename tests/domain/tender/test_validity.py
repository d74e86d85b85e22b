"""Validity: bids bind for as long as the documents say, and longer if accepted."""

from __future__ import annotations

import pytest

from tests.domain.tender.stages import (
    BEGUN_ON,
    LAST_DAY,
    TWO,
    announce,
    assessed,
    awarded,
    bid,
    closed,
    opened,
    prepared,
    procedure,
    with_bids,
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
)
from upphandling.domain.errors import WITHHELD, MachineCannotDecide
from upphandling.domain.legal_time import count
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.parts import UnknownPart
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.bid_refusals import (
    BidNoLongerBinding,
    BidNoLongerStands,
    NoProlongationAsked,
    NoValidityRunning,
    ProlongationPending,
    ProlongationTooShort,
    ReminderNotDue,
    ValidityOver,
    ValidityRunning,
)
from upphandling.domain.tender.bid_terms import FallCause
from upphandling.domain.tender.refusals import TenderInWrongStage

NINETY_DAYS = procedure(valid_days=90, reminder_days=21)
ENDS, OVER = day("2026-06-30"), "2026-07-01T00:00"
REMIND_ON = day("2026-06-09")
LATER = day("2026-09-30")


def ask(tender: Tender, stamp=None, until=LATER) -> Tender:
    tender.ask_for_prolongation(
        stamp or person("2026-06-10T09:00"), until=until, reason="Målet är i domstol."
    )
    return tender


def accepted(tender: Tender, key: str = "anbud-1") -> Tender:
    ask(tender).accept_prolongation(person("2026-06-15T09:00"), bid=key)
    return tender


def ended(tender: Tender) -> Tender:
    tender.end_validity(scheduler(OVER))
    return tender


# -- As the documents say --------------------------------------------------------


def test_the_validity_runs_from_the_last_day_for_bids_when_the_tender_closes():
    tender = given(with_bids(NINETY_DAYS))

    tender.close(scheduler("2026-04-02T00:00"))

    valid = count("bid-validity", LAST_DAY, length=Length(90, Unit.DAYS), on=BEGUN_ON)
    assert emitted(tender) == [
        event(Tender.Closed),
        event(Tender.ValidityStarted, valid=valid, remind_on=REMIND_ON),
    ]
    assert valid.last_day == ENDS


@pytest.mark.parametrize("documents", [None, procedure()])
def test_no_validity_runs_where_the_documents_state_none(documents):
    tender = given(with_bids(documents))

    tender.close(scheduler("2026-04-02T00:00"))

    assert emitted(tender) == [event(Tender.Closed)]
    tender.must_be_binding("anbud-1", local("2030-01-01T00:00"))
    for act in (
        tender.remind_of_validity,
        tender.end_validity,
        lambda s: ask(tender, s),
    ):
        with refuses(tender, NoValidityRunning):
            act(person("2026-07-01T00:00"))


def test_a_tender_older_than_the_rule_closes_without_a_counted_validity():
    tender = Tender.prepare(
        person("2016-02-02T09:00"),
        "aldre",
        system="staden",
        title="Hemtjänst",
        lots=tuple(prepared().lots.values()),
        criteria=tuple(prepared().criteria.values()),
    )
    tender.set_procedure(person("2016-02-03T09:00"), procedure=NINETY_DAYS)
    announce(tender, person("2016-03-02T09:00"), last_day=day("2016-04-01"))

    tender.close(scheduler("2016-04-02T00:00"))

    assert tender.status is Status.CLOSED
    assert tender.bound_until is None


def test_the_clock_reminds_when_the_day_comes_and_once():
    tender = given(opened(NINETY_DAYS))

    with refuses(tender, ReminderNotDue, remind_on=REMIND_ON):
        tender.remind_of_validity(scheduler("2026-06-08T23:59:59"))
    tender.remind_of_validity(scheduler("2026-06-09T00:00"))

    assert emitted(tender) == [event(Tender.ProlongationDue, last_day=ENDS)]
    with refuses(tender, ReminderNotDue, remind_on=None):
        tender.remind_of_validity(scheduler("2026-06-10T00:00"))


def test_a_bid_binds_its_last_day_out_and_no_longer():
    tender = given(assessed(NINETY_DAYS))

    tender.must_be_binding("anbud-1", local("2026-06-30T23:59:59"))
    with refuses(tender, BidNoLongerBinding, bid=WITHHELD):
        tender.must_be_binding("anbud-1", local(OVER))


def test_a_bid_that_has_fallen_binds_no_longer_though_its_time_runs():
    tender = assessed(NINETY_DAYS)
    tender.let_fall(
        person("2026-04-10T09:00"),
        bid="anbud-1",
        cause=FallCause.WITHDRAWN_BY_BIDDER,
        reason="Återtaget.",
    )

    with refuses(given(tender), BidNoLongerBinding, bid=WITHHELD):
        tender.must_be_binding("anbud-1", local("2026-04-11T09:00"))


# -- Prolonged -------------------------------------------------------------------


@pytest.mark.parametrize("stage", [closed, opened, awarded])
def test_a_prolongation_may_be_asked_for_until_the_contract_and_during_a_court_case(
    stage,
):
    tender = given(stage(NINETY_DAYS))

    ask(tender)

    assert emitted(tender) == [
        event(
            Tender.ProlongationAsked,
            until=LATER,
            remind_on=day("2026-09-09"),
            reason="Målet är i domstol.",
        )
    ]


def test_the_clock_cannot_ask_for_a_prolongation():
    tender = given(opened(NINETY_DAYS))

    with refuses(tender, MachineCannotDecide, event="tender.prolongation_asked"):
        ask(tender, scheduler("2026-06-10T09:00"))


def test_nobody_is_asked_while_bids_still_come_in():
    tender = given(with_bids(NINETY_DAYS))

    with refuses(
        tender,
        TenderInWrongStage,
        status=Status.ANNOUNCED,
        required="closed | opened | awarded",
    ):
        ask(tender, person("2026-03-25T09:00"))


def test_a_prolongation_is_asked_for_in_time_for_a_longer_time_and_one_at_a_time():
    tender = given(opened(NINETY_DAYS))

    with refuses(tender, ValidityOver, last_day=ENDS):
        ask(tender, person(OVER))
    with refuses(tender, ProlongationTooShort, until=ENDS, last_day=ENDS):
        ask(tender, until=ENDS)
    ask(tender)
    with refuses(given(tender), ProlongationPending, until=LATER):
        ask(tender)


def test_the_bidder_who_accepts_is_bound_longer_and_the_other_is_not():
    tender = given(ask(opened(NINETY_DAYS)))

    tender.accept_prolongation(person("2026-06-15T09:00"), bid="anbud-1")

    assert emitted(tender) == [
        event(Tender.ProlongationAccepted, bid="anbud-1", until=LATER)
    ]
    tender.must_be_binding("anbud-1", local("2026-09-30T23:59:59"))
    for key, at in (("anbud-2", OVER), ("anbud-1", "2026-10-01T00:00")):
        with refuses(tender, BidNoLongerBinding, bid=WITHHELD):
            tender.must_be_binding(key, local(at))


def test_only_what_was_asked_for_is_accepted_by_one_who_is_still_bound():
    unasked, tender = given(opened(NINETY_DAYS)), given(ask(opened(NINETY_DAYS)))

    with refuses(unasked, NoProlongationAsked):
        unasked.accept_prolongation(person("2026-06-15T09:00"), bid="anbud-1")
    with refuses(tender, UnknownPart, part=WITHHELD, known=WITHHELD):
        tender.accept_prolongation(person("2026-06-15T09:00"), bid="anbud-9")
    with refuses(tender, BidNoLongerBinding, bid=WITHHELD):
        tender.accept_prolongation(person(OVER), bid="anbud-1")


def test_a_bid_that_has_fallen_is_not_prolonged():
    tender = ask(opened(NINETY_DAYS))
    tender.let_fall(
        person("2026-06-11T09:00"),
        bid="anbud-1",
        cause=FallCause.LAPSED,
        reason="Binder inte.",
    )

    with refuses(given(tender), BidNoLongerStands, bid=WITHHELD):
        tender.accept_prolongation(person("2026-06-15T09:00"), bid="anbud-1")


# -- Ended -----------------------------------------------------------------------


def test_when_the_validity_ends_the_bids_that_were_not_prolonged_lapse():
    tender = given(accepted(assessed(NINETY_DAYS)))

    tender.end_validity(scheduler(OVER))

    assert emitted(tender) == [
        event(
            Tender.ValidityEnded,
            last_day=ENDS,
            lapsed=("anbud-2",),
            prolonged_until=LATER,
        )
    ]
    assert Tender.ValidityEnded.SECRET
    assert tender.standing == tender.in_play == {"anbud-1"}


def test_the_validity_has_not_ended_on_its_last_second():
    tender = given(opened(NINETY_DAYS))

    with refuses(tender, ValidityRunning, last_day=ENDS):
        tender.end_validity(scheduler("2026-06-30T23:59:59"))


def test_without_a_prolongation_every_bid_lapses_and_nothing_runs_any_longer():
    tender = given(ended(assessed(NINETY_DAYS)))

    assert tender.in_play == set()
    with refuses(tender, BidNoLongerBinding, bid=WITHHELD):
        tender.must_be_binding("anbud-1", local("2026-06-01T00:00"))
    with refuses(tender, NoValidityRunning):
        tender.end_validity(scheduler("2026-10-01T00:00"))


def test_a_prolonged_validity_ends_too_and_may_be_prolonged_again():
    tender = given(ended(accepted(assessed(NINETY_DAYS))))

    ask(tender, person("2026-09-10T09:00"), until=day("2026-12-31"))
    with refuses(given(tender), BidNoLongerBinding, bid=WITHHELD):
        tender.must_be_binding("anbud-1", local("2026-10-01T00:00"))
    tender.end_validity(scheduler("2026-10-01T00:00"))

    assert emitted(tender) == [
        event(
            Tender.ValidityEnded,
            last_day=LATER,
            lapsed=("anbud-1",),
            prolonged_until=day("2026-12-31"),
        )
    ]


def test_a_bid_that_was_already_gone_does_not_lapse_again():
    tender = opened(NINETY_DAYS)
    tender.let_fall(
        person("2026-04-10T09:00"),
        bid="anbud-2",
        cause=FallCause.WITHDRAWN_BY_BIDDER,
        reason="Återtaget.",
    )
    given(tender)

    ended(tender)

    ((_, told),) = emitted(tender)
    assert told["lapsed"] == ("anbud-1",)


def test_an_opening_after_the_validity_began_changes_nothing_of_it():
    tender = given(closed(NINETY_DAYS))

    tender.open(person("2026-04-02T09:00"), present=TWO)

    assert tender.bound_until == ENDS
    assert bid("anbud-1") == tender.bids["anbud-1"]
