"""Agreement (avtal): a provider's undertaking, its places and its queue.

Signed | SignedDirectly | Admitted | Registered | EntrustedInHouse
    ──▶ Began ──▶ Expired
          └─────▶ Rescinded

Told in chapters: the contract, its duration, its changes, its places. Places are
taken here, in the agreement's own stream, so that two customers can never get the
last place at the same time.
"""

from upphandling.domain.agreement.places import Agreement
from upphandling.domain.agreement.terms import (
    Change,
    ChangeGround,
    Option,
    Place,
    Status,
    Terms,
)
from upphandling.domain.licence import LicenceStatus

BEGINNINGS = (
    Agreement.Signed,
    Agreement.SignedDirectly,
    Agreement.Admitted,
    Agreement.Registered,
    Agreement.EntrustedInHouse,
)
"""The events that an agreement can begin with; each carries its `terms`."""

__all__ = [
    "BEGINNINGS",
    "Agreement",
    "Change",
    "ChangeGround",
    "LicenceStatus",
    "Option",
    "Place",
    "Status",
    "Terms",
]
