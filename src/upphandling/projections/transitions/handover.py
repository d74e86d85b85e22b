"""The hand-over of a transition: its items, and each that is checked off."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.domain.transition import Transition
from upphandling.projections.base import Change, Fact, put
from upphandling.projections.transitions.table import TRANSITIONS, items, ticks


@TRANSITIONS.on(Transition.HandoverItemsSet)
def handover_items_set(fact: Fact) -> Iterable[Change]:
    for item in fact.data["items"]:
        yield put(items, fact.key, item["item"], text=item["text"])


@TRANSITIONS.on(Transition.HandedOver)
def handed_over(fact: Fact) -> Iterable[Change]:
    yield put(
        ticks,
        fact.key,
        fact.data["customer"],
        fact.data["item"],
        wave=fact.data["wave"],
        handed_over_at=fact.data["effective_at"],
        handed_over_by=fact.data["by"],
    )
