"""Transitions: how far each wave has come, and what one of them waits for."""

from __future__ import annotations

from sqlalchemy import Connection

from upphandling.interfaces.follow_up.reading import Row, rows
from upphandling.projections import transitions


def the_transitions(connection: Connection, system: str | None) -> list[Row]:
    """Every wave: planned day, readiness, hand-over, and when it was taken over."""
    return rows(connection, transitions.progress(system))


def the_transition(connection: Connection, key: str, wave: str | None) -> Row:
    """One transition: its waves, conditions, each time that a wave was put off.

    With a wave also its hand-over: every item for every customer.
    """
    return {
        "waves": [
            row
            for row in rows(connection, transitions.progress(None))
            if row["transition"] == key
        ],
        "conditions": rows(connection, transitions.conditions(key)),
        "postponed": rows(connection, transitions.moved(key)),
        "handovers": (
            rows(connection, transitions.handovers(key, wave))
            if wave is not None
            else []
        ),
    }
