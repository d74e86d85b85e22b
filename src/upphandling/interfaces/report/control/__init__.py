"""Internal control (KL 12 kap. 1 §): whether what is to be controlled is, and what was not."""

from __future__ import annotations

from sqlalchemy import Connection

from upphandling.interfaces.report.control.alarms import alarms
from upphandling.interfaces.report.control.drift import drift
from upphandling.interfaces.report.control.exceptions import exceptions
from upphandling.interfaces.report.control.four_eyes import four_eyes
from upphandling.interfaces.report.control.hours import hours
from upphandling.interfaces.report.control.late import late
from upphandling.interfaces.report.control.programme import followed
from upphandling.interfaces.report.control.refused import refused
from upphandling.interfaces.report.figures import Asked, Section

NOTE = "Enskildas ärenden är inte med (KL 12 kap. 3 §)."
INSIDE = "Nekade försök, larm, nödläsningar, jäv och sen rapportering lämnas inte ut."


def section(connection: Connection, asked: Asked) -> Section:
    """Who decided with whom, what was done beside the rules, and what nobody did."""
    figures = [
        *followed(connection, asked),
        *four_eyes(connection, asked),
        *hours(connection, asked),
        *exceptions(connection, asked),
    ]
    if not asked.public:
        figures += [
            *refused(connection, asked),
            *alarms(connection, asked),
            drift(connection, asked),
            *late(connection, asked),
        ]
    return Section(
        section="control",
        title="Intern kontroll",
        figures=figures,
        note=INSIDE if asked.public else NOTE,
    )
