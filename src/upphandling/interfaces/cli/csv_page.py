"""Rows as CSV (RFC 4180): the names and the codes of the JSON, for another program."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

AsCsv = Annotated[bool, typer.Option("--csv", help="Svara som CSV.")]

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would calculate


def write_csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Print a heading and the rows; what is no single value is told as JSON."""
    from csv import writer

    page = writer(sys.stdout, lineterminator="\r\n")
    page.writerow(columns)
    for row in rows:
        page.writerow([_cell(row.get(column)) for column in columns])


def must_be_one_form(*, as_csv: bool, as_json: bool) -> None:
    """Refuse a call that wants the answer in two forms."""
    from upphandling.application.messages import Fault, Malformed

    if as_csv and as_json:
        raise Malformed([Fault("--csv", "ange antingen --csv eller --json")])


def _cell(value: Any) -> Any:
    from pydantic_core import to_json

    if isinstance(value, (list, tuple, dict)):
        return to_json(value).decode() if value else ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
