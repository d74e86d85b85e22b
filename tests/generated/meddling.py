"""Everything else that people, suppliers, courts and the clock may try, at any moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.generated.course import (
    AWARD,
    BIDS,
    MANAGER,
    OFFICER,
    TENDER,
    clock,
    decide,
    notify,
    receive,
    sign,
)
from tests.generated.desk import MANDATE, Desk
from upphandling.domain.award import Award
from upphandling.domain.base import Role
from upphandling.domain.instants import local_date

Move = Callable[[Desk, int], bool]
COURT = {"court": "fr", "case_number": "1-26"}
REVIEW = {"review": "fr.1-26"}
OUTCOMES = ("rejected", "redo", "correct")


def _bid(variant: int) -> dict[str, str]:
    return {**TENDER, "bid": BIDS[variant % len(BIDS)]}


def _today(desk: Desk) -> str:
    return local_date(desk.now).isoformat()


def wait(days: float) -> Move:
    def move(desk: Desk, _: int) -> bool:
        desk.now += timedelta(days=days)
        return True

    return move


def about_bid(name: str, **data: object) -> Move:
    def move(desk: Desk, variant: int) -> bool:
        return desk.do(name, {**_bid(variant), **data})

    return move


def by_the_clock(name: str, data: dict[str, str]) -> Move:
    return lambda desk, _: clock(desk, name, data)


def at_court(name: str, **data: object) -> Move:
    """What a court did today, typed in by a secretary."""

    def move(desk: Desk, _: int) -> bool:
        told = {
            key: _today(desk) if value == "today" else value
            for key, value in data.items()
        }
        return desk.do(name, {**REVIEW, **told}, by="sekreterare-1")

    return move


def file_review(desk: Desk, _: int) -> bool:
    about = {"against": "award", "subject": "a", "applicant": "utforare-b"}
    return desk.do("review.file", {**COURT, **about, "received_on": _today(desk)})


def rule(desk: Desk, variant: int) -> bool:
    ruling = {
        "ruling": f"dom-{len(desk.log)}",
        "instance": "first",
        "outcome": OUTCOMES[variant % len(OUTCOMES)],
        "ruled_on": _today(desk),
    }
    return desk.do("review.rule", {**REVIEW, **ruling}, by="sekreterare-1")


def lift(name: str, **data: object) -> Move:
    def move(desk: Desk, _: int) -> bool:
        ruling = {"ruling": f"dom-{len(desk.log)}", "decided_on": _today(desk)}
        return desk.do(name, {**REVIEW, **ruling, **data}, by="sekreterare-1")

    return move


def confirm(by: str) -> Move:
    """Somebody confirms the latest ruling that was typed in."""

    def move(desk: Desk, _: int) -> bool:
        rulings = [e.ruling for e in desk.log if hasattr(e, "ruling")]
        latest = {"ruling": rulings[-1] if rulings else "dom-0"}
        return desk.do("review.confirm_ruling", {**REVIEW, **latest}, by=by)

    return move


def accept_ruling(desk: Desk, _: int) -> bool:
    rulings = [e.ruling for e in desk.log if hasattr(e, "ruling")]
    latest = {"ruling": rulings[-1] if rulings else "dom-0", "motive": "Vi följer den"}
    return desk.do("review.accept_ruling", {**REVIEW, **latest}, by=MANAGER)


def release_any_lock(role: Role) -> Move:
    def move(desk: Desk, variant: int) -> bool:
        award = desk.case(Award, "a")
        locks = sorted(award.locks) if award else []
        lock = locks[variant % len(locks)] if locks else "ingen"
        told = {**AWARD, "lock": lock}
        by = "scheduler" if role is Role.SCHEDULER else "handlaggare-1"
        return desk.do("award.release_lock", told, by=by, role=role)

    return move


def notify_with_a_defect(desk: Desk, variant: int) -> bool:
    return notify(
        desk, states_reasons=variant % 3 == 0, states_standstill=variant % 3 == 1
    )


def find_defective(desk: Desk, variant: int) -> bool:
    flaw = {"recipient": f"utforare-{BIDS[variant % 2]}", "lacking": "reasons"}
    return desk.do(
        "award.find_notice_defective",
        {**AWARD, "defects": [flaw], "reason": "Skälen saknades"},
        by=MANAGER,
    )


def cancel(desk: Desk, _: int) -> bool:
    why = {"reason_code": "other", "reasons": "Behovet har ändrats"}
    return desk.do("tender.cancel", {**TENDER, **why}, by=MANAGER)


def decide_as_the_clock(desk: Desk, variant: int) -> bool:
    winner = {"lot": "norr", "bid": BIDS[variant % len(BIDS)]}
    said = {**AWARD, "winners": [winner], "motive": "Automatiskt"}
    return clock(desk, "award.decide", said, mandate=MANDATE)


def decide_without_mandate(desk: Desk, variant: int) -> bool:
    winner = {"lot": "norr", "bid": BIDS[variant % len(BIDS)]}
    said = {**AWARD, "winners": [winner], "motive": "Utan delegation"}
    return desk.do("award.decide", said, by=MANAGER, mandate=None)


EXCLUDING: tuple[Move, ...] = (
    about_bid(
        "tender.intend_exclusion",
        ground="insolvency",
        circumstances="Konkurs",
        days=7,
    ),
    about_bid("tender.comment_on_exclusion", content_hash="e" * 64),
    about_bid("tender.exclude", motive="I konkurs"),
    about_bid("tender.drop_exclusion", motive="Konkursen är hävd"),
)

WAITING: tuple[Move, ...] = (wait(0.04), wait(1), wait(9), wait(11))

BEFORE_AN_AWARD: tuple[Move, ...] = (
    *WAITING,
    lambda desk, variant: receive(desk, BIDS[variant % len(BIDS)]),
    about_bid("tender.withdraw_bid"),
    by_the_clock("tender.close", TENDER),
    lambda desk, _: desk.do("tender.open_bids", {**TENDER, "present": [OFFICER]}),
    about_bid("tender.assess_bid", motive="Prövat på nytt"),
    *EXCLUDING,
    about_bid("tender.let_bid_fall", cause="withdrawn_by_bidder", reason="Ångrat sig"),
    lambda desk, variant: variant % 3 == 0 and cancel(desk, variant),
)

WITH_AN_AWARD: tuple[Move, ...] = (
    *WAITING,
    *EXCLUDING,
    lambda desk, variant: decide(desk, BIDS[variant % 3], by=OFFICER, because="Jäv"),
    lambda desk, variant: decide(desk, BIDS[variant % 3], because="Avsteg"),
    decide_as_the_clock,
    decide_without_mandate,
    lambda desk, _: notify(desk, channel="other"),
    notify_with_a_defect,
    find_defective,
    by_the_clock("award.unlock_signing", AWARD),
    *(lambda desk, variant: sign(desk, BIDS[variant % 2]),) * 4,
    *(file_review,) * 4,
    at_court(
        "review.decide_interim",
        instance="first",
        decided_on="today",
        prohibits_signing=True,
    ),
    lift("review.lift_interim", instance="first"),
    lift("review.lift_extension"),
    *(rule,) * 3,
    confirm("sekreterare-1"),
    *(confirm("sekreterare-2"),) * 4,
    accept_ruling,
    at_court("review.appeal", appealed_on="today"),
    release_any_lock(Role.SCHEDULER),
    release_any_lock(Role.PROCUREMENT_OFFICER),
    lambda desk, _: desk.do(
        "tender.reopen", {**TENDER, "reasons": "Rättelse"}, by=MANAGER
    ),
    lambda desk, _: desk.do("award.re_evaluate", AWARD),
    about_bid("tender.let_bid_fall", cause="court_order", reason="Domen"),
    lambda desk, variant: variant % 3 == 0 and cancel(desk, variant),
)


def meddle(desk: Desk, number: int, variant: int) -> None:
    """One of the moves that somebody may think of at this stage."""
    moves = BEFORE_AN_AWARD if desk.case(Award, "a") is None else WITH_AN_AWARD
    moves[number % len(moves)](desk, variant)
