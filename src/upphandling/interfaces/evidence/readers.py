"""For whom a bundle is made: what they may see, and which cases they may have."""

from __future__ import annotations

from upphandling.domain.access import policy
from upphandling.domain.agreement import Agreement
from upphandling.domain.catalogue import PERSONAL
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.deviation import Deviation
from upphandling.domain.errors import Refused
from upphandling.domain.indicator import Indicator
from upphandling.domain.payment import Payment
from upphandling.domain.transition import Transition
from upphandling.domain.visit_month import VisitMonth
from upphandling.interfaces.among import must_be_among
from upphandling.interfaces.disclosure import Secrecy
from upphandling.interfaces.evidence.rows import Ledger

PUBLIC = "public"
VIEW = "audit.export"
ABOUT_PEOPLE = (
    *PERSONAL,
    ChoiceRound.KIND,
    Transition.KIND,
    Agreement.KIND,
    Deviation.KIND,
    Indicator.KIND,
    Payment.KIND,
    VisitMonth.KIND,
)
"""The kinds of case that tell of customers, or of so few that somebody is known by it."""


class AboutPeople(Refused):
    """Ärendet rör enskilda och lämnas inte ut till allmänheten som paket (lokal ordning)."""


class BidsStillSecret(Refused):
    """Kontrollpunkten räknar med en upphandling vars anbud är hemliga (OSL 19 kap. 3 §)."""


def must_be_a_reader(role: str) -> None:
    """Raise `Malformed` for a role that no bundle is made for.

    Beside the public, who gets what is not secret, those are the roles that the
    access table lets export: they see all of it.
    """
    known = (PUBLIC, *(one.value for one in policy().views[VIEW]))
    must_be_among(role, known, field="--role", unknown="okänd mottagare")


def must_be_for(role: str, case: str) -> None:
    """Raise `AboutPeople` where the public asks for what tells of customers."""
    if role == PUBLIC and case.partition(":")[0] in ABOUT_PEOPLE:
        raise AboutPeople(case=case)


def must_count_no_bids(secrecy: Secrecy, ledger: Ledger, case: str) -> None:
    """Raise `BidsStillSecret` where the tree counts what nobody may count.

    While a tender is sealed, nothing may be told of how much was recorded since its
    announcement: not even the size of the log, in any case and to anybody.
    """
    if secrecy.told_up_to is None:
        return
    if ledger.size > ledger.index_of(secrecy.told_up_to) + 1:
        raise BidsStillSecret(case=case)
