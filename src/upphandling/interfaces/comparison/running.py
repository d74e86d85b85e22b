"""The running of a comparison: each alternative is a question, and gets its outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from upphandling.domain.allocation import (
    Bound,
    Chooser,
    Contender,
    Question,
    Room,
    allocate,
)
from upphandling.domain.configuration import ShareUnit
from upphandling.domain.errors import Refused
from upphandling.interfaces.comparison.alternatives import (
    Alternative,
    Comparison,
    Provider,
)
from upphandling.interfaces.comparison.outcome import outcome

MINUTES_AN_HOUR = 60


def compared(
    comparison: Comparison,
    people: Sequence[Chooser],
    advance: Callable[[int, int], None],
) -> dict[str, Any]:
    """Every alternative with its outcome, or with the rule that makes it impossible."""
    outcomes = []
    for number, alternative in enumerate(comparison.alternatives, start=1):
        outcomes.append(_tried(comparison, alternative, people))
        advance(number, len(comparison.alternatives))
    return {
        "title": comparison.title,
        "bundle": comparison.bundle,
        "customers": len(people),
        "chose": sum(1 for person in people if person.wishes),
        "unknown_wishes": _unknown_wishes(comparison, people),
        "alternatives": outcomes,
    }


def _unknown_wishes(
    comparison: Comparison, people: Sequence[Chooser]
) -> list[dict[str, Any]]:
    """Wishes for agreements that the file does not have, which nothing can meet."""
    known = {provider.agreement for provider in comparison.providers}
    wished = Counter(wish for person in people for wish in person.wishes)
    return [
        {"agreement": wish, "customers": wished[wish]}
        for wish in sorted(wished.keys() - known)
    ]


def _tried(
    comparison: Comparison, alternative: Alternative, people: Sequence[Chooser]
) -> dict[str, Any]:
    providers = providers_of(comparison, alternative)
    question = question_of(comparison, alternative, providers, people)
    about = {
        "alternative": alternative.name,
        "rule": alternative.default.rule.value,
        "seed": alternative.seed,
    }
    try:
        proposal = allocate(question)
    except Refused as refused:
        impossible = {
            "rule": refused.rule(),
            "message": refused.message(),
            "details": refused.details,
        }
        return {**about, "impossible": impossible}
    return {**about, "impossible": None, **outcome(people, providers, proposal)}


def providers_of(comparison: Comparison, alternative: Alternative) -> list[Provider]:
    """Those who take part, as the alternative has them."""
    return [
        provider.model_copy(
            update={
                field: value
                for field, value in alternative.changed[provider.agreement]
                if value is not None
            }
            if provider.agreement in alternative.changed
            else {}
        )
        for provider in comparison.providers
        if provider.agreement not in alternative.without
    ]


def question_of(
    comparison: Comparison,
    alternative: Alternative,
    providers: Sequence[Provider],
    people: Sequence[Chooser],
) -> Question:
    """The alternative as a question for the allocation."""
    taking_part = {provider.agreement for provider in providers}
    served = Counter((person.present, person.area) for person in people)
    minutes: Counter[tuple[str | None, str]] = Counter()
    for person in people:
        minutes[person.present, person.area] += person.minutes
    everywhere = tuple(area.key for area in comparison.areas)
    return Question(
        seed=alternative.seed,
        default=alternative.default,
        regime=comparison.regime,
        bundle=comparison.bundle,
        areas={area.key: area.name for area in comparison.areas},
        people=tuple(_with_wishes_for(person, taking_part) for person in people),
        contenders=tuple(
            Contender(
                agreement=provider.agreement,
                provider=provider.agreement,
                name=provider.name,
                regime=provider.regime,
                areas=provider.areas or everywhere,
                room=(
                    *_rooms(provider, provider.places, ShareUnit.CUSTOMERS, 1, served),
                    *_rooms(
                        provider,
                        provider.hours_per_week,
                        ShareUnit.HOURS,
                        MINUTES_AN_HOUR,
                        minutes,
                    ),
                ),
                shares=_shares(provider, alternative.unit),
            )
            for provider in providers
        ),
    )


def _with_wishes_for(person: Chooser, taking_part: set[str]) -> Chooser:
    if taking_part.issuperset(person.wishes):
        return person
    wishes = tuple(wish for wish in person.wishes if wish in taking_part)
    return person.model_copy(update={"wishes": wishes})


def _rooms(
    provider: Provider,
    ceilings: dict[str, int] | None,
    unit: ShareUnit,
    size: int,
    taken: Counter[tuple[str | None, str]],
) -> list[Room]:
    """What is free for newcomers: the ceiling less what those already there take."""
    return [
        Room(
            area=area,
            unit=unit,
            free=max(0, ceiling * size - taken[provider.agreement, area]),
        )
        for area, ceiling in (ceilings or {}).items()
    ]


def _shares(provider: Provider, unit: ShareUnit) -> tuple[Bound, ...]:
    if not provider.minimum_percent and provider.cap_percent is None:
        return ()
    return (
        Bound(
            unit=unit,
            minimum_percent=provider.minimum_percent or 0.0,
            cap_percent=provider.cap_percent,
        ),
    )
