"""The lawfulness of a reassignment: nobody is picked among LOV providers."""

from __future__ import annotations

from upphandling.application.commands import Cases
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import DefaultRule, Regime
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.instants import local_date
from upphandling.domain.transition.refusals import ReassignmentIsASelection


def must_not_select(
    cases: Cases,
    stamp: Stamp,
    choice: CustomerChoice,
    leaving: Agreement,
    to: Agreement,
) -> None:
    """Refuse a move from or to a LOV provider that the customer has not asked for.

    Konkurrensverket, ställningstagande 2019:2: such a move is a selection, and a
    selection is a procurement. Safe are the customer's own wish, own provision, and
    a provider that was procured for those who do not choose.
    """
    regimes = (leaving.agreed.regime, to.agreed.regime)
    if (
        Regime.LOV not in regimes
        or to.agreed.regime is Regime.IN_HOUSE
        or to.key in choice.wishes
    ):
        return
    system = cases.fetch(ChoiceSystem, choice.system)
    default = system.default_on(local_date(stamp.at)).rule
    if to.agreed.regime is Regime.LOU and default is DefaultRule.SEPARATELY_PROCURED:
        return
    raise ReassignmentIsASelection(
        from_agreement=leaving.key,
        to_agreement=to.key,
        source="Konkurrensverket, ställningstagande 2019:2",
    )
