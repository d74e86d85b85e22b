"""The default rule: where a person may be placed who has no wish that can be met."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from upphandling.domain.allocation.question import Contender, Question
from upphandling.domain.allocation.refusals import DefaultNotReckoned
from upphandling.domain.configuration import (
    SAFE_UNDER_LOV,
    DefaultIsASelection,
    DefaultRule,
    Regime,
)

NOT_RECKONED = (DefaultRule.TURN_ORDER, DefaultRule.NEAREST)


@dataclass(frozen=True, slots=True)
class Resort:
    """A place by the default rule: where, and whether only when nothing else is left."""

    agreement: str
    last: bool = False


Resorts = Callable[[str, str | None], tuple[Resort, ...]]


def resorts_of(question: Question) -> Resorts:
    """Where the rule may place somebody in an area, given the present agreement.

    Nowhere, if the rule is not reckoned here or would select among LOV providers.
    """
    if not is_usable(question):
        return lambda _area, _present: ()
    serving: dict[str, list[Contender]] = {}
    for contender in sorted(question.contenders, key=lambda c: c.agreement):
        for area in set(contender.areas):
            serving.setdefault(area, []).append(contender)
    rule = question.default.rule

    @cache
    def resorts(area: str, present: str | None) -> tuple[Resort, ...]:
        return _by(rule, serving.get(area, []), present)

    return resorts


def is_usable(question: Question) -> bool:
    """Whether the rule may place anybody."""
    rule = question.default.rule
    return rule not in NOT_RECKONED and (
        question.regime is not Regime.LOV or rule in SAFE_UNDER_LOV
    )


def refuse_unusable(question: Question) -> None:
    """Say why the rule places nobody.

    Konkurrensverket, ställningstagande 2019:2: a rule that picks among LOV providers is
    a selection, and a selection is a procurement.
    """
    rule = question.default.rule
    if question.regime is Regime.LOV and rule not in SAFE_UNDER_LOV:
        raise DefaultIsASelection(
            bundle=question.bundle,
            rule=rule,
            source="Konkurrensverket, ställningstagande 2019:2",
            safe=[str(safe) for safe in SAFE_UNDER_LOV],
        )
    if rule in NOT_RECKONED:
        raise DefaultNotReckoned(rule=rule)


def places_in_order(question: Question) -> dict[str, int]:
    """Each agreement's turn under `provider_with_room`: as stated, by key, in-house last."""
    stated = {key: turn for turn, key in enumerate(question.default.order)}
    ordered = sorted(
        question.contenders,
        key=lambda c: (
            stated.get(c.agreement, len(stated)),
            c.regime is Regime.IN_HOUSE,
            c.agreement,
        ),
    )
    return {contender.agreement: turn for turn, contender in enumerate(ordered)}


def _by(
    rule: DefaultRule, serving: list[Contender], present: str | None
) -> tuple[Resort, ...]:
    in_house = [c for c in serving if c.regime is Regime.IN_HOUSE]
    match rule:
        case DefaultRule.IN_HOUSE:
            return _all(in_house)
        case DefaultRule.SEPARATELY_PROCURED:
            procured = [c for c in serving if c.regime is Regime.LOU]
            return _all(procured) + _all(in_house, last=bool(procured))
        case DefaultRule.STAY:
            here = [c for c in serving if c.agreement == present]
            elsewhere = [c for c in in_house if c.agreement != present]
            return _all(here) + _all(elsewhere, last=bool(here))
        case _:
            return _all(serving)


def _all(contenders: Iterable[Contender], *, last: bool = False) -> tuple[Resort, ...]:
    return tuple(Resort(contender.agreement, last) for contender in contenders)
