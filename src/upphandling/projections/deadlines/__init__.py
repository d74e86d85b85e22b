"""Deadlines (frister): every date the house is waiting for.

A row appears when an event sets a date, and goes when a later event makes the
date moot. The scheduler reads nothing else. One file tells, for one kind of case,
what it waits for.
"""

from upphandling.projections.deadlines import (
    admissions,
    agreements,
    applications,
    awards,
    choice_rounds,
    choice_systems,
    customers,
    deviations,
    direct_procurements,
    dossiers,
    follow_ups,
    plans,
    providers,
    reviews,
    tender_examination,
    tenders,
    transitions,
)
from upphandling.projections.deadlines.holding import WaitsFor
from upphandling.projections.deadlines.queries import (
    due,
    held_back,
    next_due,
    one,
    waiting,
)
from upphandling.projections.deadlines.table import DEADLINES, Deadline, deadlines

# Imported so that they are heard: each listens to its own kind of case.
WHO_WAITS = (
    admissions,
    agreements,
    applications,
    awards,
    choice_rounds,
    choice_systems,
    customers,
    deviations,
    direct_procurements,
    dossiers,
    follow_ups,
    plans,
    providers,
    reviews,
    tender_examination,
    tenders,
    transitions,
)

__all__ = [
    "DEADLINES",
    "WHO_WAITS",
    "Deadline",
    "WaitsFor",
    "deadlines",
    "due",
    "held_back",
    "next_due",
    "one",
    "waiting",
]
