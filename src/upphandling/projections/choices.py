"""Choices (val): who was asked, what each customer wished, and what they got."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    String,
    Table,
)

from upphandling.domain.choice_round import ChoiceRound, Status
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.instants import local_date
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

CONTINUOUS = ""  # stands for no round where a key cannot be null
RANKS = range(1, 6)  # wishes that are told one by one: the first, the second ...


def _wishes() -> Iterable[Column[Any]]:
    return (Column(f"wish_{rank}", String) for rank in RANKS)


choices = Table(
    "choices",
    READ_MODELS,
    Column("case_key", String, primary_key=True),
    Column("system", String, nullable=False),
    Column("customer", String, nullable=False),
    Column("bundle", String, nullable=False),
    Column("area", String, nullable=False),
    Column("services", String, nullable=False),
    Column("round", String),
    Column("wishes", String),
    Column("chosen_at", Moment),
    Column("agreement", String),
    Column("basis", String),
    Column("reason", String),
    Column("placed_at", String),
    Column("ended_on", Date),
    Column("position", BigInteger, nullable=False),
    *_wishes(),
)

choosings = Table(
    "choosings",
    READ_MODELS,
    Column("case_key", String, primary_key=True),
    Column("round", String, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("chosen_on", Date, nullable=False),
    *_wishes(),
)

rounds = Table(
    "rounds",
    READ_MODELS,
    Column("round", String, primary_key=True),
    Column("system", String, nullable=False),
    Column("bundle", String, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("status", String, nullable=False),
    Column("proposal", BigInteger),
)

invitations = Table(
    "invitations",
    READ_MODELS,
    Column("round", String, primary_key=True),
    Column("customer", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("sent_at", Moment, nullable=False),
)

outcomes = Table(
    "outcomes",
    READ_MODELS,
    Column("round", String, primary_key=True),
    Column("customer", String, primary_key=True),
    Column("agreement", String, nullable=False),
    Column("basis", String, nullable=False),
    Column("proposal", BigInteger, nullable=False),
)

CHOICES = Projection(
    "choices",
    "Val och platser",
    (choices, choosings, rounds, invitations, outcomes),
    version=4,
)


@CHOICES.on(CustomerChoice.Registered)
def registered(fact: Fact) -> Iterable[Change]:
    yield put(
        choices,
        fact.key,
        system=fact.data["system"],
        customer=fact.data["customer"],
        bundle=fact.data["bundle"],
        area=fact.data["area"],
        services=_listed(fact.data.get("services", [])),
        ended_on=None,
        position=fact.position,
        **NOTHING_CHOSEN,
    )


@CHOICES.on(ChoiceRound.Opened)
def opened(fact: Fact) -> Iterable[Change]:
    yield put(
        rounds,
        fact.key,
        system=fact.data["system"],
        bundle=fact.data["bundle"],
        last_day=fact.data["last_day"],
        status=Status.OPEN.value,
        proposal=None,
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
    wished = _told(fact.data["wishes"])
    yield patch(
        choices,
        fact.key,
        round=fact.data["round"],
        wishes=json.dumps(fact.data["wishes"]),
        chosen_at=fact.data["effective_at"],
        **wished,
    )
    # A correction within the round replaces the choice; day by day each one stands.
    yield put(
        choosings,
        fact.key,
        fact.data["round"] or CONTINUOUS,
        0 if fact.data["round"] else fact.position,
        chosen_on=local_date(
            datetime.fromisoformat(fact.data["effective_at"])
        ).isoformat(),
        **wished,
    )


@CHOICES.on(ChoiceRound.Closed)
def closed(fact: Fact) -> Iterable[Change]:
    yield patch(rounds, fact.key, status=Status.CLOSED.value)


@CHOICES.on(ChoiceRound.AllocationProposed)
def proposed(fact: Fact) -> Iterable[Change]:
    yield patch(rounds, fact.key, status=Status.PROPOSED.value, proposal=fact.position)
    for placement in fact.data["placements"]:
        yield put(
            outcomes,
            fact.key,
            placement["customer"],
            agreement=placement["agreement"],
            basis=placement["basis"],
            proposal=fact.position,
        )


@CHOICES.on(ChoiceRound.AllocationAdopted)
def adopted(fact: Fact) -> Iterable[Change]:
    yield patch(rounds, fact.key, status=Status.ADOPTED.value)


@CHOICES.on(CustomerChoice.Placed)
def placed(fact: Fact) -> Iterable[Change]:
    yield patch(
        choices,
        fact.key,
        agreement=fact.data["agreement"],
        basis=fact.data["basis"],
        reason=fact.data["reason"],
        placed_at=fact.data["agreement"],
    )


@CHOICES.on(CustomerChoice.PlacementWithdrawn)
def placement_withdrawn(fact: Fact) -> Iterable[Change]:
    yield patch(choices, fact.key, **NOWHERE)


@CHOICES.on(CustomerChoice.TakenOver)
def taken_over(fact: Fact) -> Iterable[Change]:
    yield patch(choices, fact.key, placed_at=None)


@CHOICES.on(CustomerChoice.FellBack)
def fell_back(fact: Fact) -> Iterable[Change]:
    yield patch(
        choices,
        fact.key,
        agreement=fact.data["agreement"],
        basis=None,
        reason=fact.data["reason"],
    )


@CHOICES.on(CustomerChoice.CareChanged)
def care_changed(fact: Fact) -> Iterable[Change]:
    yield patch(choices, fact.key, services=_listed(fact.data["services"]))


@CHOICES.on(CustomerChoice.AreaChanged)
def area_changed(fact: Fact) -> Iterable[Change]:
    yield patch(choices, fact.key, area=fact.data["area"])


@CHOICES.on(CustomerChoice.CareEnded)
def care_ended(fact: Fact) -> Iterable[Change]:
    yield patch(choices, fact.key, ended_on=fact.data["last_day"], placed_at=None)


@CHOICES.on(CustomerChoice.EndMoved)
def end_moved(fact: Fact) -> Iterable[Change]:
    yield patch(choices, fact.key, ended_on=fact.data["last_day"])


@CHOICES.on(CustomerChoice.Returned)
def returned(fact: Fact) -> Iterable[Change]:
    yield patch(
        choices,
        fact.key,
        area=fact.data["area"],
        services=_listed(fact.data["services"]),
        ended_on=None,
        **NOTHING_CHOSEN,
    )


def _told(wishes: list[str]) -> dict[str, str | None]:
    """Each wish in a column of its own."""
    return {
        f"wish_{rank}": wishes[rank - 1] if rank <= len(wishes) else None
        for rank in RANKS
    }


def _listed(services: Iterable[str]) -> str:
    return json.dumps(sorted(services))


NOWHERE: dict[str, Any] = {
    "agreement": None,
    "basis": None,
    "reason": None,
    "placed_at": None,
}
NOTHING_CHOSEN: dict[str, Any] = {
    **NOWHERE,
    "round": None,
    "wishes": None,
    "chosen_at": None,
    **_told([]),
}
