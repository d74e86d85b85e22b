"""Gaps (luckor): what is asked of other read models to see them coming.

Nothing is kept here. Customers are counted with the plans there are for them, and
whoever asks judges whether those come in time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from upphandling.domain.licence import LOST
from upphandling.domain.transition import Status
from upphandling.projections.agreements import agreements
from upphandling.projections.choices import choices
from upphandling.projections.policies import policies
from upphandling.projections.queues import queue
from upphandling.projections.responsibilities import responsibilities, there_on
from upphandling.projections.transitions.table import customers, transitions, waves

held = responsibilities.c


def plans(system: str, on: date, agreements_ending: Collection[str]) -> Select[Any]:
    """Customers of some agreements on a day, counted by what is planned for them.

    `placed_at` is the agreement where they have a place ahead, `planned_on` the day of
    the wave in which they move; null where there is none.
    """
    moving = (
        select(
            customers.c.customer,
            transitions.c.bundle,
            transitions.c.transition,
            waves.c.wave,
            waves.c.planned_on,
        )
        .join_from(
            customers,
            transitions,
            transitions.c.transition == customers.c.transition,
        )
        .join(
            waves,
            and_(
                waves.c.transition == customers.c.transition,
                waves.c.wave == customers.c.wave,
            ),
        )
        .where(
            transitions.c.system == system,
            transitions.c.status == Status.PLANNED.value,
            customers.c.taken_alone_on.is_(None),
            or_(
                waves.c.taken_over_on.is_(None), customers.c.failed_because.is_not(None)
            ),
        )
        .subquery()
    )
    grouped = (
        held.agreement,
        held.area,
        choices.c.placed_at,
        moving.c.transition,
        moving.c.wave,
        moving.c.planned_on,
    )
    return (
        select(*grouped, func.count().label("customers"))
        .select_from(
            responsibilities.outerjoin(
                choices,
                and_(
                    choices.c.case_key == held.case_key,
                    choices.c.placed_at != held.agreement,
                ),
            ).outerjoin(
                moving,
                and_(
                    moving.c.customer == held.customer,
                    moving.c.bundle == held.bundle,
                ),
            )
        )
        .where(held.agreement.in_(agreements_ending), there_on(on))
        .group_by(*grouped)
        .order_by(*grouped)
    )


def without_provider(system: str, on: date) -> Select[Any]:
    """Customers on a day whose provider has no agreement in force, or who have none."""
    return (
        select(
            held.bundle,
            held.area,
            held.agreement,
            func.count().label("customers"),
            func.min(held.from_day).label("since"),
        )
        .select_from(_WITH_AGREEMENTS)
        .where(held.system == system, there_on(on), _nobody_answers(on))
        .group_by(held.bundle, held.area, held.agreement)
        .order_by(held.bundle, held.area, held.agreement)
    )


def who_is_without(
    system: str, on: date, *, bundle: str, area: str, agreement: str | None
) -> Select[Any]:
    """The references of those customers, in order."""
    return (
        select(held.customer)
        .select_from(_WITH_AGREEMENTS)
        .where(
            held.system == system,
            there_on(on),
            _nobody_answers(on),
            held.bundle == bundle,
            held.area == area,
            held.agreement.is_not_distinct_from(agreement),
        )
        .order_by(held.customer)
    )


_WITH_AGREEMENTS = responsibilities.outerjoin(
    agreements, agreements.c.agreement == held.agreement
)


def _nobody_answers(on: date) -> ColumnElement[bool]:
    contract = agreements.c
    return or_(
        contract.agreement.is_(None), contract.starts_on > on, contract.ends_on < on
    )


def of_lost_licences(system: str, on: date) -> Select[Any]:
    """Customers on a day of providers who have lost their licence."""
    return (
        select(
            held.agreement,
            held.bundle,
            held.area,
            agreements.c.name,
            func.count().label("customers"),
        )
        .join_from(
            responsibilities, agreements, agreements.c.agreement == held.agreement
        )
        .where(
            held.system == system,
            there_on(on),
            agreements.c.licence.in_([str(lost) for lost in LOST]),
        )
        .group_by(held.agreement, held.bundle, held.area, agreements.c.name)
        .order_by(held.agreement, held.area)
    )


def fallbacks(system: str, on: date) -> Select[Any]:
    """Which agreement steps in for each bundle on a day; the latest comes last."""
    return (
        select(policies.c.bundle, policies.c.rule.label("agreement"))
        .where(
            policies.c.system == system,
            policies.c.policy == "fallback",
            policies.c.valid_from <= on,
        )
        .order_by(policies.c.bundle, policies.c.valid_from)
    )


def offers(system: str | None, until: date) -> Select[Any]:
    """Offered places that are to be answered by a day, soonest first."""
    query = (
        select(queue.c.agreement, queue.c.customer, queue.c.area, queue.c.answer_by)
        .join_from(queue, agreements, agreements.c.agreement == queue.c.agreement)
        .where(queue.c.answer_by <= until)
        .order_by(queue.c.answer_by, queue.c.agreement, queue.c.customer)
    )
    return query if system is None else query.where(agreements.c.system == system)
