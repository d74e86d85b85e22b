"""A lot that got few bids: nobody to compare with."""

from __future__ import annotations

from upphandling.interfaces.follow_up.flags.telling import Flagged, Told
from upphandling.projections.flags import What

WHY = "{bids} anbud kom in på delen, färre än {fewest}: priset har inte prövats i konkurrens"


def told(flag: Flagged) -> Told:
    """How many bids came in for the lot."""
    bids, fewest = flag.row["number"], flag.policy.fewest_bids
    return Told(
        what={"lot": flag.row["part"], "bids": bids},
        limit=fewest,
        why=WHY.format(bids=bids, fewest=fewest),
        events=flag.events(What.PROPOSED, What.DECIDED),
    )
