"""Visits (besök) that count: source data, by the batches that events speak of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ScalarSelect,
    Select,
    TableClause,
    and_,
    column,
    false,
    func,
    select,
    table,
)

from upphandling.projections.visit_batches import visit_batches, visit_plans

TOLD = ("batch", "line", "visit", "customer", "agreement", "service", "staff")
WHEN = ("starts", "ends")

visits = table("visits", *map(column, (*TOLD, *WHEN, "registered_after", "aged")))
"""Not a read model: its rows are kept by imports and never made anew."""

planned_visits = table("planned_visits", *map(column, (*TOLD, *WHEN)))
"""As `visits`, and apart from them."""

BATCHES = {visits: visit_batches, planned_visits: visit_plans}


def of_agreement(
    agreement: str, month: str, span: tuple[int, int], customer: str | None = None
) -> Select[Any]:
    """The visits of an agreement in a month, by when they began.

    `span` is the month in seconds since 1970 (UTC), as the visits tell their times.
    """
    query = _counted(select(visits), visits, agreement, month, span)
    return query if customer is None else query.where(visits.c.customer == customer)


def planned_by_agreement(
    agreement: str, month: str, span: tuple[int, int], customer: str | None = None
) -> Select[Any]:
    """As `of_agreement`, of planned visits; `began` is when each was performed, if so."""
    plan = planned_visits.c
    asked = select(planned_visits, _began().label("began"))
    query = _counted(asked, planned_visits, agreement, month, span)
    return query if customer is None else query.where(plan.customer == customer)


def _began() -> ScalarSelect[Any]:
    """When the performance of a plan began, whichever month it was read for."""
    batches = visit_batches.c
    return (
        select(func.min(visits.c.starts))
        .join_from(visits, visit_batches, batches.batch == visits.c.batch)
        .where(
            visits.c.visit == planned_visits.c.visit,
            batches.system == visit_plans.c.system,
            batches.withdrawn == false(),
        )
        .correlate(planned_visits, visit_plans)
        .scalar_subquery()
    )


def _counted(
    query: Select[Any],
    kept: TableClause,
    agreement: str,
    month: str,
    span: tuple[int, int],
) -> Select[Any]:
    batches = BATCHES[kept]
    counts = and_(batches.c.batch == kept.c.batch, batches.c.withdrawn == false())
    return (
        query.join_from(kept, batches, counts)
        .where(
            kept.c.agreement == agreement,
            kept.c.starts >= span[0],
            kept.c.starts < span[1],
            batches.c.month == month,
        )
        .order_by(kept.c.starts, kept.c.visit)
    )


def months_of(customer: str) -> Select[Any]:
    """By month and agreement, how many visits a customer got, and their seconds."""
    return _by_month(visits, customer)


def months_planned_for(customer: str) -> Select[Any]:
    """By month and agreement, how many visits were planned, and their seconds."""
    return _by_month(planned_visits, customer)


def _by_month(kept: TableClause, customer: str) -> Select[Any]:
    """The months come in order; visits that do not count are left out."""
    batches = BATCHES[kept]
    place = batches.c.system, batches.c.month, kept.c.agreement
    return (
        select(
            *place,
            func.count().label("visits"),
            func.sum(kept.c.ends - kept.c.starts).label("seconds"),
        )
        .join_from(
            kept,
            batches,
            and_(batches.c.batch == kept.c.batch, batches.c.withdrawn == false()),
        )
        .where(kept.c.customer == customer)
        .group_by(*place)
        .order_by(*place)
    )
