"""Conditions of a tender: how it is carried out, and what providers are paid."""

from __future__ import annotations

from upphandling.domain.base import Decision, Stamp
from upphandling.domain.compensation import Compensation, must_not_overlap
from upphandling.domain.evaluation import Method, Model, must_fit
from upphandling.domain.parts import must_be_known
from upphandling.domain.tender.procedure import Procedure
from upphandling.domain.tender.reservation import Reservation
from upphandling.domain.tender.terms import Status

MOST_POINTS = Method(model=Model.QUALITY_POINTS)
"""How bids are compared where the documents set no procedure: by points alone."""


class Conditions(Reservation):
    """A tender whose conditions are set."""

    procedure: Procedure | None = None
    compensation: Compensation | None = None

    # -- Events, in the order they happen ----------------------------------

    class ProcedureSet(Decision):
        """Det har bestämts hur upphandlingen ska genomföras (LOU 19 kap. 9 §)."""

        TOPIC = "tender.procedure_set"
        procedure: Procedure

        def apply(self, case: Conditions) -> None:
            case.procedure = self.procedure

    class CompensationSet(Decision):
        """Ersättningen till utförarna har bestämts (LOU 19 kap. 9 §)."""

        TOPIC = "tender.compensation_set"
        compensation: Compensation

        def apply(self, case: Conditions) -> None:
            case.compensation = self.compensation

    # -- Commands: refuse, or bring about one event ------------------------

    def set_procedure(self, stamp: Stamp, *, procedure: Procedure) -> None:
        self._must_be(Status.PREPARED)
        self._must_fit(procedure.method)
        self.decide(self.ProcedureSet, stamp, procedure=procedure)

    def set_compensation(self, stamp: Stamp, *, compensation: Compensation) -> None:
        self._must_be(Status.PREPARED)
        must_not_overlap(compensation.rates)
        areas = {area: lot for lot in self.lots.values() for area in lot.areas}
        for rate in compensation.rates:
            if rate.area is not None:
                must_be_known(rate.area, areas)
        self.decide(self.CompensationSet, stamp, compensation=compensation)

    # -- Rules -------------------------------------------------------------

    @property
    def method(self) -> Method:
        """How bids are compared."""
        return MOST_POINTS if self.procedure is None else self.procedure.method

    def _must_fit(self, method: Method) -> None:
        must_fit(method, [*self.lots.values()], [*self.criteria.values()])
