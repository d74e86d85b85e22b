"""The outcome of an alternative: choices met, moves, shares, queue and cost."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from upphandling.domain.allocation import Chooser, Placement, Proposal
from upphandling.interfaces.comparison.alternatives import Provider

Row = dict[str, Any]
WEEKS_A_MONTH = Fraction(365, 7 * 12)
MINUTES_AN_HOUR = 60


def outcome(
    people: Sequence[Chooser], providers: Sequence[Provider], proposal: Proposal
) -> Row:
    """What came of an alternative, in numbers that can be set side by side.

    Percent of choices are of those who chose, percent of shares of everybody. `people`
    have their wishes as they told them, also for providers who do not take part.
    """
    placed = {placement.customer: placement for placement in proposal.placements}
    chose = [person for person in people if person.wishes]
    silent = [person for person in people if not person.wishes]
    ranks = [_rank(person, placed[person.customer]) for person in chose]
    rows = [_provider(provider, people, placed) for provider in providers]
    priced = all(row["kronor_per_month"] is not None for row in rows)
    return {
        "chose": len(chose),
        "choices_met": [
            {
                "rank": rank,
                "customers": ranks.count(rank),
                "percent": percent(ranks.count(rank), len(chose)),
            }
            for rank in range(1, max((len(p.wishes) for p in chose), default=0) + 1)
        ],
        "no_wish_met": ranks.count(None),
        "without_wish": len(silent),
        "without_wish_by_default": sum(
            _is_newcomer(person, placed[person.customer]) for person in silent
        ),
        "moved_without_wish": sum(
            person.present is not None and _is_newcomer(person, placed[person.customer])
            for person in silent
        ),
        "queue": len(proposal.queue),
        "providers": rows,
        "kronor_per_month": sum(r["kronor_per_month"] for r in rows)
        if priced
        else None,
        "shortfalls": [s.model_dump(mode="json") for s in proposal.shortfalls],
        "stages": [stage.model_dump(mode="json") for stage in proposal.stages],
        "solver": proposal.solver,
    }


def _rank(person: Chooser, placement: Placement) -> int | None:
    """Which of the wishes as they were told was met."""
    if placement.agreement not in person.wishes:
        return None
    return person.wishes.index(placement.agreement) + 1


def _is_newcomer(person: Chooser, placement: Placement) -> bool:
    return placement.agreement != person.present


def _provider(
    provider: Provider, people: Sequence[Chooser], placed: dict[str, Placement]
) -> Row:
    mine = [p for p in people if placed[p.customer].agreement == provider.agreement]
    minutes, whole = sum(p.minutes for p in mine), sum(p.minutes for p in people)
    return {
        "agreement": provider.agreement,
        "name": provider.name,
        "customers": len(mine),
        "percent": percent(len(mine), len(people)),
        "hours_per_week": round(minutes / MINUTES_AN_HOUR, 1),
        "hours_percent": percent(minutes, whole),
        "minimum_percent": provider.minimum_percent,
        "cap_percent": provider.cap_percent,
        "kronor_per_month": _cost(provider, minutes),
    }


def _cost(provider: Provider, minutes: int) -> int | None:
    """Whole kronor a month for the granted time; None where no rate is given."""
    if provider.kronor_per_hour is None:
        return None
    hours = Fraction(minutes, MINUTES_AN_HOUR) * WEEKS_A_MONTH
    return round(hours * Fraction(str(provider.kronor_per_hour)))


def percent(part: int, whole: int) -> float:
    """Rounded here, once, to the decimal that is shown."""
    return float(round(Fraction(100 * part, whole), 1)) if whole else 0.0
