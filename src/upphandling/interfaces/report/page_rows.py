"""What the charts of a report's page are drawn from: the rows of the follow-up verbs."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    and_,
    case,
    cast,
    func,
    select,
)

from upphandling.domain.follow_up import Progress as Checked
from upphandling.domain.instants import midnight_after
from upphandling.domain.plan import Progress
from upphandling.interfaces.charts.payments import together
from upphandling.interfaces.every import Every
from upphandling.interfaces.follow_up import (
    ValuesWanted,
    the_indicators,
    the_shares_over_time,
)
from upphandling.interfaces.follow_up.reading import Row, rows
from upphandling.interfaces.report.figures import Asked
from upphandling.interfaces.report.milestones import (
    ABANDONED,
    Milestone,
    milestones_of,
    plan_events,
)
from upphandling.interfaces.report.page_hiding import (
    without_small_payments,
    without_small_shares,
)
from upphandling.projections.agreements import agreements
from upphandling.projections.checks_on import checks_on
from upphandling.projections.payments import (
    payment_calculations,
    payment_parts,
    payments,
)

MOST_VALUES = 5_000
EVERYBODY = "Hela systemet"
OF_A_MILESTONE = ("title", "planned_earliest", "planned_latest")


def share_rows(connection: Connection, asked: Asked, first: date) -> Row:
    """The shares of every month from a day on; in public but for those of few people."""
    told = the_shares_over_time(
        connection, asked.system, first, asked.last, Every.MONTH
    )
    every = told["shares"]
    shown = without_small_shares(every) if asked.public else every
    return {**told, "shares": [row for row in shown if row["of_customers"]]}


def check_rows(connection: Connection, asked: Asked) -> list[Row]:
    """How many of each agreement's checks that were due in the quarter came to what."""
    check = checks_on(
        asked.on,
        system=asked.system,
        due=(asked.first, asked.until),
        known_to_provider=asked.public,
    ).subquery()
    row = check.c
    done = row.status == Checked.DONE.value
    parts = {
        "done": and_(done, ~row.late),
        "late": and_(done, row.late),
        "missed": row.status == Checked.MISSED.value,
        "ahead": row.status == Checked.PLANNED.value,
    }
    name: ColumnElement[Any] = func.coalesce(row.name, row.agreement)
    numbers = (
        cast(func.sum(case((one, 1), else_=0)), BigInteger).label(part)
        for part, one in parts.items()
    )
    columns = [name.label("name"), *numbers]
    query = select(*columns).group_by(row.agreement, row.name).order_by(row.agreement)
    return rows(connection, query)


def payment_rows(connection: Connection, asked: Asked, first: date) -> list[Row]:
    """Each agreement's months from a day on, as they had come by the day of the report.

    `paid_ore` is what was approved, None for nothing; `calculated_ore` is what the
    latest calculation would have paid. All agreements together come first. In public
    only what was approved is told, and nothing that tells of few people.
    """
    end = midnight_after(asked.on)
    part, sums, month = payment_parts.c, payment_calculations.c, payments.c
    paid = (
        select(part.payment, cast(func.sum(part.total_ore), BigInteger).label("ore"))
        .where(part.approved_at < end)
        .group_by(part.payment)
        .subquery("paid")
    )
    latest = (
        select(sums.payment, func.max(sums.version).label("version"))
        .where(sums.calculated_at < end)
        .group_by(sums.payment)
        .subquery("latest")
    )
    query = (
        select(
            month.agreement,
            agreements.c.name,
            month.month,
            (sums.pay_ore + sums.deducted_ore).label("calculated_ore"),
            paid.c.ore.label("paid_ore"),
        )
        .join_from(payments, latest, latest.c.payment == month.payment)
        .join(
            payment_calculations,
            and_(sums.payment == latest.c.payment, sums.version == latest.c.version),
        )
        .outerjoin(paid, paid.c.payment == month.payment)
        .outerjoin(agreements, agreements.c.agreement == month.agreement)
        .where(month.system == asked.system, month.from_day.between(first, asked.last))
        .order_by(month.month, month.agreement)
    )
    if not asked.public:
        return _with_all(rows(connection, query))
    approved = _with_all(rows(connection, query.where(paid.c.ore.is_not(None))))
    return list(without_small_payments(connection, asked, approved))


def _with_all(months: list[Row]) -> list[Row]:
    return [*together(months), *months]


def indicator_rows(
    connection: Connection, asked: Asked, first: date
) -> list[list[Row]]:
    """The values of each indicator from a day on, of the system and of each agreement."""
    wanted = ValuesWanted(
        system=asked.system,
        from_day=first,
        to_day=asked.last,
        leaves=asked.public,
        at=asked.on,
    )
    values = the_indicators(connection, wanted, limit=MOST_VALUES)
    whole = [
        row if row["agreement"] else {**row, "name": EVERYBODY}
        for row in values
        if row["area"] is None
    ]
    by_indicator = groupby(whole, key=lambda row: row["indicator"])
    return [list(found) for _, found in by_indicator]


def timetables(connection: Connection, asked: Asked) -> dict[str, list[Row]]:
    """The milestones of each of the system's plans, as they stood on the day."""
    found: dict[str, list[Row]] = defaultdict(list)
    for one in milestones_of(connection, asked, plan_events(connection, asked)):
        found[one.row.plan].append(
            {
                **{name: getattr(one.row, name) for name in OF_A_MILESTONE},
                "latest": one.latest,
                "met_on": one.row.met_on if one.is_met else None,
                "status": _progress(one),
            }
        )
    return found


def _progress(one: Milestone) -> Progress:
    if one.is_missed:
        return Progress.MISSED
    return Progress.ABANDONED if one.stands == ABANDONED else Progress.PLANNED
