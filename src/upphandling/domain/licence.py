"""Licences (tillstånd): how a provider's permit stands with IVO and the courts."""

from __future__ import annotations

from enum import StrEnum


class LicenceStatus(StrEnum):
    """A provider's licence (tillstånd) as IVO and the courts have it."""

    IN_FORCE = "in_force"
    REVOKED = "revoked"
    REVOCATION_SUSPENDED = "revocation_suspended"
    REVOCATION_FINAL = "revocation_final"


LOST = (LicenceStatus.REVOKED, LicenceStatus.REVOCATION_FINAL)
"""Without a licence; a suspended revocation lets the provider go on meanwhile."""
