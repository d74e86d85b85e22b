"""A log that grows in memory, and the questions it asks of signer and witness."""

from __future__ import annotations

from upphandling.infrastructure.ledger.extending import Request
from upphandling.infrastructure.ledger.keys import COSIGNATURE, Signer
from upphandling.infrastructure.ledger.note import Checkpoint, signed
from upphandling.infrastructure.ledger.tree import Levels, leaf_hash

ORIGIN = "upphandling.staden.example"
KEY = Signer.make(ORIGIN)
OTHER = Signer.make("upphandling.byn.example")
WITNESS = Signer.make("vittne.example", COSIGNATURE)


class Growing:
    """A log of so many leaves; `world` makes another log of the same name."""

    def __init__(self, size: int, world: str = "") -> None:
        self.tree = Levels(leaf_hash(f"{world}{n}".encode()) for n in range(size))

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint(ORIGIN, size, self.tree.root(size))

    def to_sign(self, old: int, new: int) -> Request:
        """A question for the signer."""
        proof = tuple(self.tree.consistency(old, new)) if old <= new else ()
        return Request(old, proof, self.checkpoint(new).text)

    def to_cosign(self, old: int, new: int, key: Signer = KEY) -> Request:
        """A question for a witness."""
        asked = self.to_sign(old, new)
        return Request(old, asked.proof, signed(self.checkpoint(new), key))
