"""What `upphandling backup` answers: never how large the log is, which counts bids too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from upphandling.infrastructure.ledger.troubles import LogOfLaterVersion
from upphandling.interfaces.cli.edge import Reply, Status, failed, say
from upphandling.interfaces.local_time import spoken

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.infrastructure.moving.manifest import Manifest
    from upphandling.infrastructure.moving.restoring import Restored
    from upphandling.infrastructure.moving.troubles import MovingTrouble
    from upphandling.infrastructure.moving.verifying import Tried

WAS_BROKEN = "Loggen var märkt som bruten när kopian gjordes: se audit verify."


def made(
    path: Path, manifest: Manifest, gone: Sequence[Path], *, tells_sum: bool
) -> Reply:
    """A backup was made, and older ones taken away.

    While a tender is sealed the sum is in the file alone: where two are unlike and
    nothing else has happened, a bid has come.
    """
    lines = [f"Säkerhetskopian finns i {path}."]
    lines += [f"Äldre kopia borttagen: {one}." for one in gone]
    if manifest.broken:
        lines.append("Loggen är märkt som bruten: ingen äldre kopia tas bort.")
    data = {
        **_told(manifest),
        **({} if tells_sum else {"content": None}),
        "file": str(path),
        "removed": [str(one) for one in gone],
    }
    return Reply(data=data, text=say("\n".join(lines)))


def found(tried: Tried) -> Reply:
    """A backup that could be read back whole, and what was wrong with its log."""
    manifest = tried.manifest
    wrong = [f"Loggen är inte hel: {kind}." for kind in _kinds(tried)]
    if tried.unjudged:
        wrong.append(str(LogOfLaterVersion()))
    if tried.replayed is not None and tried.replayed.total:
        wrong.append(
            "Allt som har räknats stämmer inte: återställ kopian i en tom databas och"
            " kör verify där."
        )
    if manifest.broken:
        wrong.append(WAS_BROKEN)
    when = f"gjord {_when(manifest)} av version {manifest.program}"
    lines = [
        f"Säkerhetskopian är hel: {when}, inläst och omräknad.",
        "Den stämmer med de kontrollpunkter som finns."
        if tried.held
        else "Ingen kontrollpunkt finns att jämföra med.",
    ]
    if tried.replayed is not None and not tried.replayed.total:
        lines.append("Allt som har räknats är omräknat och stämmer.")
    data = {
        **_told(manifest),
        "whole": tried.whole,
        "faults": _kinds(tried),
        "unjudged": tried.unjudged,
        "compared": tried.held > 0,
        "unheard": list(tried.unheard),
        "differences": None if tried.replayed is None else tried.replayed.total,
    }
    return Reply(
        data=data,
        text=say("\n".join([*lines, *wrong, *tried.unheard])),
        status=Status.FOUND if wrong else Status.DONE,
    )


def damaged(trouble: MovingTrouble) -> Reply:
    """A backup that is not what it was: it is found, and told as a fault is."""
    told = {"rule": type(trouble).__name__, "message": str(trouble)}
    return replace(failed(Status.FOUND, told), data={"whole": False})


def restored(done: Restored, house: House) -> Reply:
    """A backup was restored, and what somebody has to see to."""
    from upphandling.infrastructure.storage.address import shown

    address = shown(house.database.url)
    unknown = house.reconciled.unknown_decisions
    lines = [
        f"Säkerhetskopian från {_when(done.manifest)} är återställd i {address}.",
        "Loggen är omräknad, rad för rad, och har samma rot som då.",
    ]
    to_do = []
    if done.older:
        to_do.append(
            "Den är äldre än en kontrollpunkt: det som fördes in sedan dess saknas, och"
            " tjänsten läser bara tills loggen har fått ett nytt namn."
        )
    if done.unlisted:
        to_do.append(
            "Nycklar är förstörda, men ingen lista tog emot dem: ange"
            " UPPHANDLING_VAULT_DESTROYED och kör vault reconcile."
        )
    if unknown:
        lost = ", ".join(unknown)
        to_do.append(f"Besluten saknas i loggen, för in dem på nytt: {lost}.")
    if done.manifest.broken:
        to_do.append(WAS_BROKEN)
    data = {
        **_told(done.manifest),
        "database": address,
        "older_than_checkpoint": done.older,
        "unknown_decisions": list(unknown),
        "unheard": list(done.unheard),
    }
    return Reply(
        data=data,
        text=say("\n".join([*lines, *to_do, *done.unheard])),
        status=Status.FOUND if to_do else Status.DONE,
    )


def _told(manifest: Manifest) -> dict[str, Any]:
    """What may always be told of a backup."""
    return {
        "made_at": manifest.made_at,
        "program": manifest.program,
        "content": manifest.content,
        "broken": manifest.broken,
    }


def _kinds(tried: Tried) -> list[str]:
    """What kinds of fault there are; where is told by `audit verify`."""
    return sorted({fault.in_general for fault in tried.faults})


def _when(manifest: Manifest) -> str:
    return spoken(datetime.fromisoformat(manifest.made_at))
