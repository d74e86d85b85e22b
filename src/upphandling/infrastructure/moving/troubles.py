"""What can be wrong with a backup or an export, told in Swedish with what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from upphandling.infrastructure.trouble import Trouble

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class MovingTrouble(Trouble):
    """Filen kunde inte skrivas eller läsas in."""


class NotABackup(MovingTrouble):
    """Filen är ingen säkerhetskopia."""

    hint = "Ange en fil som ”backup create” har skrivit."


class NotAnExport(MovingTrouble):
    """Filen är ingen export av loggen."""

    hint = "Ange en fil som ”events export” har skrivit."


class OtherFormat(MovingTrouble):
    """Filen har en annan version av formatet än programmet kan läsa."""

    hint = "Använd det program som skrev filen."


class OtherSchema(MovingTrouble):
    """Filen är skriven med en annan version av tabellerna än programmets."""

    hint = 'Läs in den med det programmet, och kör sedan "upphandling db upgrade".'


class Damaged(MovingTrouble):
    """Filen är inte vad den var när den skrevs."""

    hint = "Använd en annan kopia."


class CutOff(Damaged):
    """Filen är avbruten eller skadad, slutet går inte att läsa."""


class PartChanged(Damaged):
    """En del av filen är inte vad den var när den skrevs."""


class LineChanged(Damaged):
    """En rad i filen är inte vad den var när den skrevs."""


class NotTheSealedLog(Damaged):
    """Loggen i filen är inte den som kontrollpunkterna intygar."""

    hint = "Ta reda på var filen kommer ifrån; använd en annan kopia."


class StoreNotEmpty(MovingTrouble):
    """Databasen är inte tom, och ingenting skrivs över."""

    hint = "Låt UPPHANDLING_DATABASE peka på en ny databas."


class OlderThanCheckpoint(MovingTrouble):
    """Säkerhetskopian är äldre än loggens senaste kontrollpunkt."""

    hint = (
        "Det som har förts in sedan dess går förlorat. Finns ingen nyare kopia, ange"
        " --older-than-checkpoint."
    )


class FileTaken(MovingTrouble):
    """Filen finns redan, och den skrivs aldrig över."""

    hint = "Ange ett annat namn."


class NoFolder(MovingTrouble):
    """Mappen för filen finns inte."""

    hint = "Skapa den, eller rätta sökvägen."


class NoRoom(MovingTrouble):
    """Disken är full."""

    hint = "Frigör utrymme; det som hann skrivas har tagits bort."


@contextmanager
def room_for(place: object) -> Iterator[None]:
    """Tell of a disk that is full as `NoRoom`, with the place that was written to."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom(place) from None
        raise
