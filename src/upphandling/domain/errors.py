"""How the domain says no."""

from __future__ import annotations

WITHHELD = "sekretess"
"""Stands in a view where a secret value would be (OSL 19 kap. 3 §)."""


def first_line(kind: type) -> str:
    """What a class says of itself to users: the first line of its docstring."""
    return (kind.__doc__ or "").strip().splitlines()[0]


class Refused(Exception):
    """Det som begärdes är inte tillåtet.

    The subclass is the rule, the first line of its docstring is the message in
    Swedish (with the paragraph where a statute says it), and the details are
    what a reviewer needs to see why. Nothing was recorded.
    """

    def __init__(self, **details: object) -> None:
        super().__init__(self.message())
        self.details = details

    @classmethod
    def message(cls) -> str:
        """What the user reads: the first line of the rule's docstring."""
        return first_line(cls)

    @classmethod
    def rule(cls) -> str:
        """The name under which the refusal is kept."""
        return cls.__name__


# The mark of a rule behind which a deadline may lawfully stand: it waits and is not late,
# and its row in the deadlines is held back until the other thing has happened.
class MustWait(Refused):
    """Något annat måste ske först, och tills dess väntar det som begärdes."""


class NoSuchCase(Refused):
    """Ärendet finns inte."""


class CaseExists(Refused):
    """Ett ärende med den nyckeln finns redan."""


class NoMandate(Refused):
    """Beslutet kräver en person med mandat enligt delegationsordningen (KL 7 kap. 5 §)."""


class MachineCannotDecide(Refused):
    """Beslutet får inte fattas automatiskt, en person måste besluta (KL 6 kap. 38 §)."""


class TimeBeforeCase(Refused):
    """Tidpunkten ligger före ärendets början."""
