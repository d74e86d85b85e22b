"""Who may act: roles that come and go, conflicts, glass that is broken, and who did what."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tests.given import SWEDEN
from tests.simulation.awaits import Data
from tests.simulation.letters import DONE
from tests.simulation.municipality import Municipality
from tests.town import CHIEF, OFFICER
from upphandling.application.store import Record
from upphandling.domain.base import Role
from upphandling.domain.instants import local_date

FIRST, SECOND = "registrator-1", "registrator-2"
DESK = (
    Role.CARE_ADMINISTRATOR,
    Role.CARE_NEEDS_ASSESSOR,
    Role.CONTRACT_MANAGER,
    Role.COUNCIL_SECRETARY,
    Role.PROCUREMENT_OFFICER,
    Role.DECISION_MAKER,
    Role.ARCHIVIST,
)
STANDING: Mapping[str, Sequence[Role]] = {
    SECOND: (Role.REGISTRAR,),
    FIRST: (Role.REGISTRAR,),
    OFFICER: DESK,
    "handlaggare-2": (Role.PROCUREMENT_OFFICER,),
    CHIEF: (Role.CONTRACT_MANAGER, Role.DECISION_MAKER, Role.PROCUREMENT_OFFICER),
    "sekreterare-1": (Role.PROCUREMENT_OFFICER,),
    "sekreterare-2": (Role.PROCUREMENT_OFFICER,),
}
STAND_INS = ("vikarie-1", "vikarie-2", "vikarie-3")
LENT = (Role.CARE_ADMINISTRATOR, Role.PROCUREMENT_OFFICER, Role.REGISTRAR)
KEEPERS = ("registrar", "programme_manager")
OF_NOBODY = ("scheduler", "customer")
CASE = "plan:tidplan"
SICK_LEAVE, NOTICE = 60, 20  # days
NOT_ALLOWED = "NotAllowed"

Held = tuple[date, date | None]


class Rolls:
    """A roster that binds from the first day, and the rolls of who is on it."""

    def __init__(self, town: Municipality) -> None:
        self.town = town
        self.number = 0
        self.held: dict[tuple[str, str], Held] = {}
        self.ended: dict[tuple[str, str], tuple[datetime, Held]] = {}
        self.conflicts: dict[tuple[str, str], datetime] = {}
        self.glasses: dict[str, str] = {}  # who broke it
        self.reviewed: set[str] = set()
        town.watchers.append(self.hear)
        for person, roles in STANDING.items():
            by = FIRST if person == SECOND else SECOND
            for role in roles:
                assert self._grant(person, role, by) == DONE, (person, role)

    def step(self) -> None:
        """Somebody comes or goes, or does something, whether it is allowed or not."""
        deed = self.town.chance.choices((*DEEDS,), (*DEEDS.values(),))[0]
        deed(self, self.town.chance.choice(STAND_INS))

    # -- Deeds -------------------------------------------------------------------

    def come(self, person: str) -> None:
        """A role for a time, from a day about now."""
        chance, today = self.town.chance, self._today()
        first = today + timedelta(days=chance.randrange(-3, NOTICE))
        days = {"from_day": first.isoformat()}
        if chance.random() < 0.7:
            last = first + timedelta(days=chance.randrange(-1, SICK_LEAVE))
            days["until"] = last.isoformat()
        self._grant(person, chance.choice(LENT), self._keeper(), **days)

    def go(self, person: str) -> None:
        """A role is taken from somebody; at times it is who keeps the rolls."""
        chance = self.town.chance
        who = chance.choice((person, person, FIRST, SECOND))
        held = [role for of, role in self.held if of == who]
        role = chance.choice(held) if held else Role.REGISTRAR.value
        told = {"person": who, "role": role, "reason": "Slutar."}
        self._as_keeper("roster.withdraw_role", told)

    def return_(self, _: str) -> None:
        """Whoever kept the rolls keeps them again."""
        for person in (FIRST, SECOND):
            if (person, Role.REGISTRAR.value) not in self.held:
                self._grant(person, Role.REGISTRAR, self._keeper())

    def act(self, person: str) -> None:
        """Something that some roles may, in a role that the person may have or not."""
        self.number += 1
        role = self.town.chance.choice(LENT)
        told = {
            "plan": "tidplan",
            "promise": f"vikarie-{self.number}",
            "to": "Alla",
            "text": "Besked.",
            "when": {"earliest": "2027-01-01", "latest": "2060-01-01"},
        }
        verdict = self.town.do("plan.promise", told, by=person, role=role)
        if not self.town.skies.error and verdict in (DONE, NOT_ALLOWED):
            may = self._may(person, role.value)
            if may is not (verdict == DONE):
                self.town.judge([f"{person} as {role}: {verdict}, and may: {may}"])

    def be_biased(self, person: str) -> None:
        """Somebody says that a case is theirs."""
        told = {"person": person, "case": CASE, "ground": "own_interest"}
        role = self.town.chance.choice(LENT)
        self.town.do("roster.declare_conflict", told, by=person, role=role)

    def be_unbiased(self, person: str) -> None:
        told = {"person": person, "case": CASE, "reason": "Prövat."}
        self._as_keeper("roster.lift_conflict", told)

    def break_glass(self, person: str) -> None:
        """Somebody reads in an emergency, and somebody looks at that, maybe the same."""
        chance = self.town.chance
        unseen = sorted(set(self.glasses) - self.reviewed)
        if unseen and chance.random() < 0.5:
            told = {"glass": chance.choice(unseen), "justified": True, "motive": "Ja."}
            by = chance.choice((self._keeper(), person))
            self.town.do("roster.review_break_glass", told, by=by, role=Role.REGISTRAR)
            return
        self.number += 1
        told = {"glass": f"glas-{self.number}", "target": CASE, "hours": 2}
        by, role = person, chance.choice(LENT)
        why = {"reason": "Larm."}
        self.town.do("roster.open_break_glass", {**told, **why}, by=by, role=role)

    # -- What is seen --------------------------------------------------------------

    def hear(self, row: Record) -> Sequence[str]:
        """Whether whoever wrote a row might; and what it says of who may."""
        data: Data = json.loads(row.data)
        by, role = data["by"], data["role"]
        wrongs: list[str] = []
        if self.held and role not in OF_NOBODY:
            at = datetime.fromisoformat(data["effective_at"])
            wrongs += [
                f"{by} was no {role} on {day} and wrote {row.topic}"
                for day in sorted({_day(at), _day(row.recorded_at)})
                if not self._held_on(by, role, day, row.recorded_at)
            ]
            since = self.conflicts.get((by, row.stream_id), row.recorded_at)
            if since < row.recorded_at:
                wrongs.append(
                    f"{by} is biased in {row.stream_id} and wrote {row.topic}"
                )
        if row.topic.startswith("roster."):
            wrongs += self._of_the_rolls(row, data)
        return wrongs

    def _of_the_rolls(self, row: Record, data: Data) -> list[str]:
        match row.topic.partition(".")[2]:
            case "role_granted":
                until = data["until"] and date.fromisoformat(data["until"])
                days = date.fromisoformat(data["from_day"]), until
                self._lose(data["person"], data["granted"], row)
                self.held[data["person"], data["granted"]] = days
            case "role_withdrawn":
                self._lose(data["person"], data["withdrawn"], row)
            case "conflict_declared":
                self.conflicts[data["person"], data["about"]] = row.recorded_at
            case "conflict_lifted":
                del self.conflicts[data["person"], data["about"]]
            case "break_glass_opened":
                self.glasses[data["glass"]] = data["by"]
            case "break_glass_reviewed":
                self.reviewed.add(data["glass"])
                if self.glasses[data["glass"]] == data["by"]:
                    return [f"{data['by']} looked at {data['by']}'s own emergency"]
        if row.topic.startswith("roster.role") and not self._kept(
            _day(row.recorded_at)
        ):
            return ["nobody keeps the roster any more"]
        return []

    def _lose(self, person: str, role: str, row: Record) -> None:
        """What was held until now; who wrote in that very second still had it."""
        if held := self.held.pop((person, role), None):
            self.ended[person, role] = row.recorded_at, held

    def _held_on(self, person: str, role: str, day: date, now: datetime) -> bool:
        ended_at, before = self.ended.get((person, role), (None, None))
        ways = [self.held.get((person, role)), before if ended_at == now else None]
        return any(days is not None and _within(days, day) for days in ways)

    def _kept(self, day: date) -> bool:
        return any(
            role in KEEPERS and days[1] is None and _within(days, day)
            for (_, role), days in self.held.items()
        )

    # -- What it takes -----------------------------------------------------------

    def _may(self, person: str, role: str) -> bool:
        """Whether the promise may be made: by role, and without bias."""
        biased = (person, CASE) in self.conflicts
        allowed = role != Role.REGISTRAR.value
        days = self.held.get((person, role))
        held = days is not None and _within(days, self._today())
        return allowed and held and not biased

    def _keeper(self) -> str:
        """Somebody who may keep the rolls today."""
        today = self._today()
        keepers = {
            person
            for (person, role), days in self.held.items()
            if role == Role.REGISTRAR.value and _within(days, today)
        }
        return self.town.chance.choice(sorted(keepers))

    def _grant(self, person: str, role: Role, by: str, **days: Any) -> str:
        told = {"person": person, "role": role.value, **days}
        return self.town.do("roster.grant_role", told, by=by, role=Role.REGISTRAR)

    def _as_keeper(self, name: str, told: dict[str, Any]) -> None:
        self.town.do(name, told, by=self._keeper(), role=Role.REGISTRAR)

    def _today(self) -> date:
        return local_date(self.town.clock.now)


DEEDS: Mapping[Callable[[Rolls, str], None], int] = {
    Rolls.act: 8,
    Rolls.come: 5,
    Rolls.go: 3,
    Rolls.return_: 2,
    Rolls.be_biased: 2,
    Rolls.be_unbiased: 2,
    Rolls.break_glass: 3,
}
"""What is done, and how often."""


def _day(at: datetime) -> date:
    return at.astimezone(SWEDEN).date()


def _within(days: Held, day: date) -> bool:
    return days[0] <= day and (days[1] is None or day <= days[1])
