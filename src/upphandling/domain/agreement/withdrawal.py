"""The withdrawal: a warning, a withholding or a fine that should not have been decided."""

from __future__ import annotations

from upphandling.domain.agreement.refusals import StopIsLifted
from upphandling.domain.agreement.sanction_terms import SanctionKind
from upphandling.domain.agreement.sanctions import Sanctions
from upphandling.domain.base import Decision, Stamp
from upphandling.domain.parts import must_be_known


class Withdrawal(Sanctions):
    """An agreement whose sanctions can be taken back.

    What is withdrawn is as if it had not been: nothing of it is owed, and a deviation
    has not led to it. A sanction that was right is released or lifted instead.
    """

    # -- Events, in the order they happen ----------------------------------

    class SanctionWithdrawn(Decision):
        """En påföljd har återtagits, den skulle inte ha beslutats (lokal ordning)."""

        TOPIC = "agreement.sanction_withdrawn"
        sanction: str
        kind: SanctionKind
        motive: str

        def apply(self, case: Withdrawal) -> None:
            case.lift(self, self.sanction, withdrawn=True)

    # -- Commands: refuse, or bring about one event ------------------------

    def withdraw_sanction(self, stamp: Stamp, *, sanction: str, motive: str) -> None:
        """Also when the agreement is over, for there may be money to give back."""
        must_be_known(sanction, self.sanctions)
        kind = self.sanctions[sanction].kind
        if kind is SanctionKind.STOP:
            raise StopIsLifted(sanction=sanction)
        self._must_not_be_over(sanction)
        self.decide(
            self.SanctionWithdrawn, stamp, sanction=sanction, kind=kind, motive=motive
        )
