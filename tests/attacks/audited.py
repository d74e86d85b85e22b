"""The audit of an attacked town."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.attacks.scene import Scene
from upphandling.infrastructure.ledger.auditing import Findings, audit
from upphandling.infrastructure.storage.database import Database


@contextmanager
def audited(
    scene: Scene, *, with_witness: bool = False, given: Sequence[Path] = ()
) -> Iterator[Findings]:
    """What the audit finds; with what the witness has kept, brought as files."""
    with scene.sealing() as seals, Database(scene.url) as database:
        if with_witness:
            known = replace(seals, witnesses=())
            given = (*given, scene.witness)
        else:
            known = replace(seals, witnesses=(), witness_keys=())
        yield audit(database, known, given)
