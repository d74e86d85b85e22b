"""The readiness of a transition: conditions, and go or no-go for each wave."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.domain.transition import Transition
from upphandling.projections.base import Change, Fact, patch, put
from upphandling.projections.transitions.table import (
    TRANSITIONS,
    requirements,
    waves,
)


@TRANSITIONS.on(Transition.ConditionSet)
def condition_set(fact: Fact) -> Iterable[Change]:
    condition = dict(fact.data["condition"])
    yield put(
        requirements,
        fact.key,
        condition.pop("condition"),
        **condition,
        met=False,
        settled_at=None,
        settled_by=None,
        because=None,
    )


@TRANSITIONS.on(Transition.ConditionMet)
def condition_met(fact: Fact) -> Iterable[Change]:
    yield _settled(fact, met=True, because=fact.data["evidence"])


@TRANSITIONS.on(Transition.ConditionFailed)
def condition_failed(fact: Fact) -> Iterable[Change]:
    yield _settled(fact, met=False, because=fact.data["reason"])


@TRANSITIONS.on(Transition.GoDecided)
def go_decided(fact: Fact) -> Iterable[Change]:
    yield patch(waves, fact.key, fact.data["wave"], go="go")


@TRANSITIONS.on(Transition.NoGoDecided)
def no_go_decided(fact: Fact) -> Iterable[Change]:
    yield patch(waves, fact.key, fact.data["wave"], go="no_go")


def _settled(fact: Fact, *, met: bool, because: str) -> Change:
    return patch(
        requirements,
        fact.key,
        fact.data["condition"],
        met=met,
        settled_at=fact.data["effective_at"],
        settled_by=fact.data["by"],
        because=because,
    )
