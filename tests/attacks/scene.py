"""What is attacked: a town's sealed log, its backup, its signer and its witness."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tests.databases import Factory
from tests.infrastructure.ledger.standing import standing
from tests.town import Town
from upphandling.domain.errors import Refused
from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles
from upphandling.infrastructure.ledger.keys import Signer
from upphandling.infrastructure.ledger.sealing import seal
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.signer_socket import SignerClient, SignerServer
from upphandling.infrastructure.ledger.signing import LogSigner
from upphandling.infrastructure.ledger.witness import Witness, make_witness
from upphandling.infrastructure.ledger.witness_client import WitnessClient
from upphandling.infrastructure.ledger.witness_server import WitnessServer

NOW = 1_767_000_000  # the witness's clock, in seconds since 1970

MIDDLE = ("choice_system:staden", '"requirement":"ledning"')
VICTIM = "agreement:avtal-b"
ADDED = ("agreement:avtal-a", "agreement:avtal-b", "agreement:avtal-c")
LAST_SEEN = "agreement:avtal-c"


@dataclass(frozen=True)
class Scene:
    """One database with its files: `own`, `state` and `witness` lie in `folder`."""

    url: str
    backup_url: str
    folder: Path
    key: Signer

    @property
    def own(self) -> Path:
        return self.folder / "own"

    @property
    def old(self) -> Path:
        """The own files as they were when the backup was taken."""
        return self.folder / "old"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def witness(self) -> Path:
        return self.folder / "witness"

    def copy(self, factory: Factory, folder: Path) -> Scene:
        """Another of the same, to be spoiled."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return replace(self, url=factory.copy(self.url), folder=folder)

    @contextmanager
    def sealing(self) -> Iterator[Seals]:
        """Signer and witness at work."""
        witness = Witness(self.witness, lambda: NOW)
        with (
            standing(SignerServer(self.folder / "s", LogSigner(self.key, self.state))),
            standing(WitnessServer(("127.0.0.1", 0), witness)) as at,
        ):
            known = (witness.key.verifier,)
            url = f"http://127.0.0.1:{at.server_address[1]}"
            yield Seals(
                files=CheckpointFiles(self.own),
                keys=(self.key.verifier,),
                signer=SignerClient(self.folder / "s"),
                witness_keys=known,
                witnesses=(WitnessClient(url, known),),
            )


def staged(factory: Factory, folder: Path) -> Scene:
    """A town that has sealed its log twice, with a backup of the first time."""
    url, backup = factory.migrated(), ""
    key = Signer.make("upphandling.staden.example")
    make_witness(folder / "witness", "vittne.example")
    Witness(folder / "witness", lambda: NOW).watch([key.verifier])
    scene = Scene(url, backup, folder, key)
    with scene.sealing() as seals:
        with Town(url, "2026-02-02T09:00") as town:
            town.founded()
            town.with_agreement("avtal-0")
            refused(town)
            seal(town.house.database, seals)
        scene = replace(scene, backup_url=factory.copy(url))
        shutil.copytree(scene.own, scene.old)
        with Town(url, "2026-02-03T09:00") as town:
            for agreement in ("avtal-a", "avtal-b"):
                town.with_agreement(agreement)
                town.do("agreement.agree_capacity", CAPACITY | {"agreement": agreement})
            required(town, "journal")
            refused(town)
            town.with_agreement("avtal-c")
            seal(town.house.database, seals)
            required(town, "synpunkter")  # nobody has sealed this one
    return scene


CAPACITY = {
    "steps": [{"from_on": "2027-02-01", "area": "norr", "amount": 10}],
    "reason": "Enligt avtalet.",
}


def required(town: Town, requirement: str) -> None:
    """The system requires one thing more."""
    town.do(
        "choice_system.set_requirement",
        {"system": "staden", "requirement": requirement, "text": "Verksamheten för."},
    )


def refused(town: Town) -> None:
    """Somebody tries to register an agreement that is there."""
    with suppress(Refused):
        town.with_agreement("avtal-0")
