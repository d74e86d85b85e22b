"""The course of a tender as a person would take it: the next step that is lawful."""

from __future__ import annotations

from datetime import timedelta

from tests.generated.desk import SECOND, Desk
from upphandling.domain.agreement import Agreement
from upphandling.domain.award import Award
from upphandling.domain.award import Status as AwardStatus
from upphandling.domain.base import Role
from upphandling.domain.tender import Status, Tender

SYSTEM = {
    "system": "staden",
    "name": "Hemtjänst i staden",
    "municipality": "Staden",
    "areas": [{"key": "norr", "name": "Norr"}],
    "bundles": [
        {
            "key": "omvardnad",
            "name": "Omvårdnad",
            "services": ["personal_care"],
            "regime": "lou",
        }
    ],
    "default": {"rule": "in_house", "legal_basis": "Fullmäktiges beslut § 1"},
}
CRITERION = {"criterion": "kvalitet", "title": "Kvalitet", "max_points": 5.0}
TENDER, AWARD = {"tender": "t"}, {"award": "a"}
BIDS = ("a", "b", "c")
OFFICER, MANAGER = "handlaggare-1", "chef-1"


def begun(desk: Desk) -> None:
    """A town that is ready to procure: nothing to generate there."""
    assert desk.do("choice_system.establish", SYSTEM)
    assert desk.do(
        "tender.prepare",
        {
            **TENDER,
            "system": "staden",
            "title": "Hemtjänst i norr",
            "lots": [{"lot": "norr", "title": "Norr", "areas": ["norr"]}],
            "criteria": [CRITERION],
        },
    )


def next_step(desk: Desk) -> bool:
    """Do what comes next; False when nothing does, or when it is refused."""
    tender, award = desk.case(Tender, "t"), desk.case(Award, "a")
    assert tender is not None
    match tender.status:
        case Status.PREPARED:
            last_day = (desk.now + timedelta(days=30)).date()
            return desk.do(
                "tender.announce", {**TENDER, "last_day": last_day, "notice": "A-1"}
            )
        case Status.ANNOUNCED:
            return _receive_or_close(desk, tender)
        case Status.CLOSED:
            present = [OFFICER, "handlaggare-2"]
            return desk.do("tender.open_bids", {**TENDER, "present": present})
        case Status.OPENED:
            return _examine(desk, tender, award)
        case Status.AWARDED:
            return _towards_signing(desk, award)
    return False


def receive(desk: Desk, letter: str) -> bool:
    return desk.do(
        "tender.receive_bid",
        {
            **TENDER,
            "bid": letter,
            "bidder": f"utforare-{letter}",
            "name": f"Utförare {letter.upper()}",
            "lots": ["norr"],
            "content_hash": letter * 64,
        },
    )


def decide(desk: Desk, bid: str, *, by: str = MANAGER, because: str | None) -> bool:
    return desk.do(
        "award.decide",
        {
            **AWARD,
            "winners": [{"lot": "norr", "bid": bid}],
            "motive": "Högst kvalitet",
            "departs_because": because,
        },
        by=by,
    )


def notify(desk: Desk, **said: object) -> bool:
    """Every bidder is told, by a letter where `channel` says so."""
    award = desk.case(Award, "a")
    bidders = sorted({b.bidder for b in award.bids.values()}) if award else []
    notices = [{"recipient": bidder, **said} for bidder in bidders or ["ingen"]]
    return desk.do("award.notify", {**AWARD, "notices": notices})


def sign(desk: Desk, bid: str) -> bool:
    signed = len(desk.log)
    return desk.do(
        "agreement.sign",
        {
            **AWARD,
            "agreement": f"avtal-{signed}",
            "lot": "norr",
            "bid": bid,
            "bundle": "omvardnad",
            "starts_on": "2028-01-01",
            "ends_on": "2029-12-31",
        },
        by=MANAGER,
    )


def clock(
    desk: Desk, name: str, data: dict[str, str], *, mandate: str | None = None
) -> bool:
    """What the scheduler would do now."""
    return desk.do(name, data, by="scheduler", role=Role.SCHEDULER, mandate=mandate)


def _receive_or_close(desk: Desk, tender: Tender) -> bool:
    for letter in BIDS[:2]:
        if letter not in tender.bids and receive(desk, letter):
            return True
    if tender.closes_at is not None:
        desk.now = max(desk.now, tender.closes_at)
    return clock(desk, "tender.close", TENDER)


def _examine(desk: Desk, tender: Tender, award: Award | None) -> bool:
    for bid in sorted(tender.bids):
        if bid not in tender.assessments:
            one = {**TENDER, "bid": bid, "motive": "Prövat mot kraven"}
            return desk.do("tender.assess_bid", one)
    for number, bid in enumerate(sorted(tender.standing)):
        if (bid, "kvalitet") not in tender.points:
            score = {"criterion": "kvalitet", "points": 5.0 - number, "motive": "Bra"}
            return desk.do("tender.score_bid", {**TENDER, "bid": bid, **score})
    if award is None:
        return desk.do("award.propose", {**AWARD, **TENDER})
    if award.status is AwardStatus.PROPOSED:
        winners = award.evaluation.winners if award.evaluation else ()
        return bool(winners) and decide(desk, winners[0].bid, because=None)
    return desk.do("award.re_evaluate", AWARD)


def _towards_signing(desk: Desk, award: Award | None) -> bool:
    if award is None:
        return False
    if award.status is AwardStatus.DECIDED:
        return notify(desk)
    if award.status is AwardStatus.NOTIFIED and award.standstill is not None:
        desk.now = max(desk.now, award.standstill.expires_at)
        if clock(desk, "award.unlock_signing", AWARD):
            return True
        for key, lock in award.locks.items():
            if lock.period is not None:
                desk.now = max(desk.now, lock.period.expires_at + SECOND)
                return clock(desk, "award.release_lock", {**AWARD, "lock": key})
    if award.status is AwardStatus.UNLOCKED:
        for winner in award.winners:
            if (winner.lot, winner.bid) not in award.signed:
                return sign(desk, winner.bid)
    return False


def agreements(desk: Desk) -> list[Agreement.Signed]:
    """The agreements that were signed, in order."""
    return [event for event in desk.log if isinstance(event, Agreement.Signed)]
