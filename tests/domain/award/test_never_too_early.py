"""Whatever happens, and in whatever order, no contract is signed too early."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.domain.award.stages import (
    BEGUN_ON,
    CLEAR,
    WINNERS,
    chief,
    comparison,
    lock,
    notices,
    proposed,
)
from tests.given import local
from upphandling.domain.award import Award, Defect, Lacking, LockKind
from upphandling.domain.base import Stamp
from upphandling.domain.errors import Refused
from upphandling.domain.instants import local_date
from upphandling.domain.legal_time import count

BIDDERS = ("utforare-a", "utforare-b", "utforare-c")
REVIEWS = ("mal-1", "mal-2")
bidders = st.lists(st.sampled_from(BIDDERS), unique=True, min_size=1)
some_days = st.sampled_from([0, 1, 3, 9, 10, 11, 15])


class Signing(RuleBasedStateMachine):
    """Beside the award, what a lawyer would note by hand: the facts, not the states.

    `told` is when each bidder last got a complete notice, since the last decision.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now = local("2026-05-04T09:00")
        self.award: Award = proposed()
        self.told: dict[str, datetime] = {}
        self.locks: dict[str, tuple[LockKind, str, datetime | None]] = {}
        self.orders: set[str] = set()
        self.over = False
        self.contracts = 0

    @initialize()
    def begin_with_notices(self) -> None:
        """Most of what matters comes after somebody has been told."""
        self.decide()
        self.notify([*BIDDERS], set())

    # -- What may happen ---------------------------------------------------------

    @rule(days=some_days, seconds=st.sampled_from([0, 1, 54_000 - 1, 54_000]))
    def wait(self, days: int, seconds: int) -> None:
        self.now += timedelta(days=days, seconds=seconds)

    @rule()
    def decide(self) -> None:
        if self.done(
            lambda at: self.award.make(
                at, winners=WINNERS, motive="m", departs_because="d"
            )
        ):
            self.told = {}

    @rule(to=bidders, lacking=st.sets(st.sampled_from(BIDDERS), max_size=1))
    def notify(self, to: list[str], lacking: set[str]) -> None:
        sent = tuple(
            one.model_copy(update={"sent_at": self.now}) for one in notices(*to)
        )
        defects = tuple(
            Defect(recipient=who, lacking=Lacking.REASONS)
            for who in to
            if who in lacking
        )
        if self.done(
            lambda at: self.award.notify(
                at, notices=sent, stated_last_day=None, defects=defects
            )
        ):
            for who in to:
                self.told.pop(who, None)
                if who not in lacking:
                    self.told[who] = self.now

    @rule(who=st.sampled_from(BIDDERS))
    def find_defective(self, who: str) -> None:
        defect = Defect(recipient=who, lacking=Lacking.STANDSTILL)
        if self.done(
            lambda at: self.award.find_defective(at, defects=(defect,), reason="r")
        ):
            self.told.pop(who, None)

    @rule()
    def unlock(self) -> None:
        self.done(self.award.unlock)

    @rule(
        key=st.sampled_from("xyz"),
        kind=st.sampled_from(LockKind),
        review=st.sampled_from(REVIEWS),
    )
    def put_lock(self, key: str, kind: LockKind, review: str) -> None:
        period = None
        if kind is LockKind.TEN_DAY_PERIOD:
            period = count("ten-day-period", local_date(self.now), on=BEGUN_ON)
        put = lock(kind, key, review=review, period=period)
        if self.done(lambda at: self.award.lock_signing(at, put)):
            self.locks[key] = kind, review, period and period.expires_at

    @rule(key=st.sampled_from("xyz"))
    def release(self, key: str) -> None:
        if self.done(lambda at: self.award.release_lock(at, key)):
            _, _, ends = self.locks.pop(key)
            assert ends is None or self.now >= ends

    @rule(key=st.sampled_from("xyz"))
    def let_pass(self, key: str) -> None:
        if self.done(lambda at: self.award.let_period_pass(at, key)):
            _, _, ends = self.locks.pop(key)
            assert ends is not None
            assert self.now >= ends

    @rule(review=st.sampled_from(REVIEWS))
    def order(self, review: str) -> None:
        if self.done(lambda at: self.award.order_correction(at, review)):
            self.orders.add(review)

    @rule(fallen=st.sampled_from([None, "anbud-2"]))
    def re_evaluate(self, fallen: str | None) -> None:
        rest = {bid: got for bid, got in CLEAR.items() if bid != fallen}
        if self.done(
            lambda at: self.award.re_evaluate(at, comparison=comparison(rest)),
            by="handlaggare-1",
        ):
            self.locks = {
                key: one
                for key, one in self.locks.items()
                if one[0] is not LockKind.COURT_ORDER or one[1] not in self.orders
            }
            self.orders, self.told = set(), {}

    @rule(never=st.sampled_from([False] * 9 + [True]))
    def annul(self, never: bool) -> None:  # noqa: FBT001
        if never and self.done(lambda at: self.award.annul(at, "mal-1")):
            self.over = True

    @rule(never=st.sampled_from([False] * 9 + [True]))
    def withdraw(self, never: bool) -> None:  # noqa: FBT001
        if never and self.done(lambda at: self.award.withdraw(at, reasons="r")):
            self.over = True

    @rule(winner=st.sampled_from(WINNERS))
    def sign(self, winner) -> None:
        key = f"avtal-{self.contracts}"
        if self.done(
            lambda at: self.award.sign(
                at, lot=winner.lot, bid=winner.bid, agreement=key
            )
        ):
            self.contracts += 1
            self.must_be_free()

    # -- What a lawyer would say -------------------------------------------------

    def must_be_free(self) -> None:
        assert not self.over
        assert not self.locks
        assert not self.orders
        assert self.told.keys() == set(BIDDERS)
        last = local_date(max(self.told.values()))
        standstill = count("standstill", last, on=BEGUN_ON)
        assert self.now >= standstill.expires_at

    def done(self, act, by: str = "chef-1") -> bool:
        """Whether the award let it happen, a second after what happened before."""
        self.now += timedelta(seconds=1)
        stamp = chief("2026-05-04T09:00")
        at = Stamp(by=by, role=stamp.role, at=self.now, mandate=stamp.mandate)
        try:
            act(at)
        except Refused:
            return False
        return True


Signing.TestCase.settings = settings(
    max_examples=120, stateful_step_count=40, deadline=None
)
TestNoContractIsSignedTooEarly = Signing.TestCase
