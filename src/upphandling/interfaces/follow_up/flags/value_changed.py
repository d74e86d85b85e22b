"""An agreement whose changes come to much of its stated value."""

from __future__ import annotations

from upphandling.interfaces.follow_up.flags.telling import Flagged, Told, percent_of
from upphandling.projections.flags import What

WHY = (
    "Ändringarna gör tillsammans {percent} procent av avtalets angivna värde,"
    " mer än {most} procent"
)


def told(flag: Flagged) -> Told:
    """The net change and the value, in kronor."""
    change, value = flag.row["number"], flag.row["base"]
    most = flag.policy.changed_percent
    return Told(
        what={"change_sek": change, "value_sek": value},
        limit=most,
        why=WHY.format(percent=percent_of(abs(change), value), most=most),
        events=flag.events(What.VALUE, What.CHANGED),
    )
