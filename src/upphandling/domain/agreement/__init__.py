"""Agreement (avtal): a provider's undertaking, its places and its queue.

Signed | SignedDirectly | Admitted | Registered | EntrustedInHouse
    ──▶ Began ──▶ Expired
          └─────▶ Rescinded ──▶ WoundUp

Told in chapters: the contract, its duration, its changes, the ceilings, the shares, the
queue, the offers, the fallback, the sanctions, the withdrawal, the stop, the places.
Places are taken here, in the agreement's own stream, so that two customers can never get
the last place at the same time.
"""

from upphandling.domain.agreement.places import Agreement
from upphandling.domain.agreement.sanction_terms import Rung, Sanction, SanctionKind
from upphandling.domain.agreement.terms import (
    Capacity,
    CapacityGround,
    CapacityUnit,
    Change,
    ChangeGround,
    Offer,
    Option,
    Place,
    ShareStep,
    Status,
    Terms,
    Waiting,
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
    "Capacity",
    "CapacityGround",
    "CapacityUnit",
    "Change",
    "ChangeGround",
    "LicenceStatus",
    "Offer",
    "Option",
    "Place",
    "Rung",
    "Sanction",
    "SanctionKind",
    "ShareStep",
    "Status",
    "Terms",
    "Waiting",
]
