"""Choices (val): what each customer wished, got and waits for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    Select,
    String,
    Table,
    case,
    func,
    select,
)

from upphandling.domain.agreement import Agreement
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    drop,
    patch,
    put,
)

choices = Table(
    "choices",
    READ_MODELS,
    Column("case_key", String, primary_key=True),
    Column("system", String, nullable=False),
    Column("customer", String, nullable=False),
    Column("bundle", String, nullable=False),
    Column("area", String, nullable=False),
    Column("round", String),
    Column("wishes", String),
    Column("chosen_at", Moment),
    Column("agreement", String),
    Column("basis", String),
    Column("reason", String),
    Column("position", BigInteger, nullable=False),
)

invitations = Table(
    "invitations",
    READ_MODELS,
    Column("round", String, primary_key=True),
    Column("customer", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("sent_at", Moment, nullable=False),
)

queue = Table(
    "queue",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("customer", String, primary_key=True),
    Column("area", String, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
)

CHOICES = Projection("choices", "Val, platser och köer", (choices, invitations, queue))


@CHOICES.on(CustomerChoice.Registered)
def registered(fact: Fact) -> Iterable[Change]:
    yield put(
        choices,
        fact.key,
        system=fact.data["system"],
        customer=fact.data["customer"],
        bundle=fact.data["bundle"],
        area=fact.data["area"],
        round=None,
        wishes=None,
        chosen_at=None,
        agreement=None,
        basis=None,
        reason=None,
        position=fact.position,
    )


@CHOICES.on(ChoiceRound.Invited)
def invited(fact: Fact) -> Iterable[Change]:
    for customer in fact.data["customers"]:
        yield put(
            invitations,
            fact.key,
            customer,
            channel=fact.data["channel"],
            sent_at=fact.data["effective_at"],
        )


@CHOICES.on(CustomerChoice.Chosen)
def chosen(fact: Fact) -> Iterable[Change]:
    yield patch(
        choices,
        fact.key,
        round=fact.data["round"],
        wishes=json.dumps(fact.data["wishes"]),
        chosen_at=fact.data["effective_at"],
    )


@CHOICES.on(CustomerChoice.Placed)
def placed(fact: Fact) -> Iterable[Change]:
    yield patch(
        choices,
        fact.key,
        agreement=fact.data["agreement"],
        basis=fact.data["basis"],
        reason=fact.data["reason"],
    )


@CHOICES.on(Agreement.Queued)
def queued(fact: Fact) -> Iterable[Change]:
    for number, place in enumerate(fact.data["waiting"]):
        yield put(
            queue,
            fact.key,
            place["customer"],
            area=place["area"],
            position=fact.position,
            number=number,
        )


@CHOICES.on(Agreement.PlacesTaken)
def places_taken(fact: Fact) -> Iterable[Change]:
    for place in fact.data["taken"]:
        yield drop(queue, fact.key, place["customer"])


@CHOICES.on(Agreement.Rescinded)
def rescinded(fact: Fact) -> Iterable[Change]:
    for customer in fact.data["queue"]:
        yield drop(queue, fact.key, customer)


def tally(system: str | None) -> Select[Any]:
    """How many were registered, invited, chose and got what, per bundle and area."""
    invited_ones = select(invitations.c.customer).distinct().subquery()
    query = (
        select(
            choices.c.system,
            choices.c.bundle,
            choices.c.area,
            func.count().label("customers"),
            func.count(invited_ones.c.customer).label("invited"),
            func.count(choices.c.chosen_at).label("chose"),
            *(
                func.sum(case((choices.c.basis == basis, 1), else_=0)).label(basis)
                for basis in ("choice", "default", "reassigned")
            ),
        )
        .select_from(
            choices.outerjoin(
                invited_ones, choices.c.customer == invited_ones.c.customer
            )
        )
        .group_by(choices.c.system, choices.c.bundle, choices.c.area)
        .order_by(choices.c.system, choices.c.bundle, choices.c.area)
    )
    return query if system is None else query.where(choices.c.system == system)


def queues() -> Select[Any]:
    """How many wait for each agreement, per area."""
    return (
        select(queue.c.agreement, queue.c.area, func.count().label("waiting"))
        .group_by(queue.c.agreement, queue.c.area)
        .order_by(queue.c.agreement, queue.c.area)
    )
