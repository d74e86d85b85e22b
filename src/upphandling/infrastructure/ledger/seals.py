"""What a house seals its log with: keys, files, the signer, witnesses, timestamps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from upphandling.infrastructure.ledger.troubles import LedgerOff

if TYPE_CHECKING:  # slow to load, and seldom needed
    from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles
    from upphandling.infrastructure.ledger.keys import Verifier
    from upphandling.infrastructure.ledger.signer_socket import SignerClient
    from upphandling.infrastructure.ledger.witness_client import WitnessClient


@dataclass(frozen=True, kw_only=True, slots=True)
class Seals:
    """Each part may be missing; then the log is recounted, and compared with less.

    `keys` are the log's own, of which the first signs now; its name is the origin.
    """

    files: CheckpointFiles | None = None
    keys: tuple[Verifier, ...] = ()
    signer: SignerClient | None = None
    witness_keys: tuple[Verifier, ...] = ()
    witnesses: tuple[WitnessClient, ...] = ()
    timestamp_url: str | None = None

    @property
    def origin(self) -> str:
        """The log's name; raises `LedgerOff` where no key is set."""
        if not self.keys:
            raise LedgerOff
        return self.keys[0].name

    @property
    def kept(self) -> CheckpointFiles:
        """The own checkpoints; raises `LedgerOff` where no folder is set."""
        if self.files is None:
            raise LedgerOff
        return self.files

    @property
    def can_sign(self) -> bool:
        """Whether checkpoints are to be made here."""
        return bool(self.keys and self.files and self.signer)
