"""What is paid for which visits: a purse that is kept by the rows of the log alone.

It counts each month by itself and says what does not agree: an amount, a visit that is
paid twice, visits that change when they are paid, a fine that is taken twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tests.given import SWEDEN
from tests.simulation.awaits import Data
from tests.simulation.care_book import CareBook, Hears, heard, key_of
from tests.simulation.tally import A_DAY, amount, days_of
from tests.simulation.visit_book import VisitBook, month_of
from upphandling.application.store import Record

PRIVATE, OWN = "lon-a", "lon-b"


@dataclass(slots=True)
class Paid:
    """A month of an agreement: what was calculated, and what has been approved.

    `taken` are deductions in öre by sanction, `due` is what there is to approve;
    `standing` is what was approved last, before deductions and with them.
    """

    agreement: str
    month: str
    stage: str = ""
    pay: int = 0
    taken: Mapping[str, int] = field(default_factory=dict)
    visits: frozenset[str] = frozenset()
    calculator: str = ""
    found: tuple[str, ...] = ()
    due: int = 0
    standing: tuple[int, Mapping[str, int]] = (0, {})
    paid_for: frozenset[str] = frozenset()
    parts: list[int] = field(default_factory=list)
    exported: set[int] = field(default_factory=set)


class Purse:
    """Payments by their keys, and the fines that are to be taken."""

    def __init__(self, care: CareBook, visits: VisitBook) -> None:
        self.care = care
        self.visits = visits
        self.payments: dict[str, Paid] = {}
        self.fines: dict[str, tuple[int, date]] = {}  # in öre, by agreement/sanction
        self._hears: Hears = {
            "visit_month.imported": self._touched,
            "visit_month.withdrawn": self._touched,
            "visit_month.destroyed": self._destroyed,
            "agreement.fine_imposed": self._fined,
            "agreement.sanction_withdrawn": self._fine_withdrawn,
            "payment.calculated": self._calculated,
            "payment.correction_calculated": self._corrected,
            "payment.deducted": self._deducted,
            "payment.approved": self._approved,
            "payment.correction_opened": self._opened,
            "payment.correction_approved": self._approved,
            "payment.correction_abandoned": self._abandoned,
            "payment.exported": self._exported,
        }

    def hear(self, row: Record) -> Sequence[str]:
        """What is wrong with a row; the other books have heard it."""
        return heard(self._hears, row)

    # -- Visits and fines --------------------------------------------------------

    def _touched(self, row: Record, data: Data) -> Iterator[str]:
        """Another file of visits counts, or one less: of no month that is paid."""
        month = month_of(row)
        for agreement in self.visits.ever[month][data["batch"]]:
            paid = self.payments.get(f"{agreement}.{month}")
            if paid is not None and paid.stage == "approved":
                yield f"the visits of {agreement} in {paid.month} change when paid"

    def _destroyed(self, row: Record, _: Data) -> Iterator[str]:
        month = month_of(row)
        visited = {one for of in self.visits.ever[month].values() for one in of}
        for agreement in sorted(visited):
            paid = self.payments.get(f"{agreement}.{month}")
            if paid is not None and paid.stage != "approved":
                yield f"the visits of {month} are gone, {agreement} is unpaid"

    def _fined(self, row: Record, data: Data) -> Iterator[str]:
        decided = datetime.fromisoformat(data["effective_at"]).astimezone(SWEDEN)
        self.fines[f"{key_of(row)}/{data['sanction']}"] = data["ore"], decided.date()
        return iter(())

    def _fine_withdrawn(self, row: Record, data: Data) -> Iterator[str]:
        name = f"{key_of(row)}/{data['sanction']}"
        self.fines[name] = 0, self.fines[name][1]
        return iter(())

    # -- What is paid ----------------------------------------------------------

    def _calculated(self, row: Record, data: Data) -> Iterator[str]:
        paid = self._of(row, data)
        if paid.stage not in ("", "calculated"):
            yield f"{row.stream_id} was {paid.stage} and is calculated again"
        if row.recorded_at.astimezone(SWEDEN).date() <= days_of(paid.month)[-1]:
            yield f"{paid.month} is counted before it is over"
        yield from self._count(paid, data)
        paid.stage, paid.due = "calculated", paid.pay

    def _corrected(self, row: Record, data: Data) -> Iterator[str]:
        paid = self._of(row, data)
        if paid.stage not in ("correcting", "corrected"):
            yield f"{row.stream_id} was {paid.stage} and is corrected"
        yield from self._count(paid, data)
        if data["total_ore"] != paid.pay - paid.standing[0]:
            yield f"{row.stream_id} is corrected by {data['total_ore']} öre"
        paid.stage, paid.due = "corrected", self._difference(paid)

    def _count(self, paid: Paid, data: Data) -> Iterator[str]:
        basis = data["basis"]
        visits = [
            one
            for batch in basis["batches"]
            for one in self.visits.batches.get(paid.month, {}).get(batch, ())
            if one.agreement == paid.agreement
        ]
        pay = amount(
            visits,
            self.care.care,
            self.care.rates,
            agreement=paid.agreement,
            month=paid.month,
            vat=paid.agreement == PRIVATE,
        )
        if (basis["visits"], basis["total_ore"]) != (len(visits), pay):
            told = f"{basis['visits']} visits for {basis['total_ore']} öre"
            yield f"{paid.agreement} {paid.month}: {told}, not {len(visits)} for {pay}"
        paid.pay, paid.taken, paid.calculator = pay, {}, data["by"]
        paid.visits = frozenset(one.visit for one in visits)
        paid.found = tuple(one["control"] for one in basis["found"])

    def _deducted(self, row: Record, data: Data) -> Iterator[str]:
        paid = self.payments[key_of(row)]
        paid.taken = {one["sanction"]: -one["ore"] for one in data["deductions"]}
        owed = sum(self._owed(paid).values())
        to_pay = paid.pay - sum(paid.taken.values())
        if to_pay != max(paid.pay - owed, 0):
            yield f"{row.stream_id}: {to_pay} öre of {paid.pay}, and {owed} are owed"
        paid.due = self._difference(paid)
        if data["total_ore"] != paid.due:
            yield f"{row.stream_id} is {data['total_ore']} öre, not {paid.due}"

    def _approved(self, row: Record, data: Data) -> Iterator[str]:
        paid = self.payments[key_of(row)]
        if data["total_ore"] != paid.due:
            yield f"{data['total_ore']} öre are approved of {paid.due}"
        if data["by"] == paid.calculator:
            yield f"{data['by']} approves what {data['by']} calculated"
        counted = self.visits.counted(paid.month).values()
        mine = {one.visit for one in counted if one.agreement == paid.agreement}
        if mine != paid.visits:
            yield f"{row.stream_id} is approved for other visits than count"
        for other in self.payments.values():
            if other is not paid and (twice := other.paid_for & paid.visits):
                yield f"{sorted(twice)} are paid twice"
        paid.parts.append(paid.due)
        paid.stage, paid.paid_for = "approved", paid.visits
        paid.standing = paid.pay, paid.taken
        for sanction, ore in paid.taken.items():
            claimed, _ = self.fines[f"{paid.agreement}/{sanction}"]
            if ore + self._taken_elsewhere(sanction, paid) > claimed:
                yield f"more than {claimed} öre is taken for {sanction}"

    def _opened(self, row: Record, _: Data) -> Iterator[str]:
        self.payments[key_of(row)].stage = "correcting"
        return iter(())

    def _abandoned(self, row: Record, _: Data) -> Iterator[str]:
        self.payments[key_of(row)].stage = "approved"
        return iter(())

    def _exported(self, row: Record, data: Data) -> Iterator[str]:
        paid, part = self.payments[key_of(row)], data["correction"]
        if part in paid.exported:
            yield f"part {part} of {row.stream_id} is paid twice"
        if data["total_ore"] != paid.parts[part]:
            yield f"{data['total_ore']} öre are paid of {paid.parts[part]}"
        paid.exported.add(part)
        if sum(paid.parts) != paid.standing[0] - sum(paid.standing[1].values()):
            yield f"what is paid of {row.stream_id} is not what it comes to"

    # -- Of sanctions ------------------------------------------------------------

    def _owed(self, paid: Paid) -> dict[str, int]:
        """What each sanction still has to take or to give back, in this month."""
        after = days_of(paid.month)[-1] + A_DAY
        mine = {
            name.partition("/")[2]: ore
            for name, (ore, decided_on) in self.fines.items()
            if name.startswith(f"{paid.agreement}/") and decided_on < after
        }
        return {
            one: ore - self._taken_elsewhere(one, paid) for one, ore in mine.items()
        }

    def _taken_elsewhere(self, sanction: str, paid: Paid) -> int:
        """What other months that are approved have taken for it."""
        return sum(
            other.standing[1].get(sanction, 0)
            for other in self.payments.values()
            if other is not paid and other.agreement == paid.agreement
        )

    def _difference(self, paid: Paid) -> int:
        """What there is to approve now, with deductions, less what was approved."""
        before, taken = paid.standing
        now = paid.pay - sum(paid.taken.values())
        return now - before + sum(taken.values())

    def _of(self, row: Record, data: Data) -> Paid:
        key = key_of(row)
        if key not in self.payments:
            self.payments[key] = Paid(data["agreement"], data["month"])
        return self.payments[key]
