"""What stands in the way outside the program, told in Swedish with what to do."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Final

from upphandling.domain.errors import first_line

WHY: Final[Mapping[int, str]] = MappingProxyType(
    {
        errno.ENOENT: "Den, eller mappen den ska ligga i, finns inte: rätta sökvägen.",
        errno.ENOTDIR: "En del av sökvägen är en fil: rätta sökvägen.",
        errno.EISDIR: "Det är en mapp: ange en fil.",
        errno.ELOOP: "Länken leder runt i cirkel: rätta den.",
        errno.ENAMETOOLONG: "Namnet är för långt: välj ett kortare.",
        errno.EACCES: "Kontot får inte: ge det rätten, eller välj en annan plats.",
        errno.EPERM: "Kontot får inte: ge det rätten, eller välj en annan plats.",
        errno.EROFS: "Filsystemet går bara att läsa: välj en annan plats.",
        errno.ENOSPC: "Disken är full: frigör utrymme.",
        errno.EADDRINUSE: "Adressen är upptagen: stoppa den som har den.",
        errno.EADDRNOTAVAIL: "Adressen är inte den här maskinens: rätta den.",
        errno.EDQUOT: "Kontots utrymme är slut: frigör utrymme.",
    }
)
ELSE: Final = "Kontrollera sökvägen, och vad kontot får läsa och skriva."


def why(error: OSError) -> str:
    """Why a file could not be used, and what to do about it: one sentence in Swedish."""
    return WHY.get(error.errno or 0, ELSE)


class Trouble(Exception):
    """Något utanför programmet hindrade det.

    The subclass is the kind of trouble, the first line of its docstring is the
    message in Swedish, `told` says what it was about, `hint` says what to do.
    """

    hint: ClassVar[str] = ""

    def __init__(self, *told: object) -> None:
        super().__init__(self.message())
        self.told = told

    def __str__(self) -> str:
        told = ", ".join(map(str, self.told))
        text = f"{self.message()[:-1]}: {told}." if told else self.message()
        return f"{text} {self.hint}".strip()

    @classmethod
    def message(cls) -> str:
        """What the user reads: the first line of the docstring."""
        return first_line(cls)
