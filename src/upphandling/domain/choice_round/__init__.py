"""Choice round (valomgång): a window in which many customers choose at once.

Opened ──▶ Invited ... ──▶ Closed ──▶ AllocationProposed ──▶ AllocationAdopted
"""

from upphandling.domain.choice_round.adoption import ChoiceRound
from upphandling.domain.choice_round.terms import Status

__all__ = ["ChoiceRound", "Status"]
