"""Preparation of a tender: its lots, its criteria, and what stage it has reached."""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime
from typing import Self

from upphandling.domain.base import Aggregate, Decision, Stamp
from upphandling.domain.evaluation import Criterion, Lot
from upphandling.domain.instants import local_date
from upphandling.domain.tender.refusals import TenderInWrongStage
from upphandling.domain.tender.terms import Status


class Preparation(Aggregate):
    """A tender that is being prepared."""

    system: str = ""
    status: Status = Status.PREPARED
    lots: dict[str, Lot] = field(default_factory=dict)
    criteria: dict[str, Criterion] = field(default_factory=dict)
    announced_at: datetime | None = None

    # -- Events, in the order they happen ----------------------------------

    class Prepared(Decision):
        """Upphandlingen har förberetts (LOU 19 kap. 9 §)."""

        TOPIC = "tender.prepared"
        system: str
        title: str
        lots: tuple[Lot, ...]
        criteria: tuple[Criterion, ...]

        def apply(self, case: Preparation) -> None:
            case.system = self.system
            case.lots = {lot.lot: lot for lot in self.lots}
            case.criteria = {c.criterion: c for c in self.criteria}

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def prepare(
        cls,
        stamp: Stamp,
        key: str,
        *,
        system: str,
        title: str,
        lots: tuple[Lot, ...],
        criteria: tuple[Criterion, ...],
    ) -> Self:
        return cls.begin(
            cls.Prepared,
            stamp,
            key,
            system=system,
            title=title,
            lots=lots,
            criteria=criteria,
        )

    # -- Rules -------------------------------------------------------------

    def begun_on(self, stamp: Stamp) -> date:
        """The day the procurement began, whose wording of the law it is held to."""
        return local_date(self.announced_at or stamp.at)

    def _must_be(self, *required: Status) -> None:
        if self.status not in required:
            raise TenderInWrongStage(status=self.status, required=" | ".join(required))
