"""Tallies of choices: how many were asked, chose, and got which of their wishes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Label, Select, Table, and_, case, func, select

from upphandling.projections.agreements import agreements
from upphandling.projections.bundles import choice_duties
from upphandling.projections.choices import (
    CONTINUOUS,
    RANKS,
    choices,
    choosings,
    invitations,
    outcomes,
    rounds,
)
from upphandling.projections.queues import queue
from upphandling.projections.responsibilities import responsibilities

BASES = ("choice", "default", "reassigned")


def tally(system: str | None) -> Select[Any]:
    """How those who have care stand now, per bundle, area and granted services.

    `met_1` counts those whose place is with their first wish, and so on.
    """
    row = choices.c
    asked = (
        select(invitations.c.customer, rounds.c.system, rounds.c.bundle)
        .join_from(invitations, rounds, invitations.c.round == rounds.c.round)
        .distinct()
        .subquery()
    )
    query = (
        select(
            row.system,
            row.bundle,
            row.area,
            row.services,
            func.count().label("customers"),
            func.count(asked.c.customer).label("invited"),
            func.count(row.chosen_at).label("chose"),
            *_met(func.coalesce(row.placed_at, row.agreement), choices),
            *_by_basis(row.basis),
        )
        .select_from(
            choices.outerjoin(
                asked,
                and_(
                    row.customer == asked.c.customer,
                    row.system == asked.c.system,
                    row.bundle == asked.c.bundle,
                ),
            )
        )
        .where(row.ended_on.is_(None))
        .group_by(row.system, row.bundle, row.area, row.services)
        .order_by(row.system, row.bundle, row.area, row.services)
    )
    return query if system is None else query.where(row.system == system)


def tally_of_round(round_key: str) -> Select[Any]:
    """How those who were invited to a round fared in it, as `tally`.

    What they got is what the latest proposal of the round says.
    """
    row = choices.c
    query = (
        select(
            row.system,
            row.bundle,
            row.area,
            row.services,
            func.count().label("customers"),
            func.count().label("invited"),
            func.count(choosings.c.chosen_on).label("chose"),
            *_met(outcomes.c.agreement, choosings),
            *_by_basis(outcomes.c.basis),
        )
        .select_from(
            rounds.join(invitations, invitations.c.round == rounds.c.round)
            .join(
                choices,
                and_(
                    row.customer == invitations.c.customer,
                    row.system == rounds.c.system,
                    row.bundle == rounds.c.bundle,
                ),
            )
            .outerjoin(
                choosings,
                and_(
                    choosings.c.case_key == row.case_key,
                    choosings.c.round == rounds.c.round,
                ),
            )
            .outerjoin(
                outcomes,
                and_(
                    outcomes.c.round == rounds.c.round,
                    outcomes.c.customer == row.customer,
                    outcomes.c.proposal == rounds.c.proposal,
                ),
            )
        )
        .where(rounds.c.round == round_key)
    )
    return query.group_by(row.system, row.bundle, row.area, row.services).order_by(
        row.system, row.bundle, row.area, row.services
    )


def changed_their_minds(system: str | None) -> Select[Any]:
    """Customers who, having a provider, chose another one outside every round."""
    row, held = choices.c, responsibilities.c
    query = (
        select(
            row.system,
            row.bundle,
            row.area,
            func.count(row.case_key.distinct()).label("rechose"),
        )
        .select_from(
            choosings.join(choices, row.case_key == choosings.c.case_key).join(
                responsibilities,
                and_(
                    held.case_key == choosings.c.case_key,
                    held.from_day <= choosings.c.chosen_on,
                    func.coalesce(held.until > choosings.c.chosen_on, True),
                    held.agreement != choosings.c.wish_1,
                ),
            )
        )
        .where(choosings.c.round == CONTINUOUS, row.ended_on.is_(None))
        .group_by(row.system, row.bundle, row.area)
    )
    return query if system is None else query.where(row.system == system)


def the_round(round_key: str) -> Select[Any]:
    """What the round is about, and how far it has come."""
    return select(rounds).where(rounds.c.round == round_key)


def duties() -> Select[Any]:
    """What is asked of customers with each service of each bundle."""
    return select(choice_duties)


def waiting_since(system: str | None, agreement: str | None) -> Select[Any]:
    """Since when each of those who wait has waited, queue by queue."""
    query = (
        select(queue.c.agreement, queue.c.area, queue.c.since)
        .join_from(queue, agreements, agreements.c.agreement == queue.c.agreement)
        .order_by(queue.c.agreement, queue.c.area)
    )
    if system is not None:
        query = query.where(agreements.c.system == system)
    return query if agreement is None else query.where(queue.c.agreement == agreement)


def _met(agreement: ColumnElement[Any], wished: Table) -> list[Label[int]]:
    """How many got their first wish, their second ..."""
    return [
        func.sum(case((agreement == wished.c[f"wish_{rank}"], 1), else_=0)).label(
            f"met_{rank}"
        )
        for rank in RANKS
    ]


def _by_basis(basis: ColumnElement[Any]) -> list[Label[int]]:
    return [func.sum(case((basis == one, 1), else_=0)).label(one) for one in BASES]
