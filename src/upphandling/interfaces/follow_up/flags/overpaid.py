"""An agreement for which more has been paid than it was stated to be worth."""

from __future__ import annotations

from upphandling.interfaces.follow_up.flags.telling import Flagged, Told, percent_of
from upphandling.projections.flags import What

ORE = 100
WHY = (
    "Utbetalningarna är {percent} procent av avtalets angivna värde,"
    " mer än {most} procent"
)


def told(flag: Flagged) -> Told:
    """What has been approved, in öre, and the value in kronor."""
    paid, value, most = flag.row["number"], flag.row["base"], flag.policy.paid_percent
    return Told(
        what={"paid_ore": paid, "value_sek": value},
        limit=most,
        why=WHY.format(percent=percent_of(paid, value * ORE), most=most),
        events=flag.events(What.VALUE, What.PAID),
    )
