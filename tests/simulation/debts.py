"""The ledger of what the clock owes: kept by each row, settled by what falls."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from tests.simulation.awaited import FALLS
from tests.simulation.awaits import Awaits, Data, Parts
from tests.simulation.skies import Skies
from upphandling.application.store import Record

SCHEDULER = "scheduler"
PART = {  # of what falls, where it is not the whole case that it falls for
    "award.lock_released": "lock",
    "award.validity_review_ended": "agreement",
    "award.post_award_notice_overdue": "agreement",
    "agreement.offer_lapsed": "customer",
    "choice_system.legal_force_gained": "decision",
    "plan.milestone_missed": "milestone",
    "plan.promise_broken": "promise",
    "admission.window_closed": "window",
    "customer.decision_began": "decision",
    "customer.decision_expired": "decision",
    "customer.report_due": "decision",
    "follow_up.check_reminded": "check",
    "follow_up.check_overdue": "check",
    "follow_up.check_escalated": "check",
    "deviation.measure_overdue": "measure",
    "transition.wave_overdue": "wave",
    "transition.gap_coming": "wave",
}
ALSO_LATER = "award.signing_unlocked"  # when the last lock is gone, without a deadline
LEGAL_FORCE = "choice_system.legal_force_gained"
APPEALS = {"choice_system.decision_appealed": 1, "choice_system.appeal_ruled": -1}

Debt = tuple[str, str, str]  # what falls, of which case, which part


class Debts:
    """Every deadline that runs, as the rows have set it."""

    def __init__(self, skies: Skies) -> None:
        self.skies = skies
        self.due: dict[Debt, datetime] = {}
        self.fallen = 0
        self.appealed: dict[Debt, int] = {}
        self._sets: dict[str, list[tuple[str, Awaits]]] = defaultdict(list)
        self._ends: dict[str, list[tuple[str, Parts]]] = defaultdict(list)
        self._falls: dict[str, str] = {}
        for falls, (sets, ends) in FALLS.items():
            kind = falls.partition(".")[0]
            self._falls |= dict.fromkeys(falls.split("|"), falls)
            for name, awaits in sets.items():
                self._sets[f"{kind}.{name}"].append((falls, awaits))
            for name, parts in ends.items():
                self._ends[f"{kind}.{name}"].append((falls, parts))

    def hear(self, row: Record) -> Sequence[str]:
        """Take in a row; what is wrong with how it fell."""
        topic, case = row.topic, row.stream_id
        if topic not in self._falls and topic not in self._sets | self._ends:
            return ()
        data: Data = json.loads(row.data)
        self._hear_appeal(row, data)
        wrongs = self._fell(row, data) if topic in self._falls else []
        for falls, parts in self._ends.get(topic, ()):
            for part in parts(data):
                self.due.pop((falls, case, part), None)
        said_at = datetime.fromisoformat(data["effective_at"])
        for falls, awaits in self._sets.get(topic, ()):
            for part, due in awaits(data):
                self.due[falls, case, part] = max(due, said_at)
        return wrongs

    def forgotten(self) -> Sequence[str]:
        """What should have fallen by now, if all that is due has been carried out."""
        now = min(self.skies.time.now, self.skies.told())
        return [
            f"{falls} of {case} {part} was due {due}"
            for (falls, case, part), due in self.due.items()
            if due <= now and not self.appealed.get((falls, case, part))
        ]

    def _hear_appeal(self, row: Record, data: Data) -> None:
        """Minutes that go up while a court has the decision wait for the court."""
        if row.topic in APPEALS:
            debt = (LEGAL_FORCE, row.stream_id, data["decision"])
            self.appealed[debt] = self.appealed.get(debt, 0) + APPEALS[row.topic]

    def _fell(self, row: Record, data: Data) -> list[str]:
        falls = self._falls[row.topic]
        part = data[PART[falls]] if falls in PART else ""
        due = self.due.pop((falls, row.stream_id, part), None)
        if data["role"] != SCHEDULER:
            return []
        self.fallen += 1
        if due is None:
            again = f"{row.topic} {part} fell and nobody waited for it"
            return [] if row.topic == ALSO_LATER else [again]
        effective_at = datetime.fromisoformat(data["effective_at"])
        if min(self.skies.time.now, row.recorded_at, effective_at) < due:
            return [f"{row.topic} {part} fell before {due}"]
        if effective_at > due:
            return [f"{row.topic} {part} had its effect {effective_at}, not {due}"]
        return []
