"""A vault over a fresh database, with keys that live as long as the test."""

from __future__ import annotations

import pytest

from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vault.facts import Facts
from upphandling.infrastructure.vault.keyring import Keyring
from upphandling.infrastructure.vault.vault import SealedVault


@pytest.fixture
def ring() -> Keyring:
    return Keyring.ephemeral("Staden")


@pytest.fixture
def vault(database: Database, ring: Keyring) -> SealedVault:
    return SealedVault(database, ring)


@pytest.fixture
def facts(vault: SealedVault) -> Facts:
    return Facts(vault)
