"""Commands of an agreement's changes: options, value, changes on a ground, expiry."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.agreement.prolonging import must_allow_until
from upphandling.application.commands import (
    Cases,
    Command,
    Part,
    unique,
    verbs,
)
from upphandling.domain.agreement import Agreement, Change, ChangeGround, Option
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day

Kronor = Annotated[int, Field(ge=-(10**12), le=10**12)]
Worth = Annotated[int, Field(gt=0, le=10**12)]


class OptionTerms(Part):
    """En option på förlängning."""

    option: Key
    ends_on: Day
    call_by: Day


class AgreeOptions(Command):
    """För in avtalets optioner innan det börjar gälla."""

    NAME = "agreement.agree_options"
    agreement: Key
    options: Annotated[list[OptionTerms], Field(min_length=1), unique(by="option")]


class StateValue(Command):
    """För in avtalets ursprungliga värde och tröskelvärdet det mäts mot."""

    NAME = "agreement.state_value"
    agreement: Key
    value_sek: Worth
    threshold_sek: Worth
    source: Text


class WatchExpiry(Command):
    """Påminn ett antal månader innan avtalet löper ut."""

    NAME = "agreement.watch_expiry"
    agreement: Key
    months: Annotated[int, Field(ge=1, le=60)]


class RaiseExpiryAlarm(Command):
    """Konstatera att avtalet snart löper ut."""

    NAME = "agreement.raise_expiry_alarm"
    agreement: Key


class ExerciseOption(Command):
    """Använd en option och förläng avtalet."""

    NAME = "agreement.exercise_option"
    agreement: Key
    option: Key
    reason: Text


class ChangeAgreement(Command):
    """Ändra avtalet utan ny upphandling, på en angiven grund i 17 kap. LOU."""

    NAME = "agreement.change"
    agreement: Key
    change: Key
    ground: ChangeGround
    description: Text
    change_sek: Kronor
    clause: Text | None = None
    motive: Text


class PublishChangeNotice(Command):
    """Annonsera en ändring som kräver det."""

    NAME = "agreement.publish_change_notice"
    agreement: Key
    change: Key
    database: Text
    notice: Text


def agree_options(command: AgreeOptions, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.agreement)
    for option in command.options:
        must_allow_until(cases, agreement, option.ends_on)
    agreement.agree_options(
        stamp, options=tuple(Option(**dict(option)) for option in command.options)
    )


def state_value(command: StateValue, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).state_value(
        stamp,
        value_sek=command.value_sek,
        threshold_sek=command.threshold_sek,
        source=command.source,
    )


def watch_expiry(command: WatchExpiry, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).watch_expiry(stamp, months=command.months)


def raise_expiry_alarm(command: RaiseExpiryAlarm, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).raise_expiry_alarm(stamp)


def exercise_option(command: ExerciseOption, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).exercise_option(
        stamp, option=command.option, reason=command.reason
    )


def change(command: ChangeAgreement, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).change(
        stamp,
        change=Change(
            change=command.change,
            ground=command.ground,
            description=command.description,
            change_sek=command.change_sek,
            clause=command.clause,
        ),
        motive=command.motive,
    )


def publish_change_notice(
    command: PublishChangeNotice, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Agreement, command.agreement).publish_change_notice(
        stamp,
        change=command.change,
        database=command.database,
        notice=command.notice,
    )


VERBS = verbs(
    (AgreeOptions, agree_options),
    (StateValue, state_value),
    (WatchExpiry, watch_expiry),
    (RaiseExpiryAlarm, raise_expiry_alarm),
    (ExerciseOption, exercise_option),
    (ChangeAgreement, change),
    (PublishChangeNotice, publish_change_notice),
)
