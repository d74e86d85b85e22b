"""A desk with real commands, handlers and cases, and no database under it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from upphandling.application.catalogue import VERBS
from upphandling.application.commands import A
from upphandling.domain.base import Aggregate, DomainEvent, Role, Stamp, evolve
from upphandling.domain.errors import CaseExists, NoSuchCase, Refused

MANDATE = "delegationsordning 4.2"
SECOND = timedelta(seconds=1)


class Desk:
    """Carries out commands in memory; a refused one leaves every case as it was.

    `log` is all that has happened, in order; `refused` the rules that said no, and
    `attempts` the command that each said it to, with how long the log was then.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.log: list[DomainEvent] = []
        self.refused: list[type[Refused]] = []
        self.attempts: list[tuple[int, str, type[Refused]]] = []
        self._cases: dict[str, Aggregate] = {}
        self._touched: dict[str, Aggregate] = {}

    def do(
        self,
        name: str,
        data: dict[str, Any],
        *,
        by: str = "handlaggare-1",
        role: Role = Role.PROCUREMENT_OFFICER,
        mandate: str | None = MANDATE,
    ) -> bool:
        """Carry out a command now; False when a rule refused it."""
        stamp = Stamp(
            by=by,
            role=role,
            at=self.now,
            mandate=mandate,
            because=f"command:{len(self.log)}",
        )
        verb = VERBS[name]
        command = verb.command.model_validate(data, strict=False)
        self._touched = {}
        try:
            verb.handler(command, self, stamp)
        except Refused as refusal:
            self.refused.append(type(refusal))
            self.attempts.append((len(self.log), name, type(refusal)))
            self._put_back()
            return False
        for case_id, case in self._touched.items():
            self.log += case.collect_events()  # type: ignore[arg-type]
            self._cases[case_id] = case
        self.now += SECOND
        return True

    def case(self, kind: type[A], key: str) -> A | None:
        """The case as it stands, or None."""
        return self._cases.get(kind.case_id(key))  # type: ignore[return-value]

    # -- What a handler asks for ---------------------------------------------

    def fetch(self, kind: type[A], key: str) -> A:
        case_id = kind.case_id(key)
        case: Any = self._touched.get(case_id) or self._cases.get(case_id)
        if case is None:
            raise NoSuchCase(case=case_id)
        self._touched[case_id] = case
        return case

    def find(self, kind: type[A], key: str) -> A | None:
        try:
            return self.fetch(kind, key)
        except NoSuchCase:
            return None

    def find_many(self, kind: type[A], keys: Sequence[str]) -> dict[str, A]:
        found = {key: self.find(kind, key) for key in keys}
        return {key: case for key, case in found.items() if case is not None}

    def rest_on(self, kind: type[A], keys: Sequence[str]) -> dict[str, A]:
        return self.find_many(kind, keys)

    def fetch_many(self, kind: type[A], keys: Sequence[str]) -> list[A]:
        return [self.fetch(kind, key) for key in keys]

    def add(self, *cases: Aggregate) -> None:
        for case in cases:
            case_id = str(case.id)
            if case_id in self._cases or case_id in self._touched:
                raise CaseExists(case=case_id)
            self._touched[case_id] = case

    def _put_back(self) -> None:
        """Replay what a refused command had begun to change."""
        for case_id, case in self._touched.items():
            if case_id in self._cases and case.pending_events:
                told = [event for event in self.log if event.originator_id == case_id]
                self._cases[case_id] = evolve(None, told)
