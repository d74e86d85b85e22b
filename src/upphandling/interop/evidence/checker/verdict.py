"""The verdict: what is proven of a bundle, and what is not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from heapq import merge

from upphandling.interop.evidence.checker.faults import Misuse, require
from upphandling.interop.evidence.checker.files import Folder, whole
from upphandling.interop.evidence.checker.leaves import Rows
from upphandling.interop.evidence.checker.manifest import manifest_of, require_dossiers
from upphandling.interop.evidence.checker.note import NOBODY, Who, checkpoint_of
from upphandling.interop.evidence.checker.tree import Tree

UNPROVEN = """\
Inte bevisat: att inget är utelämnat (det sista i ett ärende, avslag, hela ärenden,
vittnen), för vem paketet är, och orden i dossiern och README.txt. Jämför med kommunens
egen logg."""
FOREIGN = """\
Inte bevisat: att nycklarna i keys/ är de rätta. Jämför dem med dem som kommunen och
vittnena själva lämnar ut, eller kräv dessa med --nyckel."""


def verified(
    bundle: Folder, sought: int | None = None, demanded: Mapping[Who, bytes] = NOBODY
) -> list[str]:
    """What is proven and what is not, as lines; raises `Fault`."""
    manifest = manifest_of(bundle)
    size, root, signers = checkpoint_of(bundle, manifest, demanded)
    found = Rows(bundle, manifest)
    covers = json.loads(whole(bundle, "proofs.json"))["subtrees"]
    subtrees = [(start, end, bytes.fromhex(told)) for start, end, told in covers]
    tree = Tree(merge(subtrees, found.leaves()), sought)
    require(tree.root(0, size) == root, "raderna ger inte kontrollpunktens rot")
    require(tree.next is None, "paketet har löv utanför kontrollpunkten")
    found.finish()
    require_dossiers(bundle)
    if sought is not None:
        require(tree.met, f"löv {sought} finns inte bland raderna i paketet", Misuse)
        return [one.hex() for one in tree.proof]
    rows_told = f"{found.events} händelser och {found.refusals} avslag"
    masked = f"[undantaget] {found.withheld} av raderna är hemliga i någon del: bara"
    masked += " hashen är bevisad, inte det som visas i klartext."
    return [
        f"{manifest['case']}, utlämnat för {manifest['role']}.",
        f"[stämmer] {len(manifest['files']) + 1} filer: alla finns, som manifestet anger.",
        f"[stämmer] Loggens rot över {size} löv: {root.hex()}",
        *signers,
        f"Bevisat mot kontrollpunkten: {rows_told}, orörda.",
        *[masked] * (found.withheld > 0),
        UNPROVEN,
        *[FOREIGN] * (not demanded),
        "PAKETET STÄMMER.",
    ]
