"""Whom a value may be about: a system, one of its agreements, one of its areas."""

from __future__ import annotations

from upphandling.application.commands import Cases
from upphandling.domain.agreement import Agreement
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.errors import Refused
from upphandling.domain.indicators.definition import Whose


class AgreementOfAnotherSystem(Refused):
    """Avtalet hör till ett annat valfrihetssystem."""


def must_be_a_group(cases: Cases, whose: Whose) -> None:
    """Refuse a group of a system, an agreement or an area that is not there."""
    system = cases.fetch(ChoiceSystem, whose.system)
    if whose.area is not None:
        system.must_have_areas([whose.area])
    if whose.agreement is None:
        return
    terms = cases.fetch(Agreement, whose.agreement).terms
    if terms is not None and terms.system != whose.system:
        raise AgreementOfAnotherSystem(agreement=whose.agreement, system=terms.system)
