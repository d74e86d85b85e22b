"""Three attackers, by what they can do once they are inside."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from tests.attacks.attacks import ATTACKS, RESTORES
from tests.attacks.rows import Rows
from tests.attacks.scene import Scene
from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles
from upphandling.infrastructure.ledger.note import Checkpoint, read, signed
from upphandling.infrastructure.ledger.reading import leaves
from upphandling.infrastructure.ledger.tree import Levels
from upphandling.infrastructure.storage.database import Database

Attacker = Callable[[Scene, str], None]


def plain(scene: Scene, attack: str) -> None:
    """Owns the database, takes its guards away and changes what is to be changed."""
    _carry_out(scene, attack, careful=False)


def careful(scene: Scene, attack: str) -> None:
    """Also knows the form: recomputes each hash, place, version and command."""
    _carry_out(scene, attack, careful=True)


def owner_of_the_key(scene: Scene, attack: str) -> None:
    """Also owns the signer: signs every checkpoint anew, and what it remembers."""
    _carry_out(scene, attack, careful=True)
    with Database(scene.url) as database:
        tree = Levels(leaves(database))
    files = CheckpointFiles(scene.own)
    sizes = sorted({min(size, tree.size) for size in files.sizes()})
    shutil.rmtree(scene.own)
    for size in sizes:
        checkpoint = Checkpoint(scene.key.name, size, tree.root(size))
        files.keep(read(signed(checkpoint, scene.key)))
    shutil.copyfile(files.latest, scene.state)


ATTACKERS: dict[str, Attacker] = {
    "plain": plain,
    "recomputes every hash": careful,
    "also owns the signing key": owner_of_the_key,
}
"""By name; what reviewers read is in `table.py`."""


def _carry_out(scene: Scene, attack: str, *, careful: bool) -> None:
    with Database(scene.backup_url) as kept:
        backup = Rows.read(kept)
    with Database(scene.url) as database:
        rows = Rows.read(database)
        ATTACKS[attack](rows, backup)
        if careful:
            rows.renumber()
            rows.seal(database)
        rows.write(database)
    if attack == RESTORES:
        shutil.rmtree(scene.own)
        shutil.copytree(scene.old, scene.own)
