"""Rulings of a review: how a court ended the case, and a second pair of eyes."""

from __future__ import annotations

from datetime import date

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.legal_time import LegalDeadline
from upphandling.domain.parts import must_be_known
from upphandling.domain.review.filing import EXTENDED
from upphandling.domain.review.measures import Measures, interim_hold, ten_day_hold
from upphandling.domain.review.refusals import (
    OutcomeNotPossible,
    RulingOvertaken,
    RulingSettled,
    SamePersonConfirms,
)
from upphandling.domain.review.terms import (
    ABOUT_CONTRACTS,
    ABOVE_THE_FIRST,
    LEAVES_IT_STANDING,
    ORDERS,
    Against,
    Hold,
    HoldKind,
    Instance,
    Outcome,
    Ruling,
    Status,
)


class Rulings(Measures):
    """A review on which courts have ruled."""

    order: str | None = None

    # -- Events, in the order they happen ----------------------------------

    class Ruled(DomainEvent):
        """Domstolen har avgjort målet (LOU 20 kap. 10 §)."""

        TOPIC = "review.ruled"
        ruling: str
        instance: Instance
        outcome: Outcome
        back_to: Instance | None
        ruled_on: date
        ten_day_period: LegalDeadline | None
        appeal_last_day: date | None
        holds: tuple[Hold, ...]
        frees: tuple[str, ...]

        def apply(self, case: Rulings) -> None:
            case.awaiting = self.ruling
            case.holds.update({one.hold: one for one in self.holds})
            case.rulings[self.ruling] = Ruling(
                instance=self.instance,
                outcome=self.outcome,
                back_to=self.back_to,
                said_on=self.ruled_on,
                typed_in_by=self.by,
                frees=self.frees,
            )

    class RulingConfirmed(Decision):
        """En andra person har bekräftat det som förts in om avgörandet (lokal ordning)."""

        TOPIC = "review.ruling_confirmed"
        ruling: str
        outcome: Outcome | None
        status: Status
        instance: Instance
        interim: Instance | None
        order: str | None
        frees: tuple[str, ...]

        def apply(self, case: Rulings) -> None:
            case.awaiting = None
            case.order = self.order
            case.status = self.status
            case.instance = self.instance
            case.interim = self.interim
            for hold in self.frees:
                case.holds.pop(hold, None)

    class RulingRetracted(Decision):
        """Ett avgörande som förts in fel har tagits bort (lokal ordning)."""

        TOPIC = "review.ruling_retracted"
        ruling: str
        reason: str
        frees: tuple[str, ...]

        def apply(self, case: Rulings) -> None:
            case.awaiting = None
            for hold in self.frees:
                case.holds.pop(hold, None)

    # -- Commands: refuse, or bring about one event ------------------------

    def rule(
        self,
        stamp: Stamp,
        *,
        ruling: str,
        instance: Instance,
        outcome: Outcome,
        back_to: Instance | None,
        ruled_on: date,
        ten_day_period: bool,
        appeal_last_day: date | None,
    ) -> None:
        """`ten_day_period` is False where the court said that none should hold.

        `appeal_last_day` is what the court's own instruction says.
        """
        self._may_be_typed_in(ruling, instance, ruled_on, stamp)
        self._must_be_possible(instance, outcome, back_to)
        runs = ten_day_period and self._starts_ten_days(instance, outcome)
        period = self._ten_days(ruled_on) if runs else None
        self.record(
            self.Ruled,
            stamp,
            ruling=ruling,
            instance=instance,
            outcome=outcome,
            back_to=back_to,
            ruled_on=ruled_on,
            ten_day_period=period,
            appeal_last_day=appeal_last_day,
            holds=(*ten_day_hold(ruling, period), *self._order_hold(ruling, outcome)),
            frees=self._freed_by(instance, outcome),
        )

    def confirm_ruling(self, stamp: Stamp, *, ruling: str) -> None:
        """The ruling takes effect: what it frees is free."""
        said = self._unconfirmed(ruling, stamp)
        if ruling == self.overtaken:
            raise RulingOvertaken(ruling=ruling)
        gone = said.outcome is not None or interim_hold(said.instance) in said.frees
        ends = said.outcome is not None and said.back_to is None
        self.decide(
            self.RulingConfirmed,
            stamp,
            ruling=ruling,
            outcome=said.outcome,
            status=Status.RULED if ends else Status.PENDING,
            instance=said.back_to or self.instance,
            interim=None if gone and self.interim is said.instance else self.interim,
            order=self._order_after(ruling, said.outcome),
            frees=said.frees,
        )

    def retract_ruling(self, stamp: Stamp, *, ruling: str, reason: str) -> None:
        """What was typed in wrong goes, and with it the order that it told of.

        A ten-day period that it began runs out by itself. The key is used up.
        """
        self._unconfirmed(ruling, stamp)
        self.decide(
            self.RulingRetracted,
            stamp,
            ruling=ruling,
            reason=reason,
            frees=tuple(
                key
                for key, one in self.holds.items()
                if one.ruling == ruling and one.kind is HoldKind.COURT_ORDER
            ),
        )

    # -- Rules -------------------------------------------------------------

    def _unconfirmed(self, ruling: str, stamp: Stamp) -> Ruling:
        """The ruling that waits, seen by somebody else than who typed it in."""
        must_be_known(ruling, self.rulings)
        if ruling != self.awaiting:
            raise RulingSettled(ruling=ruling)
        said = self.rulings[ruling]
        if stamp.by == said.typed_in_by:
            raise SamePersonConfirms(ruling=ruling)
        return said

    def _must_be_possible(
        self, instance: Instance, outcome: Outcome, back_to: Instance | None
    ) -> None:
        about_contract = self.against is Against.AGREEMENT
        fits = (
            not (outcome in ORDERS and about_contract)
            and not (outcome in ABOUT_CONTRACTS and not about_contract)
            and not (outcome in ABOVE_THE_FIRST and instance is Instance.FIRST)
            and (outcome is Outcome.REFERRED_BACK) is (back_to is not None)
            and (back_to is None or back_to.height < instance.height)
        )
        if not fits:
            raise OutcomeNotPossible(
                outcome=outcome,
                instance=instance,
                against=self.against,
                back_to=back_to,
            )

    def _starts_ten_days(self, instance: Instance, outcome: Outcome) -> bool:
        """After an extended standstill, or where the court itself had locked signing.

        The supreme court's own measure is followed by ten days only where the case is
        sent back (LOU 20 kap. 10 §, second paragraph).
        """
        if EXTENDED in self.holds:
            return True
        if instance is Instance.SUPREME and outcome is not Outcome.REFERRED_BACK:
            return False
        return self.interim is instance

    def _order_after(self, ruling: str, outcome: Outcome | None) -> str | None:
        """The ruling that stands as an order to redo or correct."""
        if outcome is None or outcome in LEAVES_IT_STANDING:
            return self.order
        return ruling if outcome in ORDERS else None

    def _order_hold(self, ruling: str, outcome: Outcome) -> tuple[Hold, ...]:
        """A procurement is not ended in breach of the court (LOU 20 kap. 6 §)."""
        if outcome not in ORDERS or self.against is not Against.AWARD:
            return ()
        return (Hold(hold=f"order-{ruling}", kind=HoldKind.COURT_ORDER, ruling=ruling),)

    def _freed_by(self, instance: Instance, outcome: Outcome) -> tuple[str, ...]:
        """The standstill and the measure of the court that ruled, and older orders."""
        return tuple(
            key
            for key, one in self.holds.items()
            if key in (EXTENDED, interim_hold(instance))
            or (one.kind is HoldKind.COURT_ORDER and outcome not in LEAVES_IT_STANDING)
        )
