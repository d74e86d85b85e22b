"""The sanctions: the ladder that was agreed, and warnings, withholdings and fines by it."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Unpack

from upphandling.domain.agreement.fallback import Fallback
from upphandling.domain.agreement.refusals import (
    AmountInOneUnit,
    EndsBeforeItStarts,
    RungTwice,
    SanctionNotAgreed,
    SanctionOver,
    SanctionsSettled,
)
from upphandling.domain.agreement.sanction_terms import (
    A_YEAR,
    Grounds,
    Rung,
    Sanction,
    SanctionKind,
)
from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.instants import local_date
from upphandling.domain.lengths import Length
from upphandling.domain.parts import must_be_known, must_be_new


class Sanctions(Fallback):
    """An agreement that says what follows when it is not kept.

    Every sanction names the deviation that it rests on. A deviation of a requirement is
    repeated when an earlier one was discovered `repeat_within` before it.
    """

    ladder: dict[SanctionKind, Rung] = field(default_factory=dict)
    repeat_within: Length = A_YEAR
    sanctions: dict[str, Sanction] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class SanctionsAgreed(DomainEvent):
        """Avtalets påföljder har förts in (lokal ordning)."""

        TOPIC = "agreement.sanctions_agreed"
        rungs: tuple[Rung, ...]
        repeat_within: Length

        def apply(self, case: Sanctions) -> None:
            case.ladder = {rung.kind: rung for rung in self.rungs}
            case.repeat_within = self.repeat_within

    class WarningGiven(Decision):
        """Utföraren har fått en skriftlig varning (lokal ordning)."""

        TOPIC = "agreement.warning_given"
        sanction: str
        deviation: str
        urgent: bool
        motive: str

        def apply(self, case: Sanctions) -> None:
            case.keep(self, SanctionKind.WARNING, self.sanction, self.deviation)

    class PaymentWithheld(Decision):
        """En del av ersättningen till utföraren hålls inne (lokal ordning)."""

        TOPIC = "agreement.payment_withheld"
        sanction: str
        deviation: str
        percent: int | None
        ore: int | None
        from_on: date
        until: date | None
        urgent: bool
        motive: str

        def apply(self, case: Sanctions) -> None:
            case.keep(
                self,
                SanctionKind.WITHHOLDING,
                self.sanction,
                self.deviation,
                percent=self.percent,
                ore=self.ore,
                from_on=self.from_on,
                until=self.until,
            )

    class WithholdingReleased(Decision):
        """Ersättning som hållits inne har frigjorts (lokal ordning)."""

        TOPIC = "agreement.withholding_released"
        sanction: str
        reason: str

        def apply(self, case: Sanctions) -> None:
            case.lift(self, self.sanction)

    class FineImposed(Decision):
        """Utföraren ska betala vite enligt avtalet (lokal ordning)."""

        TOPIC = "agreement.fine_imposed"
        sanction: str
        deviation: str
        ore: int
        urgent: bool
        motive: str

        def apply(self, case: Sanctions) -> None:
            case.keep(
                self, SanctionKind.FINE, self.sanction, self.deviation, ore=self.ore
            )

    # -- Commands: refuse, or bring about one event ------------------------

    def agree_sanctions(
        self, stamp: Stamp, *, rungs: tuple[Rung, ...], repeat_within: Length
    ) -> None:
        """Enter the ladder of the agreement, once; a later one is another agreement."""
        self._must_be_alive()
        if self.ladder:
            raise SanctionsSettled(agreement=self.key)
        if len({rung.kind for rung in rungs}) < len(rungs):
            raise RungTwice(agreement=self.key)
        for rung in rungs:
            rung.must_have_a_limit()
        self.record(
            self.SanctionsAgreed, stamp, rungs=rungs, repeat_within=repeat_within
        )

    def warn(
        self, stamp: Stamp, *, urgent: bool = False, **grounds: Unpack[Grounds]
    ) -> None:
        self._must_be_alive()
        self._must_be_agreed(SanctionKind.WARNING, grounds["sanction"])
        self.decide(self.WarningGiven, stamp, urgent=urgent, **grounds)

    def withhold_payment(
        self,
        stamp: Stamp,
        *,
        percent: int | None,
        ore: int | None,
        from_on: date,
        until: date | None,
        urgent: bool = False,
        **grounds: Unpack[Grounds],
    ) -> None:
        """Withhold a part of what is to be paid; with others of the same days it counts."""
        rung = self._must_be_agreed(SanctionKind.WITHHOLDING, grounds["sanction"])
        if (percent is None) == (ore is None):
            raise AmountInOneUnit(percent=percent, ore=ore)
        if until is not None and until < from_on:
            raise EndsBeforeItStarts(from_on=from_on, until=until)
        others = [
            other
            for other in self.sanctions.values()
            if other.kind is SanctionKind.WITHHOLDING
            and not other.lifted
            and other.meets(from_on, until)
        ]
        rung.must_allow("percent", percent, [other.percent for other in others])
        rung.must_allow("ore", ore, [other.ore for other in others])
        self.decide(
            self.PaymentWithheld,
            stamp,
            percent=percent,
            ore=ore,
            from_on=from_on,
            until=until,
            urgent=urgent,
            **grounds,
        )

    def release_withholding(self, stamp: Stamp, *, sanction: str, reason: str) -> None:
        self._must_stand(SanctionKind.WITHHOLDING, sanction)
        self.decide(self.WithholdingReleased, stamp, sanction=sanction, reason=reason)

    def impose_fine(
        self,
        stamp: Stamp,
        *,
        ore: int,
        urgent: bool = False,
        **grounds: Unpack[Grounds],
    ) -> None:
        rung = self._must_be_agreed(SanctionKind.FINE, grounds["sanction"])
        rung.must_allow("ore", ore)
        self.decide(self.FineImposed, stamp, ore=ore, urgent=urgent, **grounds)

    # -- Rules -------------------------------------------------------------

    def sanctions_of(self, deviation: str) -> tuple[Sanction, ...]:
        """What a deviation has led to, in the order it was decided."""
        return tuple(s for s in self.sanctions.values() if s.deviation == deviation)

    def keep(
        self,
        said: DomainEvent,
        kind: SanctionKind,
        sanction: str,
        deviation: str,
        *,
        percent: int | None = None,
        ore: int | None = None,
        from_on: date | None = None,
        until: date | None = None,
    ) -> None:
        """The sanction is in force, as an event of this case has said."""
        self.sanctions[sanction] = Sanction(
            sanction=sanction,
            kind=kind,
            deviation=deviation,
            decided_on=local_date(said.effective_at),
            decision=said.reference,
            percent=percent,
            ore=ore,
            from_on=from_on,
            until=until,
        )

    def lift(
        self, said: DomainEvent, sanction: str, *, withdrawn: bool = False
    ) -> None:
        """The sanction is over, as an event of this case has said."""
        if (standing := self.sanctions.get(sanction)) is not None:
            over = {
                "lifted": True,
                "over_on": local_date(said.effective_at),
                "withdrawn": withdrawn,
            }
            self.sanctions[sanction] = standing.model_copy(update=over)

    def _must_be_agreed(self, kind: SanctionKind, sanction: str) -> Rung:
        if kind not in self.ladder:
            raise SanctionNotAgreed(
                agreement=self.key,
                kind=kind,
                agreed=[str(kind) for kind in self.ladder],
            )
        must_be_new(sanction, self.sanctions)
        return self.ladder[kind]

    def _must_stand(self, kind: SanctionKind, sanction: str) -> None:
        of_the_kind = {
            key: one for key, one in self.sanctions.items() if one.kind is kind
        }
        must_be_known(sanction, of_the_kind)
        self._must_not_be_over(sanction)

    def _must_not_be_over(self, sanction: str) -> None:
        if self.sanctions[sanction].lifted:
            raise SanctionOver(sanction=sanction)
