"""`upphandling import`: customers, choices and visits, whole files or nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli import import_visits
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
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.application.commands import Command
    from upphandling.application.messages import Envelope
    from upphandling.bootstrap import House

    Read = Callable[[House, str, bytes], Command]

app = Verbs(
    "Inläsning av filer: kunder med biståndsbeslut, val i en valomgång, utförda besök."
)

SHOWN = 50

CsvFile = Annotated[
    str, typer.Argument(metavar="FIL", help="CSV-fil i UTF-8, eller - för standard in.")
]


def _customers(_: House, system: str, content: bytes) -> Command:
    from upphandling.application.customer.importing import ImportCustomers
    from upphandling.interfaces.words import IN_SWEDISH
    from upphandling.interop.customer_file import read_customers

    return ImportCustomers(system=system, rows=read_customers(content, IN_SWEDISH))


def _choices(house: House, round_: str, content: bytes) -> Command:
    from upphandling.application.customer.importing_choices import ImportChoices
    from upphandling.domain.choice_round import ChoiceRound
    from upphandling.interop.choice_file import read_choices

    asked = house.engine.session().fetch(ChoiceRound, round_)
    return ImportChoices(round=round_, choices=read_choices(content, asked.bundle))


def _verb(into: Any, read: Read, *, personal: bool = False) -> Callable[..., None]:
    """A verb that reads a file into the case that its option `into` names."""

    def verb(
        file: CsvFile,
        key: str,
        by: By,
        role: As,
        mandate: Mandate = None,
        dry_run: DryRun = False,
        as_json: AsJson = False,
    ) -> None:
        def command(house: House, content: bytes) -> Command:
            return read(house, key, content)

        _import(
            file,
            command,
            by,
            role,
            mandate,
            dry_run=dry_run,
            as_json=as_json,
            personal=personal,
        )

    verb.__annotations__["key"] = Annotated[str, into]
    return verb


app.command(
    "customers", help="Läs in kunder med biståndsbeslut och nuvarande utförare."
)(
    _verb(
        typer.Option("--system", help="Valfrihetssystemet."), _customers, personal=True
    )
)
app.command("choices", help="Läs in kundernas val i en valomgång.")(
    _verb(typer.Option("--round", help="Valomgången."), _choices)
)

app.command("visits")(import_visits.visits)


@app.command("indicators")
def indicators(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FIL", help="CSV- eller JSON-fil, eller - för standard in."
        ),
    ],
    by: By,
    role: As,
    mandate: Mandate = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Läs in nyckeltalens värden, som har mätts utanför huset."""

    def read(_: House, content: bytes) -> Command:
        from upphandling.application.indicator.importing import ImportValues
        from upphandling.interop.indicator_file import read_indicators

        return ImportValues(values=read_indicators(content))

    _import(
        file,
        read,
        by,
        role,
        mandate,
        dry_run=dry_run,
        as_json=as_json,
        personal=False,
    )


def _import(
    file: str,
    read: Callable[[House, bytes], Command],
    by: str,
    role: str,
    mandate: str | None,
    *,
    dry_run: bool,
    as_json: bool,
    personal: bool,
) -> None:
    """One command out of the whole file; a refusal is told, and nothing is kept of it."""

    def work(house: House) -> Reply:
        from pydantic import ValidationError

        from upphandling.application.customer.rows import RowsRefused
        from upphandling.application.messages import Malformed, faults_of
        from upphandling.interfaces.personal_import import kept, must_fit
        from upphandling.interop.tables import BadFile

        sender = sender_of(by, role, mandate)
        try:
            content = _content(file)
            command = read(house, content)
            facts: AbstractContextManager[None] = nullcontext()
            if personal and dry_run:
                must_fit(house, content)
            elif personal:
                facts = kept(house, content, command, sender)
            with facts:
                events = _carried_in(house, command, sender, dry_run=dry_run)
        except ValidationError as error:
            raise Malformed(faults_of(error)) from None
        except BadFile as bad:
            told = [
                told_of(file, fault.row, fault.column, message=fault.message)
                for fault in bad.faults
            ]
            return _faulty(Status.ERROR, told)
        except RowsRefused as refused:
            rows: Any = refused.details["rows"]
            told = [
                told_of(file, row.pop("row"), row.pop("column"), **row) for row in rows
            ]
            return _faulty(Status.REFUSED, told)
        return _done(events, dry_run=dry_run)

    answer_from_house(work, as_json=as_json, refresh=False)


def _carried_in(
    house: House, command: Command, sender: Envelope, *, dry_run: bool
) -> int:
    """How many events it led to, or would have led to."""
    if dry_run:
        return house.engine.rehearse(
            command, by=sender.by, role=sender.role, mandate=sender.mandate
        )
    answered = house.engine.handle(
        command,
        by=sender.by,
        role=sender.role,
        mandate=sender.mandate,
        keep_refusal=False,
    )
    return len(answered.events)


def _content(file: str) -> bytes:
    from pathlib import Path

    return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()


def _faulty(status: Status, told: Sequence[dict[str, Any]]) -> Reply:
    """All of it as JSON; to a person the first rows, and how many there are."""

    def tell() -> None:
        failed(status, *told[:SHOWN]).text()
        if len(told) > SHOWN:
            said = f"De första {SHOWN} felen av {len(told)}, alla står i --json."
            print(said, file=sys.stderr)

    return Reply(data=None, text=tell, status=status, diagnostics=told)


def _done(events: int, *, dry_run: bool) -> Reply:
    said = (
        f"Filen kan föras in och skulle leda till {events} händelser. Inget är sparat."
        if dry_run
        else f"Filen är införd, {events} händelser."
    )
    return Reply(data={"events": events, "dry_run": dry_run}, text=lambda: print(said))
