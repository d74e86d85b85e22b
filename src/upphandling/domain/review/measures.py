"""Measures while a review is pending: what a court locks, and lifts again."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.legal_time import LegalDeadline, count_if_in_force
from upphandling.domain.parts import must_be_new
from upphandling.domain.review.filing import EXTENDED, Filing
from upphandling.domain.review.refusals import (
    AboutContract,
    AlreadyRuled,
    AnotherInstance,
    NoExtendedStandstill,
    NoInterimMeasure,
    NotAboutContract,
    RulingNotConfirmed,
)
from upphandling.domain.review.terms import (
    Against,
    Hold,
    HoldKind,
    Instance,
    Ruling,
    Status,
)


class Measures(Filing):
    """A review in which the court has said what holds meanwhile."""

    rulings: dict[str, Ruling] = field(default_factory=dict)
    awaiting: str | None = None
    overtaken: str | None = None
    interim: Instance | None = None
    may_be_performed: bool = True

    # -- Events, in the order they happen ----------------------------------

    class ExtensionLifted(DomainEvent):
        """Domstolen har beslutat att ingen förlängd avtalsspärr ska gälla (LOU 20 kap. 8 §)."""

        TOPIC = "review.extension_lifted"
        ruling: str
        decided_on: date
        frees: tuple[str, ...]

        def apply(self, case: Measures) -> None:
            case.awaiting = self.ruling
            case.rulings[self.ruling] = Ruling(
                instance=Instance.FIRST,
                outcome=None,
                said_on=self.decided_on,
                typed_in_by=self.by,
                frees=self.frees,
            )

    class InterimDecided(DomainEvent):
        """Domstolen har beslutat om avtal får ingås innan målet avgörs (LOU 20 kap. 9 §)."""

        TOPIC = "review.interim_decided"
        instance: Instance
        decided_on: date
        prohibits_signing: bool
        holds: tuple[Hold, ...]
        overtakes: str | None

        def apply(self, case: Measures) -> None:
            case.overtaken = self.overtakes or case.overtaken
            case.holds.update({one.hold: one for one in self.holds})
            case.interim = self.instance if self.prohibits_signing else case.interim

    class InterimLifted(DomainEvent):
        """Domstolen har upphävt sitt interimistiska beslut (LOU 20 kap. 10 §)."""

        TOPIC = "review.interim_lifted"
        ruling: str
        instance: Instance
        decided_on: date
        ten_day_period: LegalDeadline | None
        holds: tuple[Hold, ...]
        frees: tuple[str, ...]

        def apply(self, case: Measures) -> None:
            case.awaiting = self.ruling
            case.holds.update({one.hold: one for one in self.holds})
            case.rulings[self.ruling] = Ruling(
                instance=self.instance,
                outcome=None,
                said_on=self.decided_on,
                typed_in_by=self.by,
                frees=self.frees,
            )

    class PerformanceForbidden(DomainEvent):
        """Domstolen har beslutat att avtalet inte får fullgöras (LOU 20 kap. 16 §)."""

        TOPIC = "review.performance_forbidden"
        instance: Instance
        decided_on: date

        def apply(self, case: Measures) -> None:
            case.may_be_performed = False

    class PerformanceAllowed(DomainEvent):
        """Domstolen har beslutat att avtalet får fullgöras igen (LOU 20 kap. 16 §)."""

        TOPIC = "review.performance_allowed"
        instance: Instance
        decided_on: date

        def apply(self, case: Measures) -> None:
            case.may_be_performed = True

    # -- Commands: refuse, or bring about one event ------------------------

    def lift_extension(self, stamp: Stamp, *, ruling: str, decided_on: date) -> None:
        self._may_be_typed_in(ruling, Instance.FIRST, decided_on, stamp)
        if EXTENDED not in self.holds:
            raise NoExtendedStandstill(review=self.key)
        self.record(
            self.ExtensionLifted,
            stamp,
            ruling=ruling,
            decided_on=decided_on,
            frees=(EXTENDED,),
        )

    def decide_interim(
        self,
        stamp: Stamp,
        *,
        instance: Instance,
        decided_on: date,
        prohibits_signing: bool,
    ) -> None:
        """What a court forbids for the time being is forbidden at once.

        A higher court may have the case before anybody here has heard of the appeal.
        """
        if instance.height > self.instance.height:
            self._must_be_open()
            self._must_follow_the_application(decided_on, stamp)
        else:
            self._must_be_before(instance, decided_on, stamp)
        if self.against is Against.AGREEMENT:
            raise AboutContract(review=self.key)
        locks = prohibits_signing and self.against is Against.AWARD
        hold = Hold(hold=interim_hold(instance), kind=HoldKind.INTERIM_MEASURE)
        self.record(
            self.InterimDecided,
            stamp,
            instance=instance,
            decided_on=decided_on,
            prohibits_signing=prohibits_signing,
            holds=(hold,) if locks else (),
            overtakes=self._overtaken_by(instance) if locks else None,
        )

    def lift_interim(
        self,
        stamp: Stamp,
        *,
        ruling: str,
        instance: Instance,
        decided_on: date,
        ten_day_period: bool,
    ) -> None:
        """`ten_day_period` is False where the court said that none should hold."""
        self._may_be_typed_in(ruling, instance, decided_on, stamp)
        if self.interim is not instance:
            raise NoInterimMeasure(instance=instance, interim=self.interim)
        runs = ten_day_period and instance is not Instance.SUPREME
        period = self._ten_days(decided_on) if runs else None
        self.record(
            self.InterimLifted,
            stamp,
            ruling=ruling,
            instance=instance,
            decided_on=decided_on,
            ten_day_period=period,
            holds=ten_day_hold(ruling, period),
            frees=(interim_hold(instance),),
        )

    def forbid_performance(
        self, stamp: Stamp, *, instance: Instance, decided_on: date
    ) -> None:
        self._must_be_about_contract()
        self._must_be_before(instance, decided_on, stamp)
        self.record(
            self.PerformanceForbidden, stamp, instance=instance, decided_on=decided_on
        )

    def allow_performance(
        self, stamp: Stamp, *, instance: Instance, decided_on: date
    ) -> None:
        self._must_be_about_contract()
        self._must_be_before(instance, decided_on, stamp)
        self.record(
            self.PerformanceAllowed, stamp, instance=instance, decided_on=decided_on
        )

    # -- Rules -------------------------------------------------------------

    def _may_be_typed_in(
        self, ruling: str, instance: Instance, said_on: date, stamp: Stamp
    ) -> None:
        self._must_be_before(instance, said_on, stamp)
        must_be_new(ruling, self.rulings)
        self._must_be_confirmed()

    def _must_be_before(self, instance: Instance, said_on: date, stamp: Stamp) -> None:
        """Refuse what a court said that did not have the case."""
        self._must_be_open()
        self._must_follow_the_application(said_on, stamp)
        if instance is not self.instance:
            raise AnotherInstance(instance=instance, pending_in=self.instance)
        if self.status is Status.RULED:
            raise AlreadyRuled(instance=instance)

    def _must_be_confirmed(self) -> None:
        if self.awaiting is not None:
            raise RulingNotConfirmed(ruling=self.awaiting)

    def _overtaken_by(self, instance: Instance) -> str | None:
        """The unconfirmed ruling that was typed in without knowing of the measure."""
        if self.awaiting is None:
            return None
        said = self.rulings[self.awaiting]
        lifts = said.outcome is not None or interim_hold(instance) in said.frees
        return self.awaiting if said.instance is instance and lifts else None

    def _must_be_about_contract(self) -> None:
        if self.against is not Against.AGREEMENT:
            raise NotAboutContract(against=self.against)

    def _ten_days(self, said_on: date) -> LegalDeadline | None:
        """Ten days from the day of the ruling, which is day 0 (LOU 20 kap. 10 §)."""
        if self.against is not Against.AWARD:
            return None
        return count_if_in_force("ten-day-period", said_on, on=self.begun_on)


def interim_hold(instance: Instance) -> str:
    return f"interim-{instance}"


def ten_day_hold(ruling: str, period: LegalDeadline | None) -> tuple[Hold, ...]:
    if period is None:
        return ()
    return (
        Hold(
            hold=f"ten-days-{ruling}",
            kind=HoldKind.TEN_DAY_PERIOD,
            period=period,
            ruling=ruling,
        ),
    )
