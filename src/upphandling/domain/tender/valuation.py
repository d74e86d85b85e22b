"""Value of a tender: what it is estimated to be worth, against the threshold."""

from __future__ import annotations

from upphandling.domain.base import DomainEvent, Stamp, Value
from upphandling.domain.tender.groundwork import Groundwork
from upphandling.domain.tender.refusals import ThresholdIsKnown
from upphandling.domain.tender.terms import Status
from upphandling.domain.thresholds import ThresholdUnknown, threshold


class StatedThreshold(Value):
    """A threshold in whole SEK, and where it was read."""

    sek: int
    source: str


class Valuation(Groundwork):
    """A tender whose value is estimated."""

    value_sek: int | None = None

    # -- Events, in the order they happen ----------------------------------

    class ValueEstimated(DomainEvent):
        """Upphandlingens värde har beräknats (LOU 5 kap. 3 §)."""

        TOPIC = "tender.value_estimated"
        value_sek: int
        basis: str
        threshold: StatedThreshold | None
        reaches_threshold: bool | None

        def apply(self, case: Valuation) -> None:
            case.value_sek = self.value_sek

    # -- Commands: refuse, or bring about one event ------------------------

    def estimate_value(
        self,
        stamp: Stamp,
        *,
        value_sek: int,
        basis: str,
        stated: StatedThreshold | None,
    ) -> None:
        """Keep the value without VAT; `stated` only where we know no threshold."""
        self._must_be(Status.PREPARED)
        limit = self._threshold(stamp, stated)
        self.record(
            self.ValueEstimated,
            stamp,
            value_sek=value_sek,
            basis=basis,
            threshold=limit,
            reaches_threshold=None if limit is None else value_sek >= limit.sek,
        )

    # -- Rules -------------------------------------------------------------

    @property
    def worth_sek(self) -> int | None:
        return self.value_sek

    def _threshold(
        self, stamp: Stamp, stated: StatedThreshold | None
    ) -> StatedThreshold | None:
        try:
            known = threshold(self.begun_on(stamp))
        except ThresholdUnknown:
            return stated
        if stated is not None:
            raise ThresholdIsKnown(threshold_sek=known.sek, source=known.source)
        return StatedThreshold(sek=known.sek, source=known.source)
