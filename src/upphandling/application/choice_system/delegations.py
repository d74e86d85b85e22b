"""Commands of the delegation register: delegate the right to decide, and withdraw it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Decision, Role, Stamp
from upphandling.domain.catalogue import EVENTS, KINDS
from upphandling.domain.choice_system import Body, ChoiceSystem, Delegation
from upphandling.domain.configuration import Key, Text
from upphandling.domain.errors import Refused
from upphandling.domain.intervals import Day


class NoSuchDecision(Refused):
    """Det finns inget sådant beslut att delegera."""


class Delegate(Command):
    """Delegera beslutanderätt; decisions är beslut (award.decided) eller slag (tender)."""

    NAME = "choice_system.delegate"
    system: Key
    delegation: Key
    decisions: Annotated[list[Text], Field(min_length=1)]
    roles: Annotated[list[Role], Field(min_length=1)]
    to: Text
    max_amount_sek: Annotated[int, Field(ge=0)] | None = None
    valid_from: Day
    valid_to: Day | None = None
    source: Text
    reported_to: Body | None = None


class WithdrawDelegation(Command):
    """Återkalla en delegering, med skäl."""

    NAME = "choice_system.withdraw_delegation"
    system: Key
    delegation: Key
    reason: Text


def delegate(command: Delegate, cases: Cases, stamp: Stamp) -> None:
    for decision in command.decisions:
        _must_be_a_decision(decision)
    delegation = Delegation(
        delegation=command.delegation,
        decisions=tuple(command.decisions),
        roles=tuple(command.roles),
        to=command.to,
        max_amount_sek=command.max_amount_sek,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
        source=command.source,
        reported_to=command.reported_to,
    )
    cases.fetch(ChoiceSystem, command.system).delegate(stamp, delegation=delegation)


def withdraw(command: WithdrawDelegation, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(ChoiceSystem, command.system).withdraw_delegation(
        stamp, delegation=command.delegation, reason=command.reason
    )


def _must_be_a_decision(topic: str) -> None:
    """A misspelt decision would never cover anything."""
    if topic not in KINDS and not issubclass(EVENTS.get(topic, object), Decision):
        raise NoSuchDecision(decision=topic)


VERBS = verbs(
    (Delegate, delegate),
    (WithdrawDelegation, withdraw),
)
