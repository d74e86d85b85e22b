"""An agreement that has been changed more often than the municipality accepts."""

from __future__ import annotations

from upphandling.interfaces.follow_up.flags.telling import Flagged, Told
from upphandling.projections.flags import What

WHY = (
    "Avtalet har ändrats {times} gånger utan ny upphandling, fler än {most}:"
    " tillsammans kan ändringarna vara väsentliga"
)


def told(flag: Flagged) -> Told:
    """How many times."""
    times, most = flag.row["number"], flag.policy.most_changes
    return Told(
        what={"changes": times},
        limit=most,
        why=WHY.format(times=times, most=most),
        events=flag.events(What.CHANGED),
    )
