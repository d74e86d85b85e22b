"""Kontrollera bevispaket: python3 verify.py [PAKET.zip | MAPP]... [--nyckel VKEY]...

Utan argument kontrolleras mappen där den här filen ligger. Bara Pythons eget
standardbibliotek används (3.9 eller nyare), och inget nätverk. --nyckel kräver en
underskrift av just den nyckeln; då räknas inga andra. --bevis LÖV skriver ut ett lövs
bevis enligt RFC 9162 avsnitt 2.1.3. Avslutskod 0 när allt stämmer, 1 när något inte
gör det, 2 när argumenten är fel.

Filen är hopsatt av modulerna i programmets källkod, upphandling/interop/evidence/checker,
under en rubrik var och annars oförändrade.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from upphandling.interop.evidence.checker.faults import BEYOND, Fault, Misuse, require
from upphandling.interop.evidence.checker.files import Folder, Zip
from upphandling.interop.evidence.checker.note import Who, key_of
from upphandling.interop.evidence.checker.verdict import verified


def asked_for(arguments: list[str]) -> tuple[list[Path], int | None, dict[Who, bytes]]:
    """The bundles, the leaf whose proof is wanted and the keys; raises `Fault`."""
    paths, sought, keys, rest = [], None, {}, iter(arguments)
    for one in rest:
        if one == "--bevis":
            number = next(rest, "")
            numeric = re.fullmatch("[0-9]{1,18}", number)
            require(numeric, "--bevis ska följas av ett lövs nummer")
            sought = int(number)
        elif one == "--nyckel":
            who, raw = key_of(next(rest, ""))
            keys[who] = raw
        else:
            require(not one.startswith("-"), "okänd flagga: " + one)
            paths.append(Path(one))
    require(sought is None or len(paths) <= 1, "--bevis gäller ett paket i taget")
    return paths or [Path(__file__).resolve().parent], sought, keys


def say(*lines: str) -> None:
    """Print without what a bundle could move the cursor with."""
    for line in "\n".join(lines).split("\n"):
        print("".join(one if one.isprintable() else "?" for one in line))  # noqa: T201


def checked(path: Path, sought: int | None, demanded: Mapping[Who, bytes]) -> int:
    """The exit code for one bundle, and its verdict in print."""
    try:
        require(path.exists(), f"filen finns inte: {path}")
        bundle = Folder(path) if path.is_dir() else Zip(path)
        say(*verified(bundle, sought, demanded))
    except Misuse as misuse:
        say(f"[fel] {misuse}")
        return 2
    except (Fault, *BEYOND) as fault:
        odd = f"oläsligt: filen har inte rätt form ({type(fault).__name__})"
        said = str(fault) if isinstance(fault, Fault) else odd
        say(f"[fel] {said}", "PAKETET STÄMMER INTE.")
        return 1
    return 0


def main(arguments: list[str]) -> int:
    if {"-h", "--help"} & {*arguments}:
        say(__doc__.strip())
        return 0
    try:
        paths, sought, demanded = asked_for(arguments)
    except (Fault, ValueError) as fault:
        said = str(fault) if isinstance(fault, Fault) else "nyckeln går inte att läsa"
        say(f"[fel] {said}", "Mer: python3 verify.py --help")
        return 2
    code = 0
    for path in paths:
        if len(paths) > 1:
            say(f"{path}:")
        code = max(code, checked(path, sought, demanded))
    return code


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
