"""Commands of the choice system, chapter by chapter as the case itself."""

from collections.abc import Mapping

from upphandling.application.choice_system import (
    checks,
    decisions,
    delegations,
    legal_force,
    policies,
    programme,
    referrals,
    steering,
)
from upphandling.application.commands import Verb

VERBS: Mapping[str, Verb] = {
    **steering.VERBS,
    **decisions.VERBS,
    **legal_force.VERBS,
    **referrals.VERBS,
    **programme.VERBS,
    **delegations.VERBS,
    **policies.VERBS,
    **checks.VERBS,
}
