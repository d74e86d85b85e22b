"""Every command of the house, by name."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.application import (
    agreement,
    award,
    choice_round,
    choice_system,
    customer_choice,
    plan,
    tender,
    transition,
)
from upphandling.application.commands import Verb

VERBS: Mapping[str, Verb] = {
    **choice_system.VERBS,
    **plan.VERBS,
    **tender.VERBS,
    **award.VERBS,
    **agreement.VERBS,
    **choice_round.VERBS,
    **customer_choice.VERBS,
    **transition.VERBS,
}
