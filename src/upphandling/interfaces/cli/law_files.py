"""`upphandling deadline rules` and `check`: the law as files, shown and checked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, Status, answer, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date

    from upphandling.domain.rulebook import Rule

SOURCES = {"statute": "lagen", "documents": "dokumenten", "local": "kommunen"}
NO_LAW = (
    "Filen har varken regler (rule), stängda dagar (closed) eller belopp (threshold)."
)


class Edition(Protocol):
    """What the three kinds of file have in common."""

    @property
    def version(self) -> str: ...

    @property
    def entries(self) -> Collection[object]: ...


def list_rules(
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DAG", help="Lydelser för ärenden som började då."
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Alla lydelser, också de som har upphört.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Lista regelbokens frister."""

    def work() -> Reply:
        from upphandling.domain.rulebook import book, rules
        from upphandling.interfaces.cli.show import table

        entries = book().entries if every else rules(_day(on))
        found = [_rule(entry) for entry in entries]
        shown = [
            {
                **row,
                "length": _length(entry),
                "source": SOURCES[row["source"]],
                "valid": f"{row['valid_from']} - {row['valid_to'] or ''}".rstrip(),
            }
            for row, entry in zip(found, entries, strict=True)
        ]
        columns = {
            "rule": "Regel",
            "title": "Frist",
            "paragraph": "Lagrum",
            "length": "Längd",
            "rolls": "Flyttas",
            "source": "Längden ur",
            "valid": "Ärenden som började",
        }
        return Reply(data=found, text=lambda: table("Regler", columns, shown))

    answer(work, as_json=as_json)


def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FIL...", help="Regelbok eller kalender.")
    ],
    as_json: AsJson = False,
) -> None:
    """Kontrollera en fil med regler, stängda dagar eller tröskelvärden."""

    def work() -> Reply:
        found = [_checked(file) for file in files]
        faults = [
            {"file": said["file"], "rule": "BrokenLaw", "message": fault}
            for said in found
            for fault in said["faults"]
        ]

        def tell() -> None:
            for said in found:
                verdict = f"{len(said['faults'])} fel" if said["faults"] else "inga fel"
                print(f"{said['file']}: {verdict}.")
            for fault in faults:
                print(worded(fault), file=sys.stderr)

        status = Status.FOUND if faults else Status.DONE
        return Reply(data=found, text=tell, status=status, diagnostics=faults)

    answer(work, as_json=as_json)


def _length(entry: Rule) -> str:
    """The lengths of the law, or who else says how long."""
    if entry.counting is None:
        return "till en händelse"
    return " / ".join(map(str, entry.lengths.values())) or "anges"


def _rule(entry: Rule) -> dict[str, Any]:
    """One wording as plain data."""
    return {
        "rule": entry.id,
        "title": entry.title,
        "paragraph": entry.paragraph,
        "length": {
            (channel.value if channel else "any"): str(length)
            for channel, length in entry.lengths.items()
        },
        "counting": (
            {"direction": entry.counting.direction, "roll": entry.counting.roll}
            if entry.counting
            else None
        ),
        "rolls": entry.rolls,
        "extendable": entry.extendable,
        "source": entry.source,
        "wording": entry.wording,
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
        "starts": entry.starts,
        "unlocks": entry.unlocks,
        "note": entry.note,
    }


def _day(text: str | None) -> date | None:
    """The day of a flag; raises `Malformed`."""
    from pydantic import TypeAdapter, ValidationError

    from upphandling.application.messages import Malformed, faults_of
    from upphandling.domain.intervals import Day

    try:
        return None if text is None else TypeAdapter(Day).validate_strings(text)
    except ValidationError as error:
        raise Malformed(faults_of(error, "on")) from None


def _checked(file: Path) -> dict[str, Any]:
    """What kind of file it is, its edition, and every fault in it."""
    from upphandling.domain.calendar import read_calendar
    from upphandling.domain.law import BrokenLaw, parsed
    from upphandling.domain.rulebook import read_rulebook
    from upphandling.domain.thresholds import read_thresholds

    readers: dict[str, Callable[[str], Edition]] = {
        "rule": read_rulebook,
        "closed": read_calendar,
        "threshold": read_thresholds,
    }
    said: dict[str, Any] = {"file": str(file), "holds": None, "version": None}
    try:
        text = file.read_text(encoding="utf-8")
        whole = parsed(text, BrokenLaw)
        said["holds"] = next((key for key in readers if key in whole), None)
        if said["holds"] is None:
            raise BrokenLaw(NO_LAW)  # noqa: TRY301  (told like every other fault)
        edition = readers[said["holds"]](text)
    except UnicodeDecodeError:
        return said | {"entries": None, "faults": ["Filen är inte text i UTF-8."]}
    except BrokenLaw as broken:
        return said | {"entries": None, "faults": list(broken.faults)}
    return said | {
        "version": edition.version,
        "entries": len(edition.entries),
        "faults": [],
    }
