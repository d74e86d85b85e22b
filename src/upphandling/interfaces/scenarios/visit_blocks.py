"""The block of a journal that stands for a month's performed visits.

Only scenarios have it; `visits.py` says which visits they come to.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from upphandling.application.commands import Part
from upphandling.domain.configuration import Key
from upphandling.domain.visit_month import Month

Percentage = Annotated[float, Field(ge=0, le=100)]


class CrowdVisits(Part):
    """Påhittade besök i en månad, hos dem som avtalen svarar för och efter beviljad tid.

    Var `every`:te kund i varje avtal får besök, 1 är alla. `staff` säger för varje avtal
    hur många anställda som delar på tio kunder.
    """

    NAME: ClassVar[str] = "crowd.visits"
    SECRET: ClassVar[bool] = False
    seed: int
    system: Key
    month: Month
    every: Annotated[int, Field(ge=1, le=1_000)] = 1
    staff: Annotated[dict[Key, Annotated[int, Field(ge=1, le=50)]], Field(min_length=1)]
    performed_percent: Percentage = 97
    registered_after_percent: Percentage = 4
    aged_percent: Percentage = 85
