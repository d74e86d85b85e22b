"""Commands for what a court says meanwhile: standstill, interim measures, performance."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.review.locks import RulingKey, acting_on
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key
from upphandling.domain.intervals import Day
from upphandling.domain.review import Instance, Review


class LiftExtension(Command):
    """För in att ingen förlängd avtalsspärr ska gälla; någon annan ska bekräfta det."""

    NAME = "review.lift_extension"
    review: Key
    ruling: RulingKey
    decided_on: Day


class DecideInterim(Command):
    """För in ett interimistiskt beslut; ett förbud mot avtal gäller genast."""

    NAME = "review.decide_interim"
    review: Key
    instance: Instance
    decided_on: Day
    prohibits_signing: bool


class LiftInterim(Command):
    """För in att domstolen hävt sitt interimistiska beslut; någon annan ska bekräfta det."""

    NAME = "review.lift_interim"
    review: Key
    ruling: RulingKey
    instance: Instance
    decided_on: Day
    ten_day_period: bool = True


class ForbidPerformance(Command):
    """För in att avtalet tills vidare inte får fullgöras."""

    NAME = "review.forbid_performance"
    review: Key
    instance: Instance
    decided_on: Day


class AllowPerformance(Command):
    """För in att avtalet åter får fullgöras."""

    NAME = "review.allow_performance"
    review: Key
    instance: Instance
    decided_on: Day


def lift_extension(command: LiftExtension, cases: Cases, stamp: Stamp) -> None:
    with acting_on(cases, stamp, command.review) as review:
        review.lift_extension(
            stamp, ruling=command.ruling, decided_on=command.decided_on
        )


def decide_interim(command: DecideInterim, cases: Cases, stamp: Stamp) -> None:
    with acting_on(cases, stamp, command.review) as review:
        review.decide_interim(
            stamp,
            instance=command.instance,
            decided_on=command.decided_on,
            prohibits_signing=command.prohibits_signing,
        )


def lift_interim(command: LiftInterim, cases: Cases, stamp: Stamp) -> None:
    with acting_on(cases, stamp, command.review) as review:
        review.lift_interim(
            stamp,
            ruling=command.ruling,
            instance=command.instance,
            decided_on=command.decided_on,
            ten_day_period=command.ten_day_period,
        )


def forbid_performance(command: ForbidPerformance, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Review, command.review).forbid_performance(
        stamp, instance=command.instance, decided_on=command.decided_on
    )


def allow_performance(command: AllowPerformance, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Review, command.review).allow_performance(
        stamp, instance=command.instance, decided_on=command.decided_on
    )


VERBS = verbs(
    (LiftExtension, lift_extension),
    (DecideInterim, decide_interim),
    (LiftInterim, lift_interim),
    (ForbidPerformance, forbid_performance),
    (AllowPerformance, allow_performance),
)
