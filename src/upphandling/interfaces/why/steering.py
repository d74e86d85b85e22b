"""What governs customers wherever they are: the system's policies, and how agreements fall."""

from __future__ import annotations

from upphandling.domain.agreement import Agreement
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.interfaces.why.finding import of_the_system
from upphandling.interfaces.why.relations import rule

FALLS = (Agreement.Rescinded, Agreement.NoticeGiven, Agreement.EndAgreed)
"""The decisions by which an agreement comes to an end before its time."""

DEFAULT = rule(
    "Så gällde för den som inte väljer",
    ChoiceSystem.DefaultDecided,
    ChoiceSystem.Established,
    by=of_the_system(ChoiceSystem.DefaultDecided, ChoiceSystem.Established),
)
CHOOSING = rule(
    "Så gällde för omval, kö och när en utförare faller bort",
    ChoiceSystem.ChoosingDecided,
    ChoiceSystem.Established,
    by=of_the_system(ChoiceSystem.ChoosingDecided, ChoiceSystem.Established),
)
SHARES = rule(
    "Så skulle kunderna fördelas",
    ChoiceSystem.SharesDecided,
    by=of_the_system(ChoiceSystem.SharesDecided),
)
