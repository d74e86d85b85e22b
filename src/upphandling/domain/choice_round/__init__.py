"""Choice round (valomgång): a window in which many customers choose at once.

Opened ──▶ Invited ... ──▶ Closed ──▶ AllocationProposed ──▶ AllocationAdopted

Told in chapters: the window, the information, the reminders, the allocation.
"""

from upphandling.domain.choice_round.adoption import ChoiceRound
from upphandling.domain.choice_round.terms import NeutralOrder, Presented, Status

__all__ = ["ChoiceRound", "NeutralOrder", "Presented", "Status"]
