"""An award at each stage of its life, as the tests of its chapters are given it."""

from __future__ import annotations

from typing import Any

from tests.given import day, local, person, scheduler
from upphandling.domain.award import Award, Comparison, Lock, LockKind, Score, Winner
from upphandling.domain.base import Role, Stamp
from upphandling.domain.evaluation import Bid, Criterion, Lot, Method, Model, Offer
from upphandling.domain.legal_time import count
from upphandling.domain.notices import Notice
from upphandling.domain.rulebook import Channel

BEGUN_ON = day("2026-03-02")
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
QUALITY = Criterion(criterion="kvalitet", title="Kvalitet", max_points=5.0)
CLEAR = {"anbud-1": 5.0, "anbud-2": 3.0, "anbud-3": 4.0}
TIED = {"anbud-1": 4.0, "anbud-2": 4.0, "anbud-3": 5.0}
WINNERS = (
    Winner(lot="norr", bid="anbud-1"),
    Winner(lot="soder", bid="anbud-1"),
    Winner(lot="soder", bid="anbud-3"),
)
REVIEW = "mal-1234-26"


def chief(at: str) -> Stamp:
    """Somebody else than who proposed, who may decide."""
    return Stamp(
        by="chef-1",
        role=Role.PROCUREMENT_MANAGER,
        at=local(at),
        mandate="delegationsordning 4.1",
    )


def comparison(points: dict[str, float], **changed: Any) -> Comparison:
    """The bids that have points, compared by quality unless it is changed."""
    return Comparison(
        **{
            "method": Method(model=Model.QUALITY_POINTS),
            "lots": LOTS,
            "criteria": (QUALITY,),
            "bids": tuple(bid for bid in BIDS if bid.bid in points),
            "scores": tuple(
                Score(bid=bid, criterion="kvalitet", points=got)
                for bid, got in points.items()
            ),
            **changed,
        }
    )


def by_relative_price(**bids: tuple[float, int]) -> Comparison:
    """Points and price of bids on the north; prices are compared to the lowest."""
    stated = {key.replace("_", "-"): said for key, said in bids.items()}
    return comparison(
        {bid: points for bid, (points, _) in stated.items()},
        method=Method(model=Model.RELATIVE_POINTS, price_max_points=5.0),
        lots=LOTS[:1],
        bids=tuple(
            bid.model_copy(update={"lots": ("norr",)})
            for bid in BIDS
            if bid.bid in stated
        ),
        offers=tuple(
            Offer(bid=bid, lot="norr", price_ore=price)
            for bid, (_, price) in stated.items()
        ),
    )


def proposed(compared: Comparison | None = None) -> Award:
    return Award.propose(
        person("2026-04-20T09:00"),
        "tilldelning-2026",
        tender="hemtjanst-2026",
        system="staden",
        begun_on=BEGUN_ON,
        bids=BIDS,
        comparison=compared or comparison(CLEAR),
    )


def decided() -> Award:
    award = proposed()
    award.make(chief("2026-05-04T09:00"), winners=WINNERS, motive="Bäst kvalitet.")
    return award


def notices(
    *recipients: str, at: str = "2026-05-05T10:00", by: Channel = Channel.ELECTRONIC
) -> tuple[Notice, ...]:
    """To everybody unless somebody is named."""
    told = recipients or ("utforare-a", "utforare-b", "utforare-c")
    return tuple(Notice(recipient=who, channel=by, sent_at=local(at)) for who in told)


def notify(award: Award, at: str = "2026-05-05T10:00", **changed: Any) -> None:
    award.notify(
        person(at),
        **{"notices": notices(at=at), "stated_last_day": None, **changed},
    )


def notified() -> Award:
    award = decided()
    notify(award)
    return award


def unlocked() -> Award:
    award = notified()
    award.unlock(scheduler("2026-05-16T00:00"))
    return award


def lock(
    kind: LockKind = LockKind.EXTENDED_STANDSTILL, key: str = "sparr", **changed: Any
) -> Lock:
    return Lock(**{"lock": key, "kind": kind, "review": REVIEW, **changed})


def ten_days(ruled_on: str) -> Lock:
    """The ten days after a court's ruling."""
    return lock(
        LockKind.TEN_DAY_PERIOD,
        "tio-dagar",
        period=count("ten-day-period", day(ruled_on), on=BEGUN_ON),
    )


def locked() -> Award:
    """Applied for review while the standstill ran."""
    award = notified()
    award.lock_signing(person("2026-05-12T09:00"), lock())
    return award


def sign(award: Award, at: str = "2026-05-18T09:00", **changed: Any) -> None:
    award.sign(
        person(at),
        **{"lot": "norr", "bid": "anbud-1", "agreement": "avtal-a", **changed},
    )


def signed(**changed: Any) -> Award:
    award = unlocked()
    sign(award, **changed)
    return award
