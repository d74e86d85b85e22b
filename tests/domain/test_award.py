"""Award: who wins, who was told, and when signing is free."""

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
)
from upphandling.domain.award import (
    AlreadySigned,
    Award,
    AwardInWrongStage,
    NotAmongRanked,
    NotAWinner,
    StandstillRunning,
    Status,
    TooManyWinners,
    Winner,
)
from upphandling.domain.errors import WITHHELD, MachineCannotDecide
from upphandling.domain.evaluation import Bid, Criterion, Lot, rank
from upphandling.domain.legal_time import PeriodTooShort, count
from upphandling.domain.notices import Notice, SomeoneNotNotified
from upphandling.domain.rulebook import Channel

LOTS = (
    Lot(lot="norr", title="Norr", areas=("norr",), share_percent=10.0),
    Lot(lot="soder", title="Söder", areas=("soder",), share_percent=20.0, winners=2),
)
BIDS = tuple(
    Bid(
        bid=f"anbud-{number}",
        bidder=f"utforare-{letter}",
        name=f"Utförare {letter.upper()}",
        lots=lots,
        content_hash=str(number) * 64,
    )
    for number, letter, lots in (
        (1, "a", ("norr", "soder")),
        (2, "b", ("norr", "soder")),
        (3, "c", ("soder",)),
    )
)
RANKING = rank(
    LOTS,
    (Criterion(criterion="kvalitet", title="Kvalitet", max_points=5.0),),
    BIDS,
    {("anbud-1", "kvalitet"): 5.0},
)
WINNERS = (Winner(lot="norr", bid="anbud-1"), Winner(lot="soder", bid="anbud-3"))


def proposed() -> Award:
    return Award.propose(
        person("2026-04-20T09:00"),
        "tilldelning-2026",
        tender="hemtjanst-2026",
        system="staden",
        begun_on=day("2026-03-02"),
        lots=LOTS,
        bids=BIDS,
        ranking=RANKING,
    )


def decided() -> Award:
    award = proposed()
    award.make(person("2026-05-04T09:00"), winners=WINNERS, motive="Bäst kvalitet.")
    return award


def notices(by: Channel = Channel.ELECTRONIC) -> tuple[Notice, ...]:
    sent_at = local("2026-05-05T10:00")
    return tuple(
        Notice(recipient=bid.bidder, channel=channel, sent_at=sent_at)
        for bid, channel in zip(
            BIDS, (Channel.ELECTRONIC, Channel.ELECTRONIC, by), strict=True
        )
    )


def notified(by: Channel = Channel.ELECTRONIC) -> Award:
    award = decided()
    award.notify(person("2026-05-05T10:00"), notices=notices(by), stated_last_day=None)
    return award


def unlocked() -> Award:
    award = notified()
    award.unlock(scheduler("2026-05-16T00:00"))
    return award


def sign(award: Award, at: str, *, lot: str = "norr", bid: str = "anbud-1") -> None:
    award.sign(person(at), lot=lot, bid=bid, agreement="avtal-a-norr")


def test_a_ranking_is_proposed():
    assert emitted(proposed()) == [
        event(
            Award.Proposed,
            tender="hemtjanst-2026",
            system="staden",
            begun_on=day("2026-03-02"),
            lots=LOTS,
            bids=BIDS,
            ranking=RANKING,
        )
    ]


def test_a_person_decides_who_wins():
    award = given(proposed())

    award.make(person("2026-05-04T09:00"), winners=WINNERS, motive="Bäst kvalitet.")

    assert emitted(award) == [
        event(Award.Decided, winners=WINNERS, motive="Bäst kvalitet.")
    ]


def test_the_scheduler_cannot_award():
    award = given(proposed())

    with refuses(award, MachineCannotDecide, event="award.decided"):
        award.make(scheduler("2026-05-04T09:00"), winners=WINNERS, motive="Räknat.")


def test_a_bid_that_was_not_ranked_in_the_lot_cannot_win_it():
    award = given(proposed())

    with refuses(award, NotAmongRanked, lot="norr", bid=WITHHELD):
        award.make(
            person("2026-05-04T09:00"),
            winners=(Winner(lot="norr", bid="anbud-3"),),
            motive="Fel del.",
        )


def test_a_lot_has_no_more_winners_than_the_documents_say():
    award = given(proposed())
    both = (Winner(lot="norr", bid="anbud-1"), Winner(lot="norr", bid="anbud-2"))

    with refuses(award, TooManyWinners, lot="norr", winners=1):
        award.make(person("2026-05-04T09:00"), winners=both, motive="Båda.")


def test_a_lot_may_have_as_many_winners_as_the_documents_say():
    award = given(proposed())
    both = (Winner(lot="soder", bid="anbud-1"), Winner(lot="soder", bid="anbud-2"))

    award.make(person("2026-05-04T09:00"), winners=both, motive="Båda.")

    assert emitted(award) == [event(Award.Decided, winners=both, motive="Båda.")]


def test_the_award_is_decided_once():
    award = given(decided())

    with refuses(
        award, AwardInWrongStage, status=Status.DECIDED, required=Status.PROPOSED
    ):
        award.make(person("2026-05-05T09:00"), winners=WINNERS, motive="Igen.")


def test_notices_start_a_standstill_of_ten_days():
    award = given(decided())

    award.notify(person("2026-05-05T10:00"), notices=notices(), stated_last_day=None)

    standstill = count("standstill", day("2026-05-05"), on=day("2026-03-02"))
    assert emitted(award) == [
        event(Award.Notified, notices=notices(), standstill=standstill)
    ]
    assert standstill.last_day == day("2026-05-15")


def test_one_notice_by_post_makes_the_standstill_fifteen_days():
    award = notified(Channel.OTHER)

    assert award.standstill == count(
        "standstill",
        day("2026-05-05"),
        channel=Channel.OTHER,
        on=day("2026-03-02"),
    )
    assert award.standstill.last_day == day("2026-05-20")


def test_the_standstill_is_longer_where_the_notices_say_so():
    award = given(decided())

    award.notify(
        person("2026-05-05T10:00"),
        notices=notices(),
        stated_last_day=day("2026-05-29"),
    )

    assert award.standstill.last_day == day("2026-05-29")


def test_the_standstill_cannot_be_shorter_than_the_law_says():
    award = given(decided())

    with refuses(
        award,
        PeriodTooShort,
        rule="standstill",
        paragraph="LOU 20 kap. 1 §",
        stated_last_day=day("2026-05-14"),
        last_day=day("2026-05-15"),
    ):
        award.notify(
            person("2026-05-05T10:00"),
            notices=notices(),
            stated_last_day=day("2026-05-14"),
        )


def test_every_bidder_is_told_who_won():
    award = given(decided())

    with refuses(award, SomeoneNotNotified, missing=["utforare-c"]):
        award.notify(
            person("2026-05-05T10:00"), notices=notices()[:2], stated_last_day=None
        )


def test_nobody_is_told_before_the_award_is_decided():
    award = given(proposed())

    with refuses(
        award, AwardInWrongStage, status=Status.PROPOSED, required=Status.DECIDED
    ):
        award.notify(
            person("2026-05-05T10:00"), notices=notices(), stated_last_day=None
        )


def test_signing_is_unlocked_by_itself_when_the_standstill_has_ended():
    award = given(notified())

    award.unlock(scheduler("2026-05-16T00:00"))

    assert emitted(award) == [event(Award.SigningUnlocked, last_day=day("2026-05-15"))]


def test_signing_is_not_unlocked_one_second_before_the_standstill_ends():
    award = given(notified())

    with refuses(award, StandstillRunning, last_day=award.standstill.last_day):
        award.unlock(scheduler("2026-05-15T23:59:59"))


def test_a_contract_is_signed_the_moment_the_standstill_has_ended():
    award = given(unlocked())

    sign(award, "2026-05-16T00:00")

    assert emitted(award) == [
        event(Award.ContractSigned, lot="norr", bid="anbud-1", agreement="avtal-a-norr")
    ]


@pytest.mark.parametrize("stage", [notified, unlocked])
def test_no_contract_is_signed_one_second_before_the_standstill_ends(stage):
    award = given(stage())

    with refuses(
        award,
        StandstillRunning,
        last_day=day("2026-05-15"),
        free_from=day("2026-05-16"),
    ):
        sign(award, "2026-05-15T23:59:59")


def test_no_contract_is_signed_before_signing_was_unlocked():
    award = given(notified())

    with refuses(
        award, AwardInWrongStage, status=Status.NOTIFIED, required=Status.UNLOCKED
    ):
        sign(award, "2026-05-16T00:00")


@pytest.mark.parametrize("stage", [proposed, decided])
def test_no_contract_is_signed_before_anybody_was_told(stage):
    award = given(stage())

    with refuses(
        award, AwardInWrongStage, status=award.status, required=Status.UNLOCKED
    ):
        sign(award, "2026-05-18T09:00")


@pytest.mark.parametrize(("lot", "bid"), [("norr", "anbud-2"), ("soder", "anbud-1")])
def test_a_contract_is_signed_only_with_a_winner_of_the_lot(lot, bid):
    award = given(unlocked())

    with refuses(award, NotAWinner, lot=lot, bid=bid):
        sign(award, "2026-05-18T09:00", lot=lot, bid=bid)


def test_a_winner_signs_once_for_each_lot():
    award = unlocked()
    sign(award, "2026-05-18T09:00")

    with refuses(given(award), AlreadySigned, agreement="avtal-a-norr"):
        sign(award, "2026-05-18T10:00")


def test_the_bids_are_shown_once_the_award_is_decided():
    before, after = proposed().portrait(), decided().portrait()

    assert (before["bids"], before["ranked"]) == (WITHHELD, WITHHELD)
    assert after["bids"].keys() == {"anbud-1", "anbud-2", "anbud-3"}
