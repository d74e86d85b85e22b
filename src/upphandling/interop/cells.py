"""From the cells of a line to a part of a command, or to every fault of the line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from upphandling.application.messages import faults_of
from upphandling.interop.tables import BadFile, Columns, Line, RowFault

P = TypeVar("P", bound=BaseModel)

Reader = Callable[[str], Any]
"""From a cell that is not empty to its value; raises `ValueError` that says what is wrong."""


@dataclass(frozen=True, slots=True)
class Form(Generic[P]):
    """What a line is read into: the field of each column, and how the cells are read.

    A column without a reader is taken as it stands. The part has the line's number in
    `row`.
    """

    part: type[P]
    columns: Columns
    fields: Mapping[str, str]
    readers: Mapping[str, Reader] = field(default_factory=dict)

    def read(self, line: Line) -> tuple[P | None, list[RowFault]]:
        told: dict[str, Any] = {"row": line.row}
        faults = []
        for column, name in self.fields.items():
            cell = line.cells[column]
            if not cell:
                if column in self.columns.required:
                    faults.append(RowFault(line.row, column, "saknas"))
                continue
            try:
                told[name] = self.readers.get(column, str)(cell)
            except ValueError as error:
                faults.append(RowFault(line.row, column, str(error)))
        return (None, faults) if faults else part_of(self.part, told, self._column)

    def _column(self, name: str) -> str:
        return next((c for c, known in self.fields.items() if known == name), name)


def part_of(
    part: type[P], told: Mapping[str, Any], column_of: Callable[[str], str]
) -> tuple[P | None, list[RowFault]]:
    """The part, or what its fields say no to, in the words of the file's columns."""
    try:
        return part.model_validate(told), []
    except ValidationError as error:
        return None, [
            RowFault(told["row"], column_of(fault.field), fault.message)
            for fault in faults_of(error)
        ]


def must_be_faultless(faults: Iterable[RowFault]) -> None:
    """Raise `BadFile` with every fault once, in the order of the rows."""
    if found := set(faults):
        raise BadFile(sorted(found, key=lambda f: (f.row or 0, f.column or "")))
