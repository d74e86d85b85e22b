"""Agreement (avtal): a provider's undertaking, its places and its queue.

Signed | Registered | EntrustedInHouse ──▶ Began ──▶ Expired
                                             └─────▶ Rescinded

Told in chapters: the contract, then its places. Places are taken here, in the
agreement's own stream, so that two customers can never get the last place at the
same time.
"""

from upphandling.domain.agreement.places import Agreement
from upphandling.domain.agreement.terms import LicenceStatus, Place, Status, Terms

__all__ = ["Agreement", "LicenceStatus", "Place", "Status", "Terms"]
