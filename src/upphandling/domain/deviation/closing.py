"""The closing: a person decides how the deviation ended, and the outcome must fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from upphandling.domain.base import Decision, Stamp
from upphandling.domain.deviation.recheck import Rechecks
from upphandling.domain.deviation.refusals import (
    AgreementGoesOn,
    MeasuresRemain,
    NoSanctionTaken,
    NotRemedied,
    SanctionHolds,
    SanctionTaken,
)
from upphandling.domain.deviation.terms import Outcome, Recheck


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What a deviation has led to in the agreement.

    `taken` are its sanctions, `standing` those that have not been lifted, `holding`
    those of them that go on day by day; `ended` says that the agreement has.
    """

    taken: Sequence[str] = ()
    standing: Sequence[str] = ()
    holding: Sequence[str] = ()
    ended: bool = False


class Deviation(Rechecks):
    """Something that is not as the agreement says, from the report to the closing."""

    KIND = "deviation"

    # -- Events, in the order they happen ----------------------------------

    class Closed(Decision):
        """Avvikelsen har avslutats (lokal ordning)."""

        TOPIC = "deviation.closed"
        outcome: Outcome
        undone: tuple[str, ...]
        motive: str

        def apply(self, case: Deviation) -> None:
            case.outcome = self.outcome
            case.awaits_answer = False

    # -- Commands: refuse, or bring about one event ------------------------

    def close(
        self, stamp: Stamp, *, outcome: Outcome, aftermath: Aftermath, motive: str
    ) -> None:
        """Close it with an outcome that what has happened bears out."""
        self.must_be_open()
        match outcome:
            case Outcome.AGREEMENT_ENDED:
                if not aftermath.ended:
                    raise AgreementGoesOn(agreement=self.agreement)
            case Outcome.SANCTIONED:
                self._must_not_await_answer()
                if not aftermath.taken:
                    raise NoSanctionTaken(deviation=self.key)
            case Outcome.UNFOUNDED:
                self._must_not_await_answer()
                if aftermath.standing:
                    raise SanctionTaken(sanctions=list(aftermath.standing))
            case Outcome.REMEDIED:
                self._must_be_remedied(aftermath)
        self.decide(
            self.Closed, stamp, outcome=outcome, undone=self.undone, motive=motive
        )

    # -- Rules -------------------------------------------------------------

    def _must_be_remedied(self, aftermath: Aftermath) -> None:
        self._must_not_await_answer()
        if self.undone:
            raise MeasuresRemain(measures=list(self.undone))
        last = max(self.done.values(), default=None)
        if self.recheck is not Recheck.REMEDIED or (
            last is not None
            and self.rechecked_on is not None
            and self.rechecked_on < last
        ):
            raise NotRemedied(
                deviation=self.key, recheck=self.recheck, on=self.rechecked_on
            )
        if aftermath.holding:
            raise SanctionHolds(sanctions=list(aftermath.holding))
