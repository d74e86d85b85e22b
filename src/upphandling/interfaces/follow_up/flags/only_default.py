"""A provider who only gets the customers who do not choose."""

from __future__ import annotations

from upphandling.interfaces.follow_up.flags.telling import Flagged, Told
from upphandling.projections.flags import What

WHY = "{customers} kunder har fått utföraren genom ickeval, och ingen har valt den"


def told(flag: Flagged) -> Told:
    """How many are there by default; none is there by choice, nor has been."""
    customers = flag.row["number"]
    return Told(
        what={"by_default": customers, "by_choice": 0},
        limit=flag.policy.fewest_by_default,
        why=WHY.format(customers=customers),
        events=flag.events(What.BEGUN, What.BY_DEFAULT),
    )
