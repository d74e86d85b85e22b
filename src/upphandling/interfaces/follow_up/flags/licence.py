"""A provider whose licence is lost, in doubt or not known."""

from __future__ import annotations

from upphandling.domain.licence import LicenceStatus
from upphandling.interfaces.follow_up.flags.telling import Flagged, Told
from upphandling.projections.flagged.licence import UNKNOWN
from upphandling.projections.flags import What

WHY = {
    LicenceStatus.REVOKED: "Tillståndet är återkallat",
    LicenceStatus.REVOCATION_SUSPENDED: (
        "Tillståndet är återkallat, men domstol har skjutit upp att det börjar gälla"
    ),
    LicenceStatus.REVOCATION_FINAL: "Tillståndet är återkallat och det har vunnit laga kraft",
    UNKNOWN: "Det är inte känt om utföraren har tillstånd",
}


def told(flag: Flagged) -> Told:
    """How the licence stands."""
    licence = flag.row["word"]
    return Told(
        what={"licence": licence},
        limit=None,
        why=WHY[licence],
        events=flag.events(What.LICENCE) or flag.events(What.BEGUN),
    )
