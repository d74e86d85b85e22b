"""Tenders with their awards and reviews: as a person would, with everybody meddling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.generated.course import (
    BIDS,
    CRITERION,
    OFFICER,
    TENDER,
    next_step,
    receive,
    sign,
)
from tests.generated.meddling import REVIEW, meddle
from tests.generated.oracle import Court
from tests.simulation.desk import Desk
from tests.simulation.municipality import Municipality
from upphandling.application.store import Record
from upphandling.domain.award import Award
from upphandling.domain.instants import local_date
from upphandling.domain.tender import Status, Tender

ONWARD, LATER = (
    0.78,
    0.5,
)  # how often what comes next is done, before an award and after
ON_THE_BRINK = 0.06  # how often something is tried just where a time runs out
OPENED_INSTEAD = 0.3  # how often that is the opening of the bids
STEPS = 60  # of a tender, before the next one begins
TO_THE_START, TO_THE_END = timedelta(days=60), timedelta(days=500)
FILED = REVIEW["review"]
MOVES, VARIANTS = 1_000, 256


class Tenders:
    """One tender after another; a court of its own follows each."""

    def __init__(self, town: Municipality) -> None:
        self.town = town
        self.number = 0
        town.watchers.append(self.hear)
        self.begin()

    def begin(self) -> None:
        """Prepare the next tender."""
        self.town.clear()
        self.number += 1
        self.steps = 0
        self.court = Court()
        self.desk = Desk(self.town, self.named, self.mine)
        lot = {"lot": "norr", "title": "Norr", "areas": ["norr"]}
        told = {"system": "staden", "title": "Hemtjänst i norr"}
        self.desk.do(
            "tender.prepare", {**TENDER, **told, "lots": [lot], "criteria": [CRITERION]}
        )

    def step(self) -> None:
        """What comes next, or what somebody thinks of."""
        self.steps += 1
        if self.steps > STEPS:
            self.begin()
        chance, desk = self.town.chance, self.desk
        if chance.random() < ON_THE_BRINK and self._on_the_brink():
            return
        known = desk.case(Award, "a") is not None
        if chance.random() < (LATER if known else ONWARD):
            next_step(desk)
        else:
            meddle(desk, chance.randrange(MOVES), chance.randrange(VARIANTS))

    def _on_the_brink(self) -> bool:
        """A second before a limit, at it or after it: a bid, its opening, a contract."""
        tender, award = self.desk.case(Tender, "t"), self.desk.case(Award, "a")
        about = timedelta(seconds=self.town.chance.randrange(-1, 2))
        if tender is not None and tender.status is Status.ANNOUNCED:
            assert tender.closes_at is not None
            self._wait_until(tender.closes_at + about)
            if self.town.chance.random() < OPENED_INSTEAD:
                present = [OFFICER, "handlaggare-2"]
                self.desk.do("tender.open_bids", {**TENDER, "present": present})
            else:
                receive(self.desk, self.town.chance.choice(BIDS))
            return True
        if award is not None and award.standstill is not None and award.winners:
            self._wait_until(award.standstill.expires_at + about)
            if about >= timedelta(0):
                self.town.sweep()
            sign(self.desk, award.winners[0].bid)
            return True
        return False

    def _wait_until(self, moment: datetime) -> None:
        self.town.clock.now = max(self.town.clock.now, moment)

    def named(self, field: str, value: Any) -> Any:
        """What this tender's cases are called, and when its contracts run."""
        match field:
            case "tender" | "award" | "subject" | "agreement":
                return f"n{self.number}-{value}"
            case "case_number":
                return f"{self.number}{value}"
            case "review":
                return f"fr.{self.number}{value.removeprefix('fr.')}"
            case "starts_on" | "ends_on":
                days = TO_THE_END if field == "ends_on" else TO_THE_START
                return local_date(self.town.clock.now + days).isoformat()
        return value

    def mine(self, stream: str) -> bool:
        """Whether a case is of this tender."""
        key = stream.partition(":")[2]
        return key.startswith(f"n{self.number}-") or key == self.named("review", FILED)

    def hear(self, row: Record) -> Sequence[str]:
        """What a court would say of a row."""
        return [
            wrong for event in self.desk.hear(row) for wrong in self.court.sees(event)
        ]
