"""Visits (utförda besök) that count: source data, by the batches that events speak of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, column, false, select, table

from upphandling.projections.visit_batches import visit_batches

visits = table(
    "visits",
    *map(
        column,
        (
            "batch",
            "line",
            "visit",
            "customer",
            "agreement",
            "service",
            "staff",
            "starts",
            "ends",
            "registered_after",
            "aged",
        ),
    ),
)
"""Not a read model: its rows are kept by imports and never made anew."""


def of_agreement(
    agreement: str, month: str, span: tuple[int, int], customer: str | None = None
) -> Select[Any]:
    """The visits of an agreement in a month, by when they began.

    `span` is the month in seconds since 1970 (UTC), as the visits tell their times.
    """
    batches = visit_batches.c
    query = (
        select(visits)
        .join_from(
            visits,
            visit_batches,
            and_(batches.batch == visits.c.batch, batches.withdrawn == false()),
        )
        .where(
            visits.c.agreement == agreement,
            visits.c.starts >= span[0],
            visits.c.starts < span[1],
            batches.month == month,
        )
        .order_by(visits.c.starts, visits.c.visit)
    )
    return query if customer is None else query.where(visits.c.customer == customer)
