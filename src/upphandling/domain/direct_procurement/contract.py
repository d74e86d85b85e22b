"""One direct procurement, from its ground to the contract."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Self

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.direct_procurement.refusals import (
    DirectProcurementInWrongStage,
    IntentPublishedLater,
    IntentStandstillRunning,
    LongerThanNeeded,
    NeedNotBounded,
    OnlyFormerBidders,
    TenderNotNamed,
    ValueNotBelowThreshold,
)
from upphandling.domain.direct_procurement.terms import (
    AFTER_A_TENDER,
    BELOW_THRESHOLD,
    PARAGRAPHS,
    Ground,
    Status,
)
from upphandling.domain.instants import must_have_come
from upphandling.domain.legal_time import LegalDeadline, count


class DirectProcurement(Aggregate):
    """One contract that is awarded without a call."""

    KIND = "direct_procurement"

    system: str = ""
    status: Status = Status.PREPARED
    ground: Ground = Ground.UNDER_THRESHOLD
    value_sek: int | None = None
    tender: str | None = None
    former_bidders: set[str] = field(default_factory=set)
    needed_until: date | None = None
    standstill: LegalDeadline | None = None
    provider: str | None = None
    name: str = ""
    agreement: str | None = None

    # -- Events, in the order they happen ----------------------------------

    class Prepared(Decision):
        """En direktupphandling har inletts (LOU 19 a kap. 1 §)."""

        TOPIC = "direct_procurement.prepared"
        system: str
        title: str
        ground: Ground
        paragraph: str
        value_sek: int
        threshold_sek: int
        threshold_source: str
        tender: str | None
        former_bidders: tuple[str, ...]
        needed_until: date | None
        motive: str

        def apply(self, case: DirectProcurement) -> None:
            case.system = self.system
            case.ground = self.ground
            case.value_sek = self.value_sek
            case.tender = self.tender
            case.former_bidders = set(self.former_bidders)
            case.needed_until = self.needed_until

    class IntentPublished(DomainEvent):
        """Avsikten att direktupphandla har annonserats (LOU 19 a kap. 9 §)."""

        TOPIC = "direct_procurement.intent_published"
        database: str
        notice: str
        published_on: date
        standstill: LegalDeadline

        def apply(self, case: DirectProcurement) -> None:
            case.standstill = self.standstill

    class StandstillEnded(DomainEvent):
        """Avtalsspärren efter annonsen om avsikten har löpt ut (LOU 20 kap. 3 §)."""

        TOPIC = "direct_procurement.standstill_ended"
        last_day: date

    class Decided(Decision):
        """Beslut har fattats om vem som får kontraktet (LOU 19 a kap. 10 §)."""

        TOPIC = "direct_procurement.decided"
        provider: str
        name: str
        asked: tuple[str, ...]
        motive: str

        def apply(self, case: DirectProcurement) -> None:
            case.status = Status.DECIDED
            case.provider = self.provider
            case.name = self.name

    class ContractSigned(Decision):
        """Avtal har ingåtts efter direktupphandling (LOU 19 a kap. 1 §)."""

        TOPIC = "direct_procurement.contract_signed"
        agreement: str

        def apply(self, case: DirectProcurement) -> None:
            case.status = Status.SIGNED
            case.agreement = self.agreement

    class Abandoned(Decision):
        """Direktupphandlingen har avbrutits (lokal ordning)."""

        TOPIC = "direct_procurement.abandoned"
        reasons: str

        def apply(self, case: DirectProcurement) -> None:
            case.status = Status.ABANDONED

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def prepare(
        cls,
        stamp: Stamp,
        key: str,
        *,
        system: str,
        title: str,
        ground: Ground,
        value_sek: int,
        threshold_sek: int,
        threshold_source: str,
        tender: str | None,
        former_bidders: tuple[str, ...],
        needed_until: date | None,
        motive: str,
    ) -> Self:
        if ground in BELOW_THRESHOLD and value_sek >= threshold_sek:
            raise ValueNotBelowThreshold(
                paragraph=PARAGRAPHS[ground],
                value_sek=value_sek,
                threshold_sek=threshold_sek,
            )
        if ground in AFTER_A_TENDER and tender is None:
            raise TenderNotNamed(ground=ground, paragraph=PARAGRAPHS[ground])
        if ground is Ground.DURING_REVIEW and needed_until is None:
            raise NeedNotBounded(ground=ground)
        return cls.begin(
            cls.Prepared,
            stamp,
            key,
            system=system,
            title=title,
            ground=ground,
            paragraph=PARAGRAPHS[ground],
            value_sek=value_sek,
            threshold_sek=threshold_sek,
            threshold_source=threshold_source,
            tender=tender,
            former_bidders=former_bidders,
            needed_until=needed_until,
            motive=motive,
        )

    def publish_intent(
        self, stamp: Stamp, *, database: str, notice: str, published_on: date
    ) -> None:
        self._must_be(Status.PREPARED, Status.DECIDED)
        must_have_come(published_on, stamp.at)
        if self.standstill is not None and published_on < self.standstill.trigger:
            raise IntentPublishedLater(published_on=self.standstill.trigger)
        self.record(
            self.IntentPublished,
            stamp,
            database=database,
            notice=notice,
            published_on=published_on,
            standstill=count("standstill-ex-ante", published_on),
        )

    def end_standstill(self, stamp: Stamp) -> None:
        if self.standstill is None:
            raise DirectProcurementInWrongStage(status=self.status)
        self._must_be_past_the_standstill(stamp)
        self.record(self.StandstillEnded, stamp, last_day=self.standstill.last_day)

    def make(
        self,
        stamp: Stamp,
        *,
        provider: str,
        name: str,
        asked: tuple[str, ...],
        motive: str,
    ) -> None:
        self._must_be(Status.PREPARED)
        if self.ground is Ground.UNACCEPTABLE_BIDS:
            others = sorted({provider, *asked} - self.former_bidders)
            if others:
                raise OnlyFormerBidders(others=others)
        self.decide(
            self.Decided,
            stamp,
            provider=provider,
            name=name,
            asked=asked,
            motive=motive,
        )

    def sign(self, stamp: Stamp, *, agreement: str, ends_on: date | None) -> None:
        self._must_be(Status.DECIDED)
        self._must_be_past_the_standstill(stamp)
        self.must_allow_until(ends_on)
        self.decide(self.ContractSigned, stamp, agreement=agreement)

    def abandon(self, stamp: Stamp, *, reasons: str) -> None:
        self._must_be(Status.PREPARED, Status.DECIDED)
        self.decide(self.Abandoned, stamp, reasons=reasons)

    # -- Rules -------------------------------------------------------------

    @property
    def worth_sek(self) -> int | None:
        return self.value_sek

    def must_allow_until(self, ends_on: date | None) -> None:
        """A bridge during review lasts no longer than it is needed."""
        if self.needed_until and (ends_on is None or ends_on > self.needed_until):
            raise LongerThanNeeded(needed_until=self.needed_until, ends_on=ends_on)

    def _must_be(self, *required: Status) -> None:
        if self.status not in required:
            raise DirectProcurementInWrongStage(
                status=self.status, required=" | ".join(required)
            )

    def _must_be_past_the_standstill(self, stamp: Stamp) -> None:
        if self.standstill is not None and stamp.at < self.standstill.expires_at:
            raise IntentStandstillRunning(
                last_day=self.standstill.last_day, free_from=self.standstill.free_from
            )
