"""Seals as the operator has set them up."""

from __future__ import annotations

from upphandling.extras import must_have
from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles
from upphandling.infrastructure.ledger.keys import Verifier
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.signer_socket import SignerClient
from upphandling.infrastructure.ledger.witness_client import WitnessClient
from upphandling.settings import Settings


def seals_of(settings: Settings) -> Seals:
    """Keys and addresses stand several in a setting; raises `BadKey`, `ExtraMissing`."""
    cosigners = tuple(map(Verifier.read, settings.witness_keys.split()))
    folder, socket = settings.ledger_dir, settings.signer_socket
    if settings.timestamp_url:
        must_have("timestamps")
    return Seals(
        files=CheckpointFiles(folder) if folder else None,
        keys=tuple(map(Verifier.read, settings.log_key.split())),
        signer=SignerClient(socket) if socket else None,
        witness_keys=cosigners,
        witnesses=tuple(
            WitnessClient(url, cosigners) for url in settings.witnesses.split()
        ),
        timestamp_url=settings.timestamp_url,
    )
