"""The procedure: how this procurement is carried out, by its own documents.

Little of it is law for a service of annex 2: 19 kap. 9 § LOU says that the documents
tell how the procurement is carried out, and leaves to them what they tell.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.domain.base import Value
from upphandling.domain.configuration import Text
from upphandling.domain.evaluation import Method

Days = Annotated[int, Field(ge=1, le=3_650)]


class Procedure(Value):
    """What the documents state about the procurement; every time is in days.

    `valid_days` is how long bids bind after the last day, and bidders are reminded
    `reminder_days` before that ends. `hearing_days` is the time to comment before
    an exclusion, `explanation_days` to explain a low bid, `correction_days` to
    correct or complete one. `least_tender_days` is the shortest time for bids.
    `adopts` names the rules of other chapters that the documents make their own.
    """

    method: Method
    negotiation: bool = False
    two_must_open: bool = True
    electronic: bool = True
    valid_days: Days | None = None
    reminder_days: Days = 14
    hearing_days: Days = 10
    explanation_days: Days = 7
    correction_days: Days = 5
    least_tender_days: Days | None = None
    adopts: tuple[Text, ...] = ()
