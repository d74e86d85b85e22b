"""Commands of the system itself: to establish it, its shares and requirements."""

from __future__ import annotations

from typing import Literal

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import (
    Key,
    SharePolicy,
    SystemConfiguration,
    Text,
)
from upphandling.domain.requirements import FollowUp, Requirement


class Establish(SystemConfiguration, Command):
    """Lägg upp valfrihetssystemet med dess konfiguration (innehållet i system.toml)."""

    NAME = "choice_system.establish"


class DecideShares(Command):
    """Besluta andelar för egen regi och externa utförare från en viss dag."""

    NAME = "choice_system.decide_shares"
    system: Key
    policy: SharePolicy
    decision: Key | None = None


class SetRequirement(Command):
    """Besluta ett krav på utförarna."""

    NAME = "choice_system.set_requirement"
    system: Key
    requirement: Key
    text: Text
    mandatory: bool = True


class PlanFollowUp(Command):
    """Bestäm hur, av vem och hur ofta ett krav följs upp."""

    NAME = "choice_system.plan_follow_up"
    system: Key
    requirement: Key
    how: Text
    by_whom: Text
    how_often: Literal["monthly", "quarterly", "twice_a_year", "yearly", "on_event"]


def establish(command: Establish, cases: Cases, stamp: Stamp) -> None:
    configuration = SystemConfiguration.model_construct(**dict(command))
    cases.add(ChoiceSystem.establish(stamp, configuration))


def decide_shares(command: DecideShares, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.decide_shares(stamp, policy=command.policy, decision=command.decision)


def set_requirement(command: SetRequirement, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.set_requirement(
        stamp,
        requirement=Requirement(
            requirement=command.requirement,
            text=command.text,
            mandatory=command.mandatory,
        ),
    )


def plan_follow_up(command: PlanFollowUp, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.plan_follow_up(
        stamp,
        requirement=command.requirement,
        follow_up=FollowUp(
            how=command.how, by_whom=command.by_whom, how_often=command.how_often
        ),
    )


VERBS = verbs(
    (Establish, establish),
    (DecideShares, decide_shares),
    (SetRequirement, set_requirement),
    (PlanFollowUp, plan_follow_up),
)
