"""`upphandling import visits`: a month's visits from CSV or JSON lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import (
    AsJson,
    Reply,
    Status,
    answer_from_house,
    failed,
)
from upphandling.interfaces.cli.import_options import (
    As,
    By,
    DryRun,
    Mandate,
    sender_of,
    told_of,
)

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.interfaces.visit_import import Carried, Faults
    from upphandling.interop.tables import RowFault

VisitsFile = Annotated[
    str,
    typer.Argument(
        metavar="FIL", help="CSV i UTF-8, JSON-rader (.jsonl), eller - för standard in."
    ),
]
OfSystem = Annotated[str, typer.Option("--system", help="Valfrihetssystemet.")]
OfMonth = Annotated[
    str, typer.Option("--month", help="Månaden som besöken började i, ÅÅÅÅ-MM.")
]
KeepGood = Annotated[
    bool,
    typer.Option("--keep-good", help="För in de rader som är rätt, avvisa de andra."),
]
FaultsFile = Annotated[
    str | None, typer.Option("--faults", help="Skriv alla fel till den filen, som CSV.")
]


def visits(
    file: VisitsFile,
    system: OfSystem,
    month: OfMonth,
    by: By,
    role: As,
    mandate: Mandate = None,
    keep_good: KeepGood = False,
    dry_run: DryRun = False,
    faults: FaultsFile = None,
    as_json: AsJson = False,
) -> None:
    """Läs in en månads besök, utförda och planerade; med fel sparas inget, utom --keep-good."""

    def work(house: House) -> Reply:
        from pydantic import ValidationError

        from upphandling.application.messages import Malformed, faults_of
        from upphandling.interfaces.visit_import import Asked, Faults, carry_in
        from upphandling.interop.tables import BadFile
        from upphandling.interop.visit_file import VisitFile

        sender = sender_of(by, role, mandate)
        try:
            with _opened(file) as stream, _kept(faults, file) as into:
                found = Faults(into)
                carried = carry_in(
                    house,
                    Asked(
                        system=system,
                        month=month,
                        name=_name(file),
                        sender=sender,
                        keep_good=keep_good,
                        dry_run=dry_run,
                    ),
                    VisitFile(stream, json_lines=file.endswith(".jsonl")),
                    found,
                    _progress,
                )
        except ValidationError as error:
            raise Malformed(faults_of(error)) from None
        except BadFile as bad:
            told = [_told(file, fault) for fault in bad.faults]
            return failed(Status.ERROR, *told)
        return _reply(file, carried, found, dry_run=dry_run)

    answer_from_house(work, as_json=as_json)


@contextmanager
def _opened(file: str) -> Iterator[IO[bytes]]:
    if file == "-":
        yield sys.stdin.buffer
        return
    from pathlib import Path

    with Path(file).open("rb") as stream:
        yield stream


def _kept(faults: str | None, file: str) -> Any:
    """The file that all faults are written to, if any is asked for; not the one read."""
    if faults is None:
        return nullcontext()
    from pathlib import Path

    from upphandling.application.messages import Fault, Malformed

    if Path(faults).resolve() == Path(file).resolve():
        raise Malformed([Fault("faults", "är filen som läses in")])
    return Path(faults).open("w", encoding="utf-8", newline="")


def _name(file: str) -> str:
    from pathlib import Path

    return "standard in" if file == "-" else Path(file).name


def _progress(done: int) -> None:
    print(f"{done} rader lästa", file=sys.stderr)


def _told(file: str, fault: RowFault) -> dict[str, Any]:
    return told_of(file, fault.row, fault.column, message=fault.message)


def _reply(file: str, carried: Carried, found: Faults, *, dry_run: bool) -> Reply:
    told = [_told(file, fault) for fault in found.first]

    def tell() -> None:
        if told:
            failed(Status.REFUSED, *told).text()
        if found.total > len(told):
            shown = f"De första {len(told)} felen av {found.total}, alla med --faults."
            print(shown, file=sys.stderr)
        print(_said(carried, dry_run=dry_run))

    data = {
        "batch": carried.batch,
        "rows": carried.rows,
        "planned": carried.planned,
        "refused": carried.refused,
        "skipped": carried.skipped,
        "faults": found.total,
        "dry_run": dry_run,
    }
    bad = Status.FOUND if carried.rows or carried.planned else Status.REFUSED
    status = bad if found.total else Status.DONE
    return Reply(data=data, text=tell, status=status, diagnostics=told)


def _said(carried: Carried, *, dry_run: bool) -> str:
    parts = [f"{carried.rows} besök"]
    if carried.planned:
        parts.append(f"{carried.planned} planerade")
    if carried.refused:
        parts.append(f"{carried.refused} rader avvisade")
    if carried.skipped:
        parts.append(f"{carried.skipped} fanns redan")
    counted = ", ".join(parts)
    if dry_run:
        return f"Kan räknas: {counted}. Inget är sparat."
    if carried.batch is None:
        return f"Inget är infört: {counted}."
    return f"Infört som parti {carried.batch}: {counted}."
