"""An agreement that ends soon, in areas where nobody has been engaged to follow."""

from __future__ import annotations

from datetime import timedelta

from upphandling.interfaces.follow_up.flags.telling import Flagged, Told
from upphandling.projections.flags import What

WHY = (
    "Avtalet upphör om {days} dagar, och inget annat avtal om samma insatser"
    " börjar i tid i {areas}"
)


def told(flag: Flagged) -> Told:
    """The last day, how far off it is, and the areas without a successor."""
    ends_on, areas = flag.row["since"], list(flag.areas)
    days = (ends_on - flag.on).days
    return Told(
        what={"ends_on": ends_on, "days_left": days, "areas": areas},
        limit=flag.policy.days_before_end,
        why=WHY.format(days=days, areas=", ".join(areas)),
        events=flag.events(What.BEGUN, What.PROLONGED, What.ENDED),
        since=ends_on - timedelta(days=flag.policy.days_before_end),
    )
