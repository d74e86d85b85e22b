"""Conflicts (jäv): who may have nothing to do with a case, and on what ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.roster.refusals import ConflictDeclaredBefore, NoConflict
from upphandling.domain.roster.roles import Roles
from upphandling.domain.roster.terms import Ground


class Conflicts(Roles):
    """A roster that knows who is conflicted in which case."""

    conflicts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class ConflictDeclared(DomainEvent):
        """En person har anmälts vara jävig i ett ärende (lokal ordning)."""

        TOPIC = "roster.conflict_declared"
        person: str
        about: str
        ground: Ground

        def apply(self, case: Conflicts) -> None:
            before = case.conflicts.get(self.person, ())
            case.conflicts[self.person] = (*before, self.about)

    class ConflictLifted(Decision):
        """En person är inte längre jävig i ett ärende (lokal ordning)."""

        TOPIC = "roster.conflict_lifted"
        person: str
        about: str
        reason: str

        def apply(self, case: Conflicts) -> None:
            before = case.conflicts.get(self.person, ())
            case.conflicts[self.person] = tuple(
                one for one in before if one != self.about
            )

    # -- Commands: refuse, or bring about one event ------------------------

    def declare_conflict(
        self, stamp: Stamp, *, person: str, about: str, ground: Ground
    ) -> None:
        if about in self.conflicts.get(person, ()):
            raise ConflictDeclaredBefore(person=person, case=about)
        self.record(
            self.ConflictDeclared, stamp, person=person, about=about, ground=ground
        )

    def lift_conflict(
        self, stamp: Stamp, *, person: str, about: str, reason: str
    ) -> None:
        if about not in self.conflicts.get(person, ()):
            raise NoConflict(person=person, case=about)
        self.decide(
            self.ConflictLifted, stamp, person=person, about=about, reason=reason
        )

    # -- Rules -------------------------------------------------------------

    def conflict_in(self, person: str, cases: Iterable[str]) -> str | None:
        """The first of the cases in which the person is conflicted; None if none."""
        declared = self.conflicts.get(person, ())
        return next((case for case in cases if case in declared), None)
