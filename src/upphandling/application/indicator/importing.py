"""The command that carries in values of indicators from a file, all of them or none."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.customer.rows import RefusedRows
from upphandling.application.indicator.groups import (
    AgreementOfAnotherSystem,
    must_be_a_group,
)
from upphandling.application.indicator.recording import Told
from upphandling.domain.base import Stamp
from upphandling.domain.errors import NoSuchCase, Refused
from upphandling.domain.indicator import Indicator
from upphandling.domain.indicators.refusals import (
    NotAPeriod,
    NotYetDefined,
    PeriodNotOver,
    QuotientInHalf,
    ValueNotItsQuotient,
)
from upphandling.domain.parts import UnknownPart

COLUMNS: dict[type[Refused], str] = {
    AgreementOfAnotherSystem: "avtal",
    UnknownPart: "område",
    NotYetDefined: "från",
    NotAPeriod: "från",
    PeriodNotOver: "till",
    QuotientInHalf: "täljare",
    ValueNotItsQuotient: "värde",
}
"""The column that a refusal speaks of, where it is not the indicator's own."""
CASES = {"choice_system": "system", "agreement": "avtal"}


class ImportedValue(Told):
    """En rad: ett värde för en grupp i en period."""

    row: Annotated[int, Field(ge=1)]


class ImportValues(Command):
    """För in värden som har mätts utanför huset; allt eller inget."""

    NAME = "indicator.import"
    values: Annotated[list[ImportedValue], Field(min_length=1)]


def import_values(command: ImportValues, cases: Cases, stamp: Stamp) -> None:
    refused = RefusedRows()
    for row in command.values:
        try:
            indicator = cases.fetch(Indicator, row.indicator)
            must_be_a_group(cases, row.whose)
            indicator.record_value(stamp, figure=row.figure, source=row.source)
        except Refused as no:
            refused.add(row.row, _column(no), no)
    refused.must_be_none()


def _column(refused: Refused) -> str:
    if isinstance(refused, NoSuchCase):
        kind, _, _ = str(refused.details["case"]).partition(":")
        return CASES.get(kind, "nyckeltal")
    return COLUMNS.get(type(refused), "nyckeltal")


VERBS = verbs((ImportValues, import_values))
