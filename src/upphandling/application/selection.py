"""The selection that is none: nobody picks among LOV providers for a customer."""

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
    leaving: Agreement | None,
    to: Agreement,
) -> None:
    """Refuse a place at, or a move from, a LOV provider that nobody has asked for.

    Konkurrensverket, ställningstagande 2019:2: such a place is a selection, and a
    selection is a procurement. Safe are the customer's own wish, own provision, and
    a provider that was procured for those who do not choose.
    """
    regimes = [one.agreed.regime for one in (leaving, to) if one is not None]
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
        from_agreement=None if leaving is None else leaving.key,
        to_agreement=to.key,
        source="Konkurrensverket, ställningstagande 2019:2",
    )
