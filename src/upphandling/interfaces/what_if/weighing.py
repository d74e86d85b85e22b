"""Other weights: the tender's documents as if they had weighed the criteria otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_core import from_json

from upphandling.domain.tender import Tender
from upphandling.interfaces.what_if.assumption import Assumption, Told
from upphandling.interfaces.what_if.changes import EventName, OtherWeight
from upphandling.interfaces.what_if.refusals import (
    ChangesNothing,
    UnknownCriterion,
    WeightsDoNotAddUp,
)
from upphandling.interfaces.what_if.timeline import Course

WHOLE = 100


def weighed(
    assumption: Assumption, case: str, asked: Sequence[tuple[str, OtherWeight]]
) -> None:
    """All weights at once, for together they are to be the whole."""
    if not asked:
        return
    tender = _tender_of(assumption.course, case)
    deed = assumption.course.deed(EventName(Tender.case_id(tender), 1))
    data = assumption.data_of(deed)
    weights = {one["criterion"]: one["weight"] for one in data["criteria"]}
    changed = {change.criterion: change.weight for _, change in asked}
    if unknown := sorted(changed.keys() - weights.keys()):
        raise UnknownCriterion(criteria=unknown, known=sorted(weights))
    together = {**weights, **changed}
    if together == weights:
        raise ChangesNothing(weights=weights)
    whole = sum(together.values())
    if not any(_same(whole, right) for right in (WHOLE, sum(weights.values()))):
        raise WeightsDoNotAddUp(
            weights=together, sum=whole, recorded_sum=sum(weights.values())
        )
    criteria = [
        {**one, "weight": together[one["criterion"]]} for one in data["criteria"]
    ]
    assumption.ask_otherwise(deed, {**data, "criteria": criteria})
    assumption.told += [
        Told(
            change=words,
            of=f"{Tender.case_id(tender)}@1",
            recorded=weights[change.criterion],
            assumed=change.weight,
        )
        for words, change in asked
    ]


def _same(one: float, other: float) -> bool:
    return abs(one - other) < 1e-9  # noqa: PLR2004 -- less than any weight


def _tender_of(course: Course, case: str) -> str:
    kind, _, key = case.partition(":")
    if kind == Tender.KIND:
        return key
    tender: str = from_json(course.opening(case).data)["tender"]
    return tender
