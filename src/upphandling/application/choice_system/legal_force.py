"""Commands of legal force: the notice board, appeals, and what the courts say."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import AppealOutcome, ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day


class AnnounceMinutes(Command):
    """Tillkännage på anslagstavlan att protokollet är justerat (approved_on)."""

    NAME = "choice_system.announce_minutes"
    system: Key
    decision: Key
    on: Day
    approved_on: Day | None = None


class TakeDownMinutes(Command):
    """Konstatera att tillkännagivandet togs bort före överklagandetidens utgång."""

    NAME = "choice_system.take_down_minutes"
    system: Key
    decision: Key
    on: Day


class AppealDecision(Command):
    """För in ett överklagande av ett politiskt beslut; in_time om det kom in i tid."""

    NAME = "choice_system.appeal_decision"
    system: Key
    decision: Key
    court: Text
    case_number: Text
    received_on: Day
    in_time: bool = True


class RuleOnAppeal(Command):
    """För in domstolens slutliga avgörande av ett överklagat beslut."""

    NAME = "choice_system.rule_on_appeal"
    system: Key
    case_number: Text
    outcome: AppealOutcome
    ruled_on: Day


class GainLegalForce(Command):
    """Konstatera att tiden för laglighetsprövning har gått ut."""

    NAME = "choice_system.gain_legal_force"
    system: Key
    decision: Key


def announce_minutes(command: AnnounceMinutes, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.announce_minutes(
        stamp,
        decision=command.decision,
        on=command.on,
        approved_on=command.approved_on,
    )


def take_down_minutes(command: TakeDownMinutes, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.take_down_minutes(stamp, decision=command.decision, on=command.on)


def appeal_decision(command: AppealDecision, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.appeal_decision(
        stamp,
        decision=command.decision,
        court=command.court,
        case_number=command.case_number,
        received_on=command.received_on,
        in_time=command.in_time,
    )


def rule_on_appeal(command: RuleOnAppeal, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.rule_on_appeal(
        stamp,
        case_number=command.case_number,
        outcome=command.outcome,
        ruled_on=command.ruled_on,
    )


def gain_legal_force(command: GainLegalForce, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    system.gain_legal_force(stamp, decision=command.decision)


VERBS = verbs(
    (AnnounceMinutes, announce_minutes),
    (TakeDownMinutes, take_down_minutes),
    (AppealDecision, appeal_decision),
    (RuleOnAppeal, rule_on_appeal),
    (GainLegalForce, gain_legal_force),
)
