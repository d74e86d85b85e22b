"""What an indicator comes to for a group in a period, and what it was computed from."""

from __future__ import annotations

from upphandling.application.commands import Cases
from upphandling.application.indicator.figures import Asked, figure_of
from upphandling.application.indicator.planned import Plans
from upphandling.application.indicator.visited import Visited
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_round.terms import Status
from upphandling.domain.errors import Refused
from upphandling.domain.indicator import BatchesOfMonth
from upphandling.domain.indicators.definition import (
    ComputedBy,
    Definition,
    Figure,
)
from upphandling.domain.indicators.measuring import (
    Measurement,
    continuity,
    first_choice_rate,
    late_share,
    missed_share,
    performed_share,
)
from upphandling.domain.indicators.refusals import NotComputed
from upphandling.domain.instants import ONE_DAY, local_date

Visits = tuple[BatchesOfMonth, ...]


class RoundsMissing(Refused):
    """Ange de valomgångar i perioden som andelen ska räknas på."""


class RoundNotInPeriod(Refused):
    """Valomgången är av ett annat system, är inte beslutad eller slutade utanför perioden."""


class NotPerAgreement(Refused):
    """Andelen som fick sitt förstahandsval räknas för ett system eller ett område."""


def measured(
    cases: Cases, definition: Definition, asked: Asked
) -> tuple[Figure, Visits]:
    """The value by a definition, and the batches of visits that it rests on."""
    found, visits = _measurement(cases, definition, asked)
    return figure_of(asked, definition, found), visits


def _measurement(
    cases: Cases, definition: Definition, asked: Asked
) -> tuple[Measurement | None, Visits]:
    match definition.computed_by:
        case None:
            raise NotComputed
        case ComputedBy.FIRST_CHOICE_RATE:
            return _first_choices(cases, asked), ()
        case ComputedBy.PERFORMED_SHARE:
            visited = Visited.between(cases, asked.whose, asked.first, asked.last)
            return performed_share(visited.times()), visited.batches
        case ComputedBy.MISSED_SHARE | ComputedBy.LATE_SHARE:
            plans = Plans.between(cases, asked.whose, asked.first, asked.last)
            return _kept_times(plans, definition), plans.batches
        case by if definition.continuity is not None:
            visited = Visited.between(cases, asked.whose, asked.first, asked.last)
            met = continuity(visited.meetings(), asked.first, definition.continuity, by)
            return met, visited.batches
    raise NotComputed


def _kept_times(plans: Plans, definition: Definition) -> Measurement | None:
    if definition.punctuality is None:
        return missed_share(plans.appointments())
    return late_share(plans.appointments(), definition.punctuality)


def _first_choices(cases: Cases, asked: Asked) -> Measurement | None:
    if asked.whose.agreement is not None:
        raise NotPerAgreement(agreement=asked.whose.agreement)
    if not asked.rounds:
        raise RoundsMissing(first=asked.first, last=asked.last)
    rounds = cases.fetch_many(ChoiceRound, asked.rounds)
    for one in rounds:
        _must_be_in(one, asked)
    return first_choice_rate(
        placement
        for one in rounds
        for placement in one.placements
        if asked.whose.area in (None, placement.area)
    )


def _must_be_in(one: ChoiceRound, asked: Asked) -> None:
    """Whether the round is decided, and its last day one of the period's."""
    last = None if one.closes_at is None else local_date(one.closes_at) - ONE_DAY
    if (
        one.system != asked.whose.system
        or one.status is not Status.ADOPTED
        or last is None
        or not asked.first <= last <= asked.last
    ):
        raise RoundNotInPeriod(round=one.key, first=asked.first, last=asked.last)
