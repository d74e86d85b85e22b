"""The way from a payment back to its visits, and what its controls found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from upphandling.application.payment import Month, Workings, work_out
from upphandling.bootstrap import House
from upphandling.domain.agreement import Agreement
from upphandling.domain.errors import NoSuchCase, Refused
from upphandling.domain.pay.lines import kind_of
from upphandling.domain.payment import Basis, Payment
from upphandling.domain.tariff import Tariff
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.verification.past import StoredPast
from upphandling.infrastructure.verification.reading import rows_of
from upphandling.interfaces.follow_up.payments import latest, the_payment
from upphandling.interfaces.follow_up.reading import Row

CALCULATIONS = (Payment.Calculated, Payment.CorrectionCalculated)


class NoSuchLine(Refused):
    """Utbetalningen har ingen rad med det numret."""


@dataclass
class Traced:
    """The latest calculation of a payment, worked out again as its cases were then.

    With `approved` it is the one that was approved last, and all visits that are told
    of are the agreement's own.
    """

    house: House
    key: str
    approved: bool = False

    @cached_property
    def payment(self) -> Payment:
        return the_payment(self.house, self.key, approved=self.approved)

    @cached_property
    def workings(self) -> Workings:
        """Raises `NoSuchCase` where what it was counted from is not there."""
        basis, row = self._calculated
        then = StoredPast(self.house.database, EventMapper()).at(row)
        agreement = then.fetch(Agreement, self.payment.agreement)
        tariff = then.fetch(Tariff, basis.tariff)
        return work_out(then, Month(agreement, tariff, self.payment.month))

    def findings(self) -> list[Row]:
        """What the controls found, visit by visit."""
        own = {one.visit for one in self.workings.kept}
        return [
            {
                "control": one.control,
                "customer": one.customer,
                "visits": [v for v in one.visits if v in own or not self.approved],
                "seconds": one.seconds,
            }
            for one in self.workings.found()
        ]

    def counted(self) -> list[Row]:
        """How much each control found."""
        basis, _ = self._calculated
        return [found.model_dump() for found in basis.found]

    def visits_of(self, number: int) -> list[Row]:
        """The visits of a line with their time on it; of granted care its customers."""
        basis, _ = self._calculated
        if not 1 <= number <= len(basis.lines):
            raise NoSuchLine(line=number, lines=len(basis.lines))
        kind = kind_of(basis.lines[number - 1])
        granted = [
            {"customer": customer, "quantity": line.quantity}
            for customer, line in self.workings.granted_lines()
            if kind_of(line) == kind
        ]
        return granted or [
            {
                "visit": share.visit.visit,
                "customer": share.visit.customer,
                "starts_at": datetime.fromtimestamp(share.visit.starts, UTC),
                "ends_at": datetime.fromtimestamp(share.visit.ends, UTC),
                "seconds": share.seconds,
            }
            for share in self.workings.shares()
            if share.kind == kind
        ]

    @cached_property
    def _calculated(self) -> tuple[Basis, Any]:
        """The calculation that is traced, and the row of its event."""
        wanted, _ = latest(self.payment, approved=self.approved)
        case = Payment.case_id(self.key)
        told = rows_of(self.house.database, EventMapper(), [case])
        for row in reversed(list(told)):
            if isinstance(row.event, CALCULATIONS) and row.event.basis == wanted:
                return row.event.basis, row
        raise NoSuchCase(case=case)
