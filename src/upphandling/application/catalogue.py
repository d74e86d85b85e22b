"""Every command of the house, by name."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.application import (
    admission,
    agreement,
    agreement_changes,
    applications,
    award,
    choice_round,
    choice_system,
    direct_procurement,
    customer_choice,
    dossier,
    plan,
    provider,
    review,
    tender,
    transition,
)
from upphandling.application.commands import Verb

VERBS: Mapping[str, Verb] = {
    **choice_system.VERBS,
    **plan.VERBS,
    **tender.VERBS,
    **award.VERBS,
    **review.VERBS,
    **dossier.VERBS,
    **admission.VERBS,
    **applications.VERBS,
    **direct_procurement.VERBS,
    **agreement.VERBS,
    **agreement_changes.VERBS,
    **provider.VERBS,
    **choice_round.VERBS,
    **customer_choice.VERBS,
    **transition.VERBS,
}
