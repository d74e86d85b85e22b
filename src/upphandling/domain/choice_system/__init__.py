"""Choice system (valfrihetssystem): by whose decision, on which terms.

Established ──▶ decisions are announced, appealed, gain legal force or are annulled
            ├─▶ questions are referred and answered
            ├─▶ a programme is adopted for every term of office
            ├─▶ the right to decide is delegated and withdrawn
            ├─▶ the default, the rules of choosing and the fallback are decided, and the red flags
            ├─▶ shares are decided, requirements get their follow-up
            └─▶ requirements get a schedule of checks

Told in chapters, each building on the one before: establishment, decisions, legal
force, referrals, programme, delegations, policies, steering, checks.
"""

from upphandling.domain.choice_system.checks import ChoiceSystem
from upphandling.domain.choice_system.terms import (
    AppealOutcome,
    Body,
    Delegation,
    Phase,
    Question,
)

__all__ = ["AppealOutcome", "Body", "ChoiceSystem", "Delegation", "Phase", "Question"]
