"""What is asked of transitions: progress, conditions, hand-overs, postponements."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Table, and_, func, or_, select

from upphandling.projections.transitions.table import (
    customers,
    items,
    moves,
    requirements,
    ticks,
    transitions,
    waves,
)


def progress(system: str | None) -> Select[Any]:
    """Every wave with its transition, in the order planned.

    `taken` counts also those who were taken over alone, `failed` those who wait still.
    """
    query = (
        select(
            transitions.c.transition,
            transitions.c.system,
            transitions.c.status,
            waves.c.wave,
            waves.c.planned_on,
            waves.c.first_planned_on,
            _number(moves).label("moved"),
            waves.c.customers,
            waves.c.taken_over_on,
            (waves.c.taken + _number(customers, _TAKEN_ALONE)).label("taken"),
            _number(customers, _FAILED).label("failed"),
            _conditions().label("conditions"),
            _conditions(requirements.c.met).label("conditions_met"),
            waves.c.go,
            (waves.c.customers * _items()).label("handovers"),
            _number(ticks).label("handed_over"),
            waves.c.overdue,
        )
        .join_from(transitions, waves, transitions.c.transition == waves.c.transition)
        .order_by(transitions.c.position, waves.c.planned_on, waves.c.wave)
    )
    return query if system is None else query.where(transitions.c.system == system)


def conditions(transition: str) -> Select[Any]:
    """The conditions of a transition, by agreement: who said what of each, and when."""
    return (
        select(*(c for c in requirements.c if c.name != "transition"))
        .where(requirements.c.transition == transition)
        .order_by(requirements.c.agreement, requirements.c.condition)
    )


def handovers(transition: str, wave: str) -> Select[Any]:
    """Every item for every customer of a wave; null in `handed_over_at` is missing."""
    return (
        select(
            customers.c.customer,
            items.c.item,
            items.c.text,
            ticks.c.handed_over_at,
            ticks.c.handed_over_by,
            customers.c.failed_because,
            customers.c.taken_alone_on,
        )
        .join_from(customers, items, customers.c.transition == items.c.transition)
        .outerjoin(
            ticks,
            and_(
                ticks.c.transition == customers.c.transition,
                ticks.c.customer == customers.c.customer,
                ticks.c.item == items.c.item,
            ),
        )
        .where(customers.c.transition == transition, customers.c.wave == wave)
        .order_by(customers.c.customer, items.c.item)
    )


def moved(transition: str) -> Select[Any]:
    """Each time that a wave was put off, in order, with the reason."""
    return (
        select(
            moves.c.wave,
            moves.c.before_on.label("before"),
            moves.c.moved_to.label("on"),
            moves.c.reason,
        )
        .where(moves.c.transition == transition)
        .order_by(moves.c.version)
    )


_TAKEN_ALONE = customers.c.taken_alone_on.is_not(None)
_FAILED = and_(
    customers.c.failed_because.is_not(None), customers.c.taken_alone_on.is_(None)
)


def _number(table: Table, *which: Any) -> Any:
    """How many rows a wave has in a table."""
    return (
        select(func.count())
        .where(
            table.c.transition == waves.c.transition,
            table.c.wave == waves.c.wave,
            *which,
        )
        .correlate(waves)
        .scalar_subquery()
    )


def _conditions(*which: Any) -> Any:
    """How many conditions a wave has, its own and those of every wave."""
    return (
        select(func.count())
        .where(
            requirements.c.transition == waves.c.transition,
            or_(requirements.c.wave.is_(None), requirements.c.wave == waves.c.wave),
            *which,
        )
        .correlate(waves)
        .scalar_subquery()
    )


def _items() -> Any:
    return (
        select(func.count())
        .where(items.c.transition == waves.c.transition)
        .correlate(waves)
        .scalar_subquery()
    )
