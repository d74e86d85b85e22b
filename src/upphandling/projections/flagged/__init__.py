"""Red flags as questions to the read models: one file a kind, all with the same columns."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select

from upphandling.domain.flag_policy import FlagKind
from upphandling.projections.flagged import (
    changed,
    ending,
    licence,
    only_default,
    overpaid,
    prolonged,
    single_bids,
    value_changed,
)
from upphandling.projections.flagged.columns import Limits, paged

QUERIES: Mapping[FlagKind, Callable[[Limits], Select[Any]]] = {
    kind.KIND: kind.query
    for kind in (
        single_bids,
        prolonged,
        changed,
        ending,
        licence,
        value_changed,
        overpaid,
        only_default,
    )
}

__all__ = ["QUERIES", "Limits", "paged"]
