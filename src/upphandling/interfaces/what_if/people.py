"""What it would have meant for customers: who is moved, and what share each provider has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from upphandling.bootstrap import House
from upphandling.domain.choice_round import ChoiceRound
from upphandling.interfaces import follow_up
from upphandling.interfaces.what_if.outcome import Both, Row, Streams
from upphandling.projections.responsibilities import responsibilities, there_on

PROPOSED = ChoiceRound.AllocationProposed.TOPIC
OF_A_SHARE = ("system", "bundle", "agreement", "area")
SHOWN = ("customers", "percent", "hours_percent", "target_percent", "within_tolerance")

Placed = Mapping[str, str | None]


def proposals(found: Both) -> list[Row]:
    """Rounds whose last proposal places somebody elsewhere; None: not proposed at all."""
    was, now = _proposed(found.recorded), _proposed(found.assumed)
    return [
        {"round": case, **_moves(was.get(case), now.get(case))}
        for case in dict.fromkeys([*was, *now])
        if was.get(case) != now.get(case)
    ]


def _proposed(streams: Streams) -> dict[str, Placed]:
    return {
        case: {place["customer"]: place["agreement"] for place in data["placements"]}
        for case, events in streams.items()
        for topic, data in events
        if topic == PROPOSED
    }


def responsible(recorded: House, assumed: House, on: date) -> Row:
    """Who has another provider at the end of the day, by `customer/bundle`."""
    return _moves(_providers(recorded, on), _providers(assumed, on))


def _providers(house: House, on: date) -> Placed:
    row = responsibilities.c
    query = (
        select(row.case_key, row.agreement).where(there_on(on)).order_by(row.case_key)
    )
    with house.database.engine.connect() as connection:
        return {found.case_key: found.agreement for found in connection.execute(query)}


def _moves(was: Placed | None, now: Placed | None) -> Row:
    """How many are placed in each course, and whose place is another."""
    before, after = was or {}, now or {}
    moved = [
        {
            "customer": who,
            "recorded": before.get(who),
            "counterfactual": after.get(who),
        }
        for who in dict.fromkeys([*before, *after])
        if before.get(who) != after.get(who)
    ]
    return {
        "placed": {
            "recorded": None if was is None else len(was),
            "counterfactual": None if now is None else len(now),
        },
        "moved": len(moved),
        "customers": moved,
    }


def shares(recorded: House, assumed: House, on: date) -> list[Row]:
    """Shares on the last day that differ."""
    was, now = _shares(recorded, on), _shares(assumed, on)
    return [
        {
            **dict(zip(OF_A_SHARE, key, strict=True)),
            "recorded": was.get(key),
            "counterfactual": now.get(key),
        }
        for key in dict.fromkeys([*was, *now])
        if was.get(key) != now.get(key)
    ]


def _shares(house: House, on: date) -> dict[tuple[Any, ...], Row]:
    with house.database.engine.connect() as connection:
        return {
            tuple(row[name] for name in OF_A_SHARE): {name: row[name] for name in SHOWN}
            for row in follow_up.the_shares(connection, None, on)
        }
