"""`upphandling payment`: the lines of a month, their visits, the controls, the file.

A provider reads what has been approved, of its own agreements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.csv_page import AsCsv, write_csv
from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import must_exist
from upphandling.interfaces.cli.import_options import As, By, Mandate
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs("Utbetalningar: rader, besöken bakom dem, kontroller, fil till ekonomi.")

Payment = Annotated[
    str, typer.Argument(metavar="NYCKEL", help="Utbetalningen: avtal.ÅÅÅÅ-MM.")
]
Part = Annotated[
    int | None,
    typer.Option(
        "--correction", min=0, help="En godkänd rättelse; 0 är månaden själv."
    ),
]
Number = Annotated[int, typer.Option("--line", min=1, help="Radens nummer.")]
OF_A_LINE = (
    "line",
    "version",
    "service",
    "paid_by",
    "band",
    "area",
    "ore_per_unit",
    "factor",
    "quantity",
    "unpaid",
    "ore",
    "hours",
    "sanction",
    "kind",
    "decision",
    "clause",
    "percent",
    "claimed_ore",
    "elsewhere_ore",
    "carried_ore",
)
Out = Annotated[str, typer.Option("--out", metavar="FIL", help="Dit filen skrivs.")]


@app.command("lines")
def lines(
    payment: Payment,
    correction: Part = None,
    limit: Limit = 1_000,
    offset: Offset = 0,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Raderna i den senaste beräkningen, moms, avdrag och summa; eller i en rättelse."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import payment_pages
        from upphandling.interfaces.cli.asked import reads_as_provider
        from upphandling.interfaces.follow_up.payments import the_lines

        must_exist(house, "payment", payment)
        told = the_lines(house, payment, correction, approved=reads_as_provider())
        found = told[offset : offset + limit]
        return Reply(
            data=found,
            text=lambda: payment_pages.lines(found),
            csv=lambda: write_csv(OF_A_LINE, found),
        )

    answer_from_house(work, as_json=as_json, as_csv=as_csv)


@app.command("visits")
def visits(
    payment: Payment,
    line: Number,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Besöken bakom en rad i den senaste beräkningen; för beviljad tid kunderna."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import payment_pages
        from upphandling.interfaces.cli.asked import reads_as_provider
        from upphandling.interfaces.follow_up.payment_trace import Traced

        must_exist(house, "payment", payment)
        found = Traced(house, payment, approved=reads_as_provider()).visits_of(line)
        page = found[offset : offset + limit]
        return Reply(
            data={"line": line, "number": len(found), "visits": page},
            text=lambda: payment_pages.visits(line, len(found), page),
        )

    answer_from_house(work, as_json=as_json)


@app.command("controls")
def controls(
    payment: Payment, limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False
) -> None:
    """Vad kontrollerna har funnit i den senaste beräkningen, besök för besök."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import payment_pages
        from upphandling.interfaces.cli.asked import reads_as_provider
        from upphandling.interfaces.follow_up.payment_trace import Traced

        must_exist(house, "payment", payment)
        traced = Traced(house, payment, approved=reads_as_provider())
        counted = traced.counted()
        page = traced.findings()[offset : offset + limit] if counted else []
        return Reply(
            data={"controls": counted, "found": page},
            text=lambda: payment_pages.controls(counted, page),
        )

    answer_from_house(work, as_json=as_json)


@app.command("export")
def export(
    payment: Payment,
    out: Out,
    by: By,
    role: As,
    mandate: Mandate = None,
    correction: Part = 0,
    as_json: AsJson = False,
) -> None:
    """Skriv filen till ekonomisystemet; första gången antecknas dess kontrollsumma."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.payment_file import written

        told = written(
            house, payment, correction or 0, out, by=by, role=role, mandate=mandate
        )
        return Reply(
            data=told,
            text=lambda: print(
                f"{told['file']}: {told['rows']} rader, SHA-256 {told['file_sha256']}"
            ),
        )

    answer_from_house(work, as_json=as_json)
