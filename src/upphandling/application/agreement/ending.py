"""Commands that end an agreement: rescind, wind up, expire; nobody is left behind."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.follow_up.planning import close_follow_up
from upphandling.application.places import fall_back, fallback_of, let_go
from upphandling.domain.agreement import Agreement
from upphandling.domain.agreement.refusals import NobodyStepsIn
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.instants import ONE_DAY, must_have_come
from upphandling.domain.intervals import Day


class Rescind(Command):
    """Häv avtalet; utföraren svarar för kvarvarande kunder längst till wind_up_until."""

    NAME = "agreement.rescind"
    agreement: Key
    grounds: Text
    wind_up_until: Day


class WindUp(Command):
    """Konstatera att avvecklingen efter hävningen är avslutad."""

    NAME = "agreement.wind_up"
    agreement: Key


class Expire(Command):
    """Konstatera att avtalstiden har gått ut."""

    NAME = "agreement.expire"
    agreement: Key


class FallBack(Command):
    """Låt den som är utsedd träda in för kunder som ett avtal har lämnat utan utförare."""

    NAME = "agreement.fall_back"
    agreement: Key
    on: Day


def rescind(command: Rescind, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.agreement)
    queue = tuple(agreement.queue)
    agreement.rescind(
        stamp, grounds=command.grounds, wind_up_until=command.wind_up_until
    )
    let_go(cases, stamp, agreement, queue)
    close_follow_up(cases, stamp, agreement)


def wind_up(command: WindUp, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.agreement)
    agreement.wind_up(stamp)
    _leave_nobody(cases, stamp, agreement)


def expire(command: Expire, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.agreement)
    queue = tuple(agreement.queue)
    agreement.expire(stamp)
    let_go(cases, stamp, agreement, queue)
    _leave_nobody(cases, stamp, agreement)
    close_follow_up(cases, stamp, agreement)


def fall_back_later(command: FallBack, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.agreement)
    agreement.must_be_past(command.on)
    must_have_come(command.on, stamp.at)
    if fallback_of(cases, agreement, command.on) is None:
        raise NobodyStepsIn(bundle=agreement.agreed.bundle)
    fall_back(cases, stamp, agreement, on=command.on, past_a_stop=True)


def _leave_nobody(cases: Cases, stamp: Stamp, agreement: Agreement) -> None:
    """Those who remain fall back on the day after the last one."""
    if agreement.ends_on is not None:
        fall_back(cases, stamp, agreement, on=agreement.ends_on + ONE_DAY)


VERBS = verbs(
    (Rescind, rescind),
    (WindUp, wind_up),
    (Expire, expire),
    (FallBack, fall_back_later),
)
