"""The re-check: somebody looks whether the deviation has been put right."""

from __future__ import annotations

from datetime import date

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.deviation.measures import Measures
from upphandling.domain.deviation.refusals import RecheckedTooEarly
from upphandling.domain.deviation.terms import Recheck
from upphandling.domain.evidence import Evidence
from upphandling.domain.instants import must_have_come


class Rechecks(Measures):
    """A deviation that is looked at again; the latest re-check counts."""

    recheck: Recheck | None = None
    rechecked_on: date | None = None

    # -- Events, in the order they happen ----------------------------------

    class Rechecked(DomainEvent):
        """En återkontroll av avvikelsen har gjorts (KL 10 kap. 8 §)."""

        TOPIC = "deviation.rechecked"
        recheck: Recheck
        rechecked_on: date
        findings: str | None
        evidence: tuple[Evidence, ...]

        def apply(self, case: Rechecks) -> None:
            case.recheck = self.recheck
            case.rechecked_on = self.rechecked_on

    # -- Commands: refuse, or bring about one event ------------------------

    def check_again(
        self,
        stamp: Stamp,
        *,
        recheck: Recheck,
        rechecked_on: date,
        findings: str | None,
        evidence: tuple[Evidence, ...],
    ) -> None:
        self.must_be_open()
        must_have_come(rechecked_on, stamp.at)
        if self.discovered_on is not None and rechecked_on < self.discovered_on:
            raise RecheckedTooEarly(
                rechecked_on=rechecked_on, discovered_on=self.discovered_on
            )
        self.record(
            self.Rechecked,
            stamp,
            recheck=recheck,
            rechecked_on=rechecked_on,
            findings=findings,
            evidence=evidence,
        )
