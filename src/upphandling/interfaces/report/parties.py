"""The agreements of a report: who had one in the quarter, and figures about each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select

from upphandling.domain.agreement import Agreement
from upphandling.interfaces.report.figures import Asked, Figure
from upphandling.projections.agreements import agreements


def agreements_of(connection: Connection, asked: Asked) -> Sequence[Row[Any]]:
    """The agreements that were in force on some day of the quarter, by key."""
    row = agreements.c
    query = (
        select(row.agreement, row.name, row.starts_on, row.ends_on)
        .where(
            row.system == asked.system,
            row.starts_on <= asked.last,
            row.ends_on.is_(None) | (row.ends_on >= asked.first),
        )
        .order_by(row.agreement)
    )
    return [*connection.execute(query)]


def agreement_figure(figure: Figure, agreement: Row[Any]) -> Figure:
    """The figure as one of an agreement: `checks.done` becomes `checks.done/avtal-a`."""
    return replace(
        figure,
        figure=f"{figure.figure}/{agreement.agreement}",
        about=Agreement.case_id(agreement.agreement),
        subject=agreement.name,
    )
