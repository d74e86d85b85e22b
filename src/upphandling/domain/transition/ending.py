"""The ending: staff who follow, and a transition that is completed or abandoned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.transition.reassignment import Reassignment
from upphandling.domain.transition.refusals import FailedCustomersRemain, WavesRemain
from upphandling.domain.transition.terms import Status


class Transition(Reassignment):
    """One transition from old to new providers."""

    KIND = "transition"

    # -- Events, in the order they happen ----------------------------------

    class StaffTransferNoted(DomainEvent):
        """Personal går över till en annan utförare, en verksamhetsövergång (lokal ordning)."""

        TOPIC = "transition.staff_transfer_noted"
        from_agreement: str
        to_agreement: str
        persons: int
        on: date
        agreed_with_unions: bool | None
        note: str | None

    class Completed(Decision):
        """Övertagandet har avslutats (lokal ordning)."""

        TOPIC = "transition.completed"

        def apply(self, case: Transition) -> None:
            case.status = Status.COMPLETED

    class Abandoned(Decision):
        """Övertagandet har övergivits (lokal ordning)."""

        TOPIC = "transition.abandoned"
        reason: str
        remaining: tuple[str, ...]

        def apply(self, case: Transition) -> None:
            case.status = Status.ABANDONED

    # -- Commands: refuse, or bring about one event ------------------------

    def note_staff_transfer(
        self,
        stamp: Stamp,
        *,
        from_agreement: str,
        to_agreement: str,
        persons: int,
        on: date,
        agreed_with_unions: bool | None,
        note: str | None,
    ) -> None:
        self.record(
            self.StaffTransferNoted,
            stamp,
            from_agreement=from_agreement,
            to_agreement=to_agreement,
            persons=persons,
            on=on,
            agreed_with_unions=agreed_with_unions,
            note=note,
        )

    def complete(self, stamp: Stamp, *, gone: Collection[str] = ()) -> None:
        """End what is done; `gone` have no care or no place to move to any more."""
        self._must_be_under_way()
        if self.remaining:
            raise WavesRemain(waves=self.remaining)
        failed = sorted(self.failed.keys() - set(gone))
        if failed:
            raise FailedCustomersRemain(customers=failed)
        self.decide(self.Completed, stamp)

    def abandon(self, stamp: Stamp, *, reason: str) -> None:
        if self.status is not Status.PROPOSED:
            self._must_be_under_way()
        self.decide(
            self.Abandoned, stamp, reason=reason, remaining=tuple(self.remaining)
        )

    # -- Rules -------------------------------------------------------------

    @property
    def not_taken(self) -> list[str]:
        """The customers whom nobody has taken over: of waves that remain, and failed."""
        waiting = {c for key in self.remaining for c in self.waves[key].customers}
        return sorted((waiting - self.taken_alone) | self.failed.keys())

    def portrait(self) -> dict[str, Any]:
        """The state without its people: days and numbers."""
        return {
            **super().portrait(),
            "waves": {
                key: {"on": wave.on, "customers": len(wave.customers)}
                for key, wave in self.waves.items()
            },
            "handed_over": dict(
                Counter(item for done in self.handed_over.values() for item in done)
            ),
            "failed": dict(Counter(self.failed.values())),
            "taken_alone": len(self.taken_alone),
            "proposal": None if self.proposal is None else len(self.proposal),
        }
