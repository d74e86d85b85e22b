"""Visits and what they are paid: files, corrections, months that are approved and paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from pydantic_core import to_json

from tests.simulation.agreeing import agreeing
from tests.simulation.care_book import SYSTEM, TARIFF, CareBook
from tests.simulation.letters import DONE, Letter
from tests.simulation.municipality import Municipality
from tests.simulation.pay_terms import AREAS, DEVIATION, FOUNDING
from tests.simulation.purse import OWN, PRIVATE, Paid, Purse
from tests.simulation.tally import A_DAY
from tests.simulation.visit_book import VisitBook
from tests.simulation.visit_files import Providers, Sent
from tests.town import CHIEF, OFFICER
from upphandling.application.messages import read_envelope
from upphandling.bootstrap import House
from upphandling.domain.base import Role
from upphandling.domain.errors import Refused
from upphandling.domain.instants import local_date
from upphandling.interfaces.visit_import import Asked, Faults, carry_in
from upphandling.interop.visit_file import VisitFile

SINCE = "2026-09-01"
PEOPLE = 4  # at a time
OFTEN = (1, 6, 2, 1)  # is something done of this month, the last, those before
KEEP_GOOD = 0.5
RIVALRY = 0.15
FACTORS = ("1.018", "1.035", "0.995")
AGAIN, OF_ANOTHER_SUM, EITHER = 0.2, 0.1, 0.5  # how often
FINES = (40_000, 150_000, 900_000)  # öre; the last is more than a month is worth
SENDER = {"by": OFFICER, "role": "care_administrator", "mandate": "4.2"}


Ask = tuple[str, dict[str, Any], dict[str, Any]]
"""A command, its data, and who sends it."""


class Wages:
    """Two agreements, one of them in house, and a few people at a time."""

    def __init__(self, town: Municipality) -> None:
        self.town = town
        self.care = CareBook()
        self.visits = VisitBook(self.care)
        self.purse = Purse(self.care, self.visits)
        self.providers = Providers(self.visits, town.chance)
        self.in_hand = ""
        self.people = self.fines = 0
        town.watchers += [self.care.hear, self.visits.hear, self.purse.hear]
        town.looks.append(agreeing(self.purse))
        for name, data in FOUNDING:
            assert self._do(name, data) == DONE, name
        for _ in range(PEOPLE):
            self._welcome(SINCE)

    def step(self) -> None:
        """What is to be done of the latest months, or what somebody thinks of."""
        month = self.town.chance.choices(self._months(), OFTEN)[0]
        deed = self.town.chance.choices((*DEEDS,), (*DEEDS.values(),))[0]
        deed(self, month)

    # -- Deeds -------------------------------------------------------------------

    def bring_file(self, month: str) -> None:
        """A file of visits; at times somebody approves, or withdraws, meanwhile."""
        sent = self.providers.file_of(month, self.town.clock.now)
        if sent is None or self.town.skies.error:
            return
        keep_good = self.town.chance.random() < KEEP_GOOD
        self.visits.files[sent.checksum] = (
            () if sent.bad and not keep_good else sent.good
        )
        faults: list[int] = []
        meets = not sent.bad and self.town.chance.random() < RIVALRY
        rival = self._rival(month) if meets else None  # who might make what is bad good
        answer = self.town.errand(
            lambda house: _carried(house, sent, faults, keep_good=keep_good), rival
        )
        if answer == DONE and faults[-1] != sent.bad:
            self.town.judge(
                [f"{faults[-1]} rows of a file were refused: {sent.content!r}"]
            )

    def go_on(self, month: str) -> None:
        """What comes next of the payment in hand, until its files are made."""
        if not self._goes_on(self.in_hand):
            self.in_hand = f"{self._agreement()}.{month}"
        name, data, who = self._next(self.in_hand)
        self._do(name, data, **who)

    def take_back(self, month: str) -> None:
        """A file that should not have counted."""
        if batches := self.visits.ever.get(month):
            self._do("visit_month.withdraw", self._withdrawal(month, max(batches)))

    def correct(self, month: str) -> None:
        """A month that is approved is opened again."""
        payment = f"{self._agreement()}.{month}"
        self._do("payment.open_correction", {"payment": payment, "cause": "Ny fil."})

    def give_up(self, month: str) -> None:
        payment = f"{self._agreement()}.{month}"
        why = {"payment": payment, "reason": "Inget att rätta."}
        self._do("payment.abandon_correction", why)

    def change_people(self, _: str) -> None:
        """Somebody's care ends, and somebody else's begins."""
        today = self._today()
        if people := self.care.cared_for(today):
            who = self.town.chance.choice(sorted(people))
            day = today + timedelta(days=self.town.chance.randrange(-3, 9))
            told = {"customer": who, "decision": who, "last_day": day.isoformat()}
            self._do("customer.end_decision", {**told, "reason": "Behövs inte."})
        if len(people) <= PEOPLE:
            self._welcome(today.isoformat())

    def index(self, _: str) -> None:
        """Prices of the next month."""
        days = timedelta(days=self.town.chance.randrange(1, 40))
        told = {
            "tariff": TARIFF,
            "valid_from": (self._today() + days).isoformat(),
            "index": "OPI",
            "factor": self.town.chance.choice(FACTORS),
            "source": "Nämndens beslut",
        }
        self._do("tariff.index", told)

    def fine(self, _: str) -> None:
        """A fine, or one that should not have been."""
        chance = self.town.chance
        why = {"agreement": PRIVATE, "motive": "Besök har uteblivit."}
        if self.fines and chance.random() < EITHER:
            one = {"sanction": f"vite-{chance.randrange(self.fines) + 1}"}
            self._do("agreement.withdraw_sanction", {**why, **one})
            return
        self.fines += 1
        told = {"sanction": f"vite-{self.fines}", "ore": chance.choice(FINES)}
        by = {"deviation": DEVIATION, "urgent": True}
        self._do("agreement.impose_fine", {**why, **told, **by})

    def destroy(self, _: str) -> None:
        """The oldest visits that are left."""
        if left := sorted(set(self.visits.ever) - set(self.visits.destroyed)):
            month = {"visit_month": f"{SYSTEM}.{left[0]}"}
            why = {"document": "Gallringsbeslut", "reason": "Fristen är ute."}
            self._do("visit_month.destroy", {**month, **why}, role=Role.ARCHIVIST)

    # -- What it takes -----------------------------------------------------------

    def _goes_on(self, payment: str) -> bool:
        paid = self.purse.payments.get(payment)
        if paid is None or paid.stage != "approved":
            return paid is not None
        return len(paid.exported) < len(paid.parts)

    def _next(self, payment: str) -> Ask:
        """The command of a payment that comes next, and who sends it."""
        agreement, _, month = payment.partition(".")
        paid = self.purse.payments.get(payment) or Paid(agreement, month)
        counts = {"by": OFFICER, "role": Role.CONTRACT_MANAGER}
        again = self.town.chance.random() < AGAIN
        match paid.stage:
            case "calculated" | "corrected" if not again:
                verb = "approve" if paid.stage == "calculated" else "approve_correction"
                return f"payment.{verb}", *self._approval(payment, paid)
            case "" | "calculated":
                told = {"agreement": agreement, "month": month, "tariff": TARIFF}
                return "payment.calculate", told, counts
            case "correcting" | "corrected":
                told = {"payment": payment, "tariff": TARIFF}
                return "payment.correct", told, counts
        left = set(range(len(paid.parts))) - paid.exported
        part = min(left, default=len(paid.parts) - 1)
        return "payment.export", {"payment": payment, "correction": part}, counts

    def _approval(
        self, payment: str, paid: Paid
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Mostly of the right sum, with a reason for all that was found, by another."""
        chance = self.town.chance
        reasons = [{"control": one, "reason": "Bedömt."} for one in paid.found]
        wrong = chance.random() < OF_ANOTHER_SUM
        total = paid.due + wrong * chance.randrange(1, 100)
        who = {"by": chance.choice((CHIEF, CHIEF, CHIEF, OFFICER))}
        told = {"payment": payment, "total_ore": total, "acknowledged": reasons}
        return told, {**who, "role": Role.CONTRACT_MANAGER}

    def _rival(self, month: str) -> Letter | None:
        """Somebody who approves the month just now, or takes a file of it back."""
        if self.town.chance.random() < EITHER:
            if batches := self.visits.ever.get(month):
                told = self._withdrawal(month, max(batches))
                return self._letter("visit_month.withdraw", told)
            return None
        name, data, who = self._next(f"{self._agreement()}.{month}")
        return self._letter(name, data, **who)

    def _withdrawal(self, month: str, batch: int) -> dict[str, Any]:
        why = {"batch": batch, "reason": "Fel månad i filen"}
        return {"visit_month": f"{SYSTEM}.{month}", **why}

    def _welcome(self, since: str) -> None:
        """Somebody new, with a provider of theirs."""
        self.people += 1
        who, chance = f"lon-{self.people}", self.town.chance
        area, minutes = chance.choice(AREAS), 30 * chance.randrange(1, 12)
        agreement = self._agreement()
        one = {"customer": who, "area": area, "minutes_per_week": minutes}
        told = {"system": SYSTEM, "bundle": "omvardnad", "since": since}
        placed = {**told, "customers": [{**one, "agreement": agreement}]}
        if self._do("customer_choice.register", placed) != DONE:
            return
        service = {"service": "personal_care", "minutes_per_week": minutes}
        care = {"customer": who, "decision": who, "system": SYSTEM, "area": area}
        days = {"granted_on": since, "valid_from": since, "services": [service]}
        self._do("customer.grant", {**care, **days})

    def _do(self, name: str, data: dict[str, Any], **who: Any) -> str:
        return self.town.do(name, data, **who)

    def _letter(self, name: str, data: dict[str, Any], **who: Any) -> Letter:
        return self.town.letter(name, data, **who)

    def _agreement(self) -> str:
        return self.town.chance.choice((PRIVATE, OWN))

    def _today(self) -> date:
        return local_date(self.town.clock.now)

    def _months(self) -> list[str]:
        """The latest months, this one among them."""
        first = self._today().replace(day=1)
        months = [first.isoformat()[:7]]
        for _ in OFTEN[1:]:
            first = (first - A_DAY).replace(day=1)
            months.append(first.isoformat()[:7])
        return months


DEEDS: Mapping[Callable[[Wages, str], None], int] = {
    Wages.go_on: 40,
    Wages.bring_file: 24,
    Wages.correct: 6,
    Wages.take_back: 5,
    Wages.change_people: 5,
    Wages.fine: 4,
    Wages.destroy: 4,
    Wages.index: 2,
    Wages.give_up: 1,
}
"""What is done, and how often."""


def _carried(house: House, sent: Sent, faults: list[int], *, keep_good: bool) -> str:
    """ "done", or the rule that said no; how many rows were refused is noted."""
    told = {**SENDER, "command": "visit_month.import", "data": {}}
    asked = Asked(
        system=SYSTEM,
        month=sent.month,
        name="besok.csv",
        sender=read_envelope(to_json(told)),
        keep_good=keep_good,
        dry_run=False,
    )
    house.refresh()
    found = Faults()
    try:
        carry_in(house, asked, VisitFile(BytesIO(sent.content)), found, lambda _: None)
    except Refused as refusal:
        return refusal.rule()
    faults.append(found.rows)
    return DONE
