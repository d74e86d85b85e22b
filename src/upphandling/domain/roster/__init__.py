"""Roster (behörighetsregister): who holds which role, who is conflicted, who broke the glass."""

from upphandling.domain.roster.break_glass import Roster
from upphandling.domain.roster.terms import THE_ROSTER, Glass, Ground, Holding

__all__ = ["THE_ROSTER", "Glass", "Ground", "Holding", "Roster"]
