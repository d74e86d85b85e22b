"""Commands of the policies: the default, the rules of choosing, who falls in, red flags."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.choosing import ChoosingPolicy
from upphandling.domain.configuration import DefaultPolicy, Key, Text
from upphandling.domain.flag_policy import FlagPolicy


class DecideDefault(Command):
    """Besluta ickevalsalternativ från en viss dag, med dess rättsliga grund."""

    NAME = "choice_system.decide_default"
    system: Key
    policy: DefaultPolicy
    decision: Key | None = None


class DecideChoosing(Command):
    """Besluta regler för omval, kö och erbjudanden från en viss dag."""

    NAME = "choice_system.decide_choosing"
    system: Key
    policy: ChoosingPolicy
    decision: Key | None = None


class NameFallback(Command):
    """Bestäm vilket avtal som svarar för kunderna när ett annat upphör."""

    NAME = "choice_system.name_fallback"
    system: Key
    bundle: Key
    agreement: Key
    legal_basis: Text


class DecideFlags(Command):
    """Besluta från en viss dag när uppföljningen reser en röd flagga, och vad som är sent."""

    NAME = "choice_system.decide_flags"
    system: Key
    policy: FlagPolicy
    decision: Key | None = None


def decide_default(command: DecideDefault, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    for key in command.policy.order:
        agreed = cases.fetch(Agreement, key)
        agreed.must_deliver(system.key, agreed.agreed.bundle)
    system.decide_default(stamp, policy=command.policy, decision=command.decision)


def decide_choosing(command: DecideChoosing, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(ChoiceSystem, command.system).decide_choosing(
        stamp, policy=command.policy, decision=command.decision
    )


def name_fallback(command: NameFallback, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    agreement = cases.fetch(Agreement, command.agreement)
    agreement.must_deliver(system.key, command.bundle)
    system.name_fallback(
        stamp,
        bundle=command.bundle,
        agreement=command.agreement,
        regime=agreement.agreed.regime,
        legal_basis=command.legal_basis,
    )


def decide_flags(command: DecideFlags, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(ChoiceSystem, command.system).decide_flags(
        stamp, policy=command.policy, decision=command.decision
    )


VERBS = verbs(
    (DecideDefault, decide_default),
    (DecideChoosing, decide_choosing),
    (NameFallback, name_fallback),
    (DecideFlags, decide_flags),
)
