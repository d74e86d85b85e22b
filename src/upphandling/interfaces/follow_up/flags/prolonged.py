"""An agreement that has been prolonged more often than the municipality accepts."""

from __future__ import annotations

from upphandling.interfaces.follow_up.flags.telling import Flagged, Told
from upphandling.projections.flags import What

WHY = (
    "Avtalet har förlängts {times} gånger, fler än {most}:"
    " förlängningar kan ha trätt i stället för en ny upphandling"
)


def told(flag: Flagged) -> Told:
    """How many times, options that were used among them."""
    times, most = flag.row["number"], flag.policy.most_prolongations
    return Told(
        what={"prolongations": times},
        limit=most,
        why=WHY.format(times=times, most=most),
        events=flag.events(What.PROLONGED),
    )
