"""Whatever is tried and refused, in whatever order: the refusal explains itself."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.generated import moving
from tests.generated.course import begun, next_step
from tests.generated.meddling import meddle
from tests.given import local
from tests.interfaces.why.conftest import COUNCIL
from tests.town import Town, role_for, sender_for
from upphandling.application.catalogue import VERBS
from upphandling.application.store import KeptRefusal
from upphandling.domain.base import Aggregate, DomainEvent, Role
from upphandling.domain.errors import Refused
from upphandling.domain.instants import local_date
from upphandling.infrastructure import logs
from upphandling.interfaces.cli.finding import find_case
from upphandling.interfaces.why.asking import Asked, explained
from upphandling.interfaces.why.obstacles import cases_of
from upphandling.interfaces.why.reading import Log
from upphandling.interfaces.why.refusals import SealedUntilAward

PARAGRAPH = re.compile(r"[A-ZÅÄÖ]{2,4} \d+ [^()]*?§")
STEPS, SEQUENCES = 60, 8
ONWARD = 0.7  # of the steps, so many take the tender further


class HouseDesk:
    """The desk of the generated courses, with a whole house under it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.log: list[DomainEvent] = []
        self.refused: list[type[Refused]] = []

    @property
    def now(self) -> datetime:
        return self.town.clock.now

    @now.setter
    def now(self, now: datetime) -> None:
        self.town.clock.now = now

    def do(
        self,
        name: str,
        data: dict[str, Any],
        *,
        by: str | None = None,
        role: Role | None = None,
        mandate: str | None = "delegationsordning 4.2",
    ) -> bool:
        command = VERBS[name].command.model_validate(data, strict=False)
        role = role or role_for(name)
        told = {"by": by or sender_for(name, role), "role": role, "mandate": mandate}
        try:
            answer = self.town.house.engine.handle(command, **told)  # type: ignore[arg-type]
        except Refused as refusal:
            self.refused.append(type(refusal))
            return False
        self.log += answer.events
        return True

    def case(self, kind: type[Aggregate], key: str) -> Any:
        return self.town.house.engine.session().find(kind, key)


@pytest.fixture(scope="module", autouse=True)
def quiet() -> None:
    logs.configure("critical", "console")


def decided(desk: HouseDesk) -> None:
    """The council has decided on the system."""
    desk.do("choice_system.record_decision", {**COUNCIL, "taken_on": _today(desk)})


def _today(desk: HouseDesk) -> str:
    return local_date(desk.now).isoformat()


def procured(town: Town, seed: int) -> None:
    """A tender that people, suppliers, courts and the clock meddle with."""
    desk, chance = HouseDesk(town), Random(seed)
    begun(desk)  # type: ignore[arg-type]
    decided(desk)
    for _ in range(STEPS):
        if chance.random() < ONWARD:
            next_step(desk)  # type: ignore[arg-type]
        else:
            meddle(desk, chance.randrange(256), chance.randrange(256))  # type: ignore[arg-type]


def moved(town: Town, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Customers whose transitions are planned, failed, put off and given up."""
    desk, chance = HouseDesk(town), Random(seed)
    monkeypatch.setattr(moving, "Desk", lambda _: desk)
    moving.settled()
    decided(desk)
    for _ in range(STEPS):
        moving.try_something(desk, chance.randrange)  # type: ignore[arg-type]


def told(town: Town) -> Counter[str]:
    """Ask for every refusal; answers how often each rule was explained."""
    town.house.refresh()
    log, seen = Log.of(town.house), Counter[str]()
    events = {
        f"{row.stream_id}@{row.version}": row.position
        for row in town.house.recorder.records()
    }
    for kept in town.house.recorder.refusals():
        try:
            asked = Asked(about=f"refusal:{kept.number}")
            (chain,) = explained(log, asked, find_case)["chains"]
        except SealedUntilAward:
            assert log.secrecy.told_up_to is not None
            continue
        must_explain(log, chain, kept, events)
        seen[kept.rule] += 1
    return seen


def must_explain(
    log: Log, chain: dict[str, Any], kept: KeptRefusal, events: dict[str, int]
) -> None:
    refusal = chain["refusal"]
    assert refusal["rule"] == kept.rule
    assert refusal["message"] == kept.message
    assert refusal["state"] == kept.details
    assert "§" in refusal["paragraph"] or refusal["paragraph"] == "lokal ordning"
    for cited in PARAGRAPH.findall(kept.message):
        assert cited in refusal["paragraph"]
    for made in refusal["made_by"]:
        assert events[made] <= kept.after_position
    attempt = log.attempt(number=kept.number)
    assert attempt is not None
    if cases_of(log, attempt):
        assert chain["complete"], (kept, chain["ends"])
        assert chain["links"]
    else:
        assert not chain["complete"]


def test_whatever_is_refused_in_a_procurement_is_explained(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for seed in range(SEQUENCES):
        url = f"sqlite:///{tmp_path}/upphandling-{seed}.db"
        with Town(url, "2026-11-02T09:00") as town:
            procured(town, seed)
            seen += told(town)

    assert len(seen) >= 12, seen
    assert {"TenderInWrongStage", "AwardInWrongStage"} <= seen.keys()


def test_whatever_is_refused_of_those_who_move_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: Counter[str] = Counter()
    for seed in range(2):
        url = f"sqlite:///{tmp_path}/upphandling-{seed}.db"
        with Town(url, "2026-10-01T09:00") as town:
            assert town.clock.now == local("2026-10-01T09:00")
            moved(town, seed, monkeypatch)
            seen += told(town)

    assert len(seen) >= 8, seen
