"""Alarms: all that somebody must see to, on one page."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from upphandling.domain.transition import Status
from upphandling.interfaces.follow_up.checks import the_missed_checks
from upphandling.interfaces.follow_up.forecast import leaving
from upphandling.interfaces.follow_up.gaps import the_gaps
from upphandling.interfaces.follow_up.reading import Row, rows
from upphandling.interfaces.follow_up.shares import the_shares
from upphandling.projections import care_granted, gaps, roster, transitions

MOST_GLASSES = 1_000  # nobody reviews more on one page


def the_alarms(
    connection: Connection, system: str | None, today: date, until: date
) -> Row:
    """Gaps to come, shares that drift or will, offers, late waves, what nobody does.

    Offers that nobody has answered are told by the last day to do so, and care
    decisions that nobody carries out by the day of the report. Checks are missed from
    the day after their last day. Reading that somebody opened in an emergency is told
    until it has been reviewed, whatever the system.
    """
    return {
        "gaps": the_gaps(connection, system, today, until),
        "drift": [
            row
            for row in the_shares(connection, system, today)
            if row["within_tolerance"] is False
        ],
        "forecast": leaving(connection, system, today, until),
        "offers": rows(connection, gaps.offers(system, until)),
        "overdue_waves": [
            row
            for row in rows(connection, transitions.progress(system))
            if row["overdue"]
            and row["taken_over_on"] is None
            and row["status"] == Status.PLANNED
        ],
        "missed_checks": the_missed_checks(connection, system, today),
        "unexecuted": [
            row
            for row in rows(connection, care_granted.unexecuted(system))
            if row["report_by"] <= until
        ],
        "unreviewed": rows(connection, roster.broken(MOST_GLASSES, 0, unreviewed=True)),
    }
