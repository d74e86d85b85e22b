"""Refused attempts: what somebody tried in the quarter and a rule forbade, by rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, column, select, table

from upphandling.application.addressing import cases_of
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.instants import midnight_after, start_of
from upphandling.infrastructure.clock import utc_text
from upphandling.interfaces.disclosure import Secrecy
from upphandling.interfaces.history.attempts import hides
from upphandling.interfaces.report.figures import Asked, Figure, Sources, Unit
from upphandling.projections.care import customers
from upphandling.projections.choices import choices
from upphandling.projections.control.asked import systems_of

NAME = "Nekade försök"
NONE = "inga i kvartalet"
SEALED = "försök nämns inte så länge en upphandlings anbud är hemliga"
AT_A_TIME = 1_000  # cases looked up in one question

refusals = table(
    "refusals",
    *map(column, ("number", "command_id", "rule", "message", "after_position")),
)
commands = table(
    "commands", *map(column, ("command_id", "command", "payload", "recorded_at"))
)


class Tried(NamedTuple):
    """A refused attempt: its number and rule, and what was asked for."""

    number: int
    rule: str
    message: str
    after: int
    command: str
    payload: str
    cases: Sequence[str] = ()


def refused(connection: Connection, asked: Asked) -> Iterator[Figure]:
    """All refused attempts of the system, and then of each rule.

    What tells of bids is not counted before the award. An attempt that names no case of
    any system is told of in every system's report.
    """
    secrecy = Secrecy.now(connection)
    tried = _tried(connection, asked, secrecy)
    by_rule: dict[str, list[Tried]] = defaultdict(list)
    for one in tried:
        by_rule[one.rule].append(one)
    yield _figure("control.refused", NAME, tried, secrecy)
    for rule in sorted(by_rule):
        many = by_rule[rule]
        name = f"{NAME}: {many[-1].message.rstrip('.')}"
        yield _figure(f"control.refused.{rule}", name, many, secrecy)


def _figure(key: str, name: str, many: Sequence[Tried], secrecy: Secrecy) -> Figure:
    """How many; none is named whose number could count bids."""
    sealed = secrecy.told_up_to
    named = [one.number for one in many if sealed is None or one.after < sealed]
    unnamed = SEALED if len(named) < len(many) else None
    return Figure(
        figure=key,
        name=name,
        value=len(many),
        unit=Unit.NUMBER,
        note=unnamed if many else NONE,
        sources=Sources(named=tuple(f"refusal:{number}" for number in named)),
    )


def _tried(connection: Connection, asked: Asked, secrecy: Secrecy) -> list[Tried]:
    shown = [
        one
        for one in _of_the_quarter(connection, asked)
        if not hides(secrecy, one, [*one.cases])
    ]
    systems = _systems(
        connection, sorted({case for one in shown for case in one.cases})
    )
    return [
        one
        for one in shown
        if asked.system in (found := {systems.get(case) for case in one.cases} - {None})
        or not found
    ]


def _of_the_quarter(connection: Connection, asked: Asked) -> Iterator[Tried]:
    days = start_of(asked.first), midnight_after(asked.last)
    on_sqlite = connection.dialect.name == "sqlite"
    first, until = map(utc_text, days) if on_sqlite else days
    query = (
        select(
            refusals.c.number,
            refusals.c.rule,
            refusals.c.message,
            refusals.c.after_position,
            commands.c.command,
            commands.c.payload,
        )
        .join_from(refusals, commands, refusals.c.command_id == commands.c.command_id)
        .where(commands.c.recorded_at >= first, commands.c.recorded_at < until)
        .order_by(refusals.c.number)
    )
    for row in connection.execute(query):
        one = Tried(*row)
        yield one._replace(cases=cases_of(one.command, one.payload))


def _systems(connection: Connection, cases: Sequence[str]) -> Mapping[str, str]:
    """The system of each case that is of one, a person's among them."""
    found: dict[str, str | None] = {}
    for first in range(0, len(cases), AT_A_TIME):
        part = cases[first : first + AT_A_TIME]
        keys = [case.partition(":")[2] for case in part]
        found |= {
            row.case_id: row.system for row in connection.execute(systems_of(part))
        }
        for kind, key, system in (
            (Customer, customers.c.customer, customers.c.system),
            (CustomerChoice, choices.c.case_key, choices.c.system),
        ):
            told = connection.execute(select(key, system).where(key.in_(keys)))
            found |= {kind.case_id(name): of for name, of in told}
    return {case: system for case, system in found.items() if system is not None}
