"""The words and values that the chapters of an admission share."""

from __future__ import annotations

from enum import StrEnum

from upphandling.domain.base import Value
from upphandling.domain.lengths import Length


class Status(StrEnum):
    PREPARED = "prepared"
    ANNOUNCED = "announced"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


class AdmissionTerms(Value):
    """How long things take. All of it is the municipality's own order, not law.

    `answer` is what applicants are promised, `completion` the time to complete an
    application, `rattelse` the time to go to court with a rejection, `exit_notice` the
    notice that an agreement ends with.
    """

    answer: Length
    completion: Length
    rattelse: Length
    exit_notice: Length
