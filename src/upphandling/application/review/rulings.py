"""Commands for how a court ruled, and what was done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.review.locks import RulingKey, acting_on
from upphandling.domain.award import Award, Status
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day
from upphandling.domain.review import Against, Instance, Outcome, Review


class Rule(Command):
    """För in hur domstolen har avgjort målet; någon annan ska bekräfta det."""

    NAME = "review.rule"
    review: Key
    ruling: RulingKey
    instance: Instance
    outcome: Outcome
    back_to: Instance | None = None
    ruled_on: Day
    ten_day_period: bool = True
    appeal_last_day: Day | None = None


class ConfirmRuling(Command):
    """Bekräfta ett avgörande som någon annan har fört in; först då får det verkan."""

    NAME = "review.confirm_ruling"
    review: Key
    ruling: RulingKey


class RetractRuling(Command):
    """Ta bort ett avgörande som någon annan har fört in fel, med skäl."""

    NAME = "review.retract_ruling"
    review: Key
    ruling: RulingKey
    reason: Text


class AcceptRuling(Command):
    """Följ domstolens avgörande att upphandlingen ska göras om eller rättas."""

    NAME = "review.accept_ruling"
    review: Key
    ruling: RulingKey
    motive: Text


class Appeal(Command):
    """För in att leverantören har överklagat avgörandet."""

    NAME = "review.appeal"
    review: Key
    appealed_on: Day


class AppealForAuthority(Command):
    """Överklaga avgörandet för myndigheten."""

    NAME = "review.appeal_for_authority"
    review: Key
    appealed_on: Day
    grounds: Text


class GrantLeave(Command):
    """För in att den högre instansen har meddelat prövningstillstånd."""

    NAME = "review.grant_leave"
    review: Key
    instance: Instance
    decided_on: Day


class Close(Command):
    """Avsluta målet när ingen domstol längre har det."""

    NAME = "review.close"
    review: Key
    reason: Text


def rule(command: Rule, cases: Cases, stamp: Stamp) -> None:
    with acting_on(cases, stamp, command.review) as review:
        review.rule(
            stamp,
            ruling=command.ruling,
            instance=command.instance,
            outcome=command.outcome,
            back_to=command.back_to,
            ruled_on=command.ruled_on,
            ten_day_period=command.ten_day_period,
            appeal_last_day=command.appeal_last_day,
        )


def confirm_ruling(command: ConfirmRuling, cases: Cases, stamp: Stamp) -> None:
    with acting_on(cases, stamp, command.review) as review:
        review.confirm_ruling(stamp, ruling=command.ruling)


def retract_ruling(command: RetractRuling, cases: Cases, stamp: Stamp) -> None:
    with acting_on(cases, stamp, command.review) as review:
        review.retract_ruling(stamp, ruling=command.ruling, reason=command.reason)


def accept_ruling(command: AcceptRuling, cases: Cases, stamp: Stamp) -> None:
    """Nothing is left to redo or correct in an award that has fallen already."""
    review = cases.fetch(Review, command.review)
    order = review.accept_ruling(stamp, ruling=command.ruling, motive=command.motive)
    if review.against is not Against.AWARD:
        return
    award = cases.fetch(Award, review.subject)
    if award.status not in (Status.ANNULLED, Status.WITHDRAWN):
        ORDERS[order](award, stamp, review.key)


def appeal(command: Appeal, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Review, command.review).appeal(stamp, appealed_on=command.appealed_on)


def appeal_for_authority(
    command: AppealForAuthority, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Review, command.review).appeal_for_authority(
        stamp, appealed_on=command.appealed_on, grounds=command.grounds
    )


def grant_leave(command: GrantLeave, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Review, command.review).grant_leave(
        stamp, instance=command.instance, decided_on=command.decided_on
    )


def close(command: Close, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Review, command.review).close(stamp, reason=command.reason)


ORDERS: Mapping[Outcome, Callable[[Award, Stamp, str], None]] = {
    Outcome.REDO: Award.annul,
    Outcome.CORRECT: Award.order_correction,
}

VERBS = verbs(
    (Rule, rule),
    (ConfirmRuling, confirm_ruling),
    (RetractRuling, retract_ruling),
    (AcceptRuling, accept_ruling),
    (Appeal, appeal),
    (AppealForAuthority, appeal_for_authority),
    (GrantLeave, grant_leave),
    (Close, close),
)
