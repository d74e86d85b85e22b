"""Every command of the house, by name."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.application import (
    admission,
    agreement,
    applications,
    award,
    bid_safe,
    choice_round,
    choice_system,
    customer,
    customer_choice,
    destruction,
    direct_procurement,
    dossier,
    plan,
    provider,
    reading,
    retention,
    review,
    roster,
    tariff,
    tender,
    transition,
    vault_entry,
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
    **provider.VERBS,
    **choice_round.VERBS,
    **customer_choice.VERBS,
    **customer.VERBS,
    **transition.VERBS,
    **retention.VERBS,
    **destruction.VERBS,
    **bid_safe.VERBS,
    **roster.VERBS,
    **reading.VERBS,
    **vault_entry.VERBS,
    **tariff.VERBS,
}
