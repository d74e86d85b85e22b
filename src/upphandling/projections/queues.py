"""Queues (köer): who waits for a place with which provider, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    Select,
    String,
    Table,
    func,
    literal,
    select,
    tuple_,
)

from upphandling.domain.agreement import Agreement
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

queue = Table(
    "queue",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("customer", String, primary_key=True),
    Column("area", String, nullable=False),
    Column("turn", String, nullable=False),
    Column("since", Moment, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("answer_by", Date),
)

TURN = (queue.c.turn, queue.c.since, queue.c.position, queue.c.number)
Index("queue_in_turn", queue.c.agreement, queue.c.area, *TURN)

QUEUES = Projection("queues", "Köer", (queue,))


@QUEUES.on(Agreement.Queued)
def queued(fact: Fact) -> Iterable[Change]:
    for number, place in enumerate(fact.data["waiting"]):
        yield put(
            queue,
            fact.key,
            place["customer"],
            area=place["area"],
            turn=place.get("turn", ""),
            since=place.get("since") or fact.data["effective_at"],
            position=fact.position,
            number=number,
            minutes=place.get("minutes", 0),
            answer_by=None,
        )


@QUEUES.on(Agreement.QueueOrdered)
def queue_ordered(fact: Fact) -> Iterable[Change]:
    for customer, turn in fact.data["turns"].items():
        yield patch(queue, fact.key, customer, turn=turn)


@QUEUES.on(Agreement.PlaceOffered)
def place_offered(fact: Fact) -> Iterable[Change]:
    yield patch(
        queue,
        fact.key,
        fact.data["customer"],
        answer_by=fact.data["answer_by"]["last_day"],
    )


@QUEUES.on(Agreement.OfferAccepted)
def offer_accepted(fact: Fact) -> Iterable[Change]:
    yield drop(queue, fact.key, fact.data["customer"])


@QUEUES.on(Agreement.OfferDeclined, Agreement.OfferLapsed)
def offer_not_taken(fact: Fact) -> Iterable[Change]:
    if fact.data["leaves_queue"]:
        yield drop(queue, fact.key, fact.data["customer"])
    else:
        yield patch(queue, fact.key, fact.data["customer"], answer_by=None)


@QUEUES.on(Agreement.QueueLeft)
def queue_left(fact: Fact) -> Iterable[Change]:
    for customer in fact.data["customers"]:
        yield drop(queue, fact.key, customer)


@QUEUES.on(Agreement.PlacesTaken)
def places_taken(fact: Fact) -> Iterable[Change]:
    for place in fact.data["taken"]:
        yield drop(queue, fact.key, place["customer"])


@QUEUES.on(Agreement.Rescinded)
def rescinded(fact: Fact) -> Iterable[Change]:
    for customer in fact.data["queue"]:
        yield drop(queue, fact.key, customer)


def queues() -> Select[Any]:
    """How many wait for each agreement, per area."""
    return (
        select(queue.c.agreement, queue.c.area, func.count().label("waiting"))
        .group_by(queue.c.agreement, queue.c.area)
        .order_by(queue.c.agreement, queue.c.area)
    )


def in_turn(agreement: str, area: str, limit: int, offset: int) -> Select[Any]:
    """Those who wait in an area, each with the `place_number`, from 1."""
    page = (
        select(queue)
        .where(queue.c.agreement == agreement, queue.c.area == area)
        .order_by(*TURN)
        .limit(limit)
        .offset(offset)
        .subquery()
    )
    turn = tuple(page.c[column.name] for column in TURN)
    number = literal(offset) + func.row_number().over(order_by=turn)
    return select(
        page.c.customer,
        page.c.since,
        page.c.minutes,
        page.c.answer_by,
        number.label("place_number"),
    ).order_by(*turn)


def waits_of(customer: str) -> Select[Any]:
    """Every queue that a customer stands in, with the `place_number`, from 1."""
    mine, other = queue.alias("mine"), queue.alias("other")
    ahead = (
        select(func.count())
        .where(
            other.c.agreement == mine.c.agreement,
            other.c.area == mine.c.area,
            tuple_(*(other.c[column.name] for column in TURN))
            <= tuple_(*(mine.c[column.name] for column in TURN)),
        )
        .scalar_subquery()
    )
    return (
        select(
            mine.c.agreement,
            mine.c.area,
            mine.c.since,
            mine.c.answer_by,
            ahead.label("place_number"),
        )
        .where(mine.c.customer == customer)
        .order_by(mine.c.agreement)
    )
