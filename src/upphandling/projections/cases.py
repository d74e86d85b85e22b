"""Cases (ärenden): what there is, and what last happened to it.

Nothing that tells of bids is shown: an award appears when it is decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Column, Select, String, Table, select

from upphandling.domain.award import Award
from upphandling.domain.catalogue import KINDS, PERSONAL
from upphandling.domain.dossier import Dossier
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)

cases = Table(
    "cases",
    READ_MODELS,
    Column("case_id", String, primary_key=True),
    Column("kind", String, nullable=False, index=True),
    Column("opened_at", Moment, nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("last_event", String, nullable=False),
)

CASES = Projection("cases", "Ärenden", (cases,), whole=True)


def opened(fact: Fact) -> Iterable[Change]:
    yield put(
        cases,
        fact.case,
        kind=fact.case.partition(":")[0],
        opened_at=fact.data["effective_at"],
        opened=fact.position,
        changed_at=fact.data["effective_at"],
        last_event=fact.topic,
    )


def changed(fact: Fact) -> Iterable[Change]:
    yield patch(
        cases,
        fact.case,
        changed_at=fact.data["effective_at"],
        last_event=fact.topic,
    )


def happened(fact: Fact) -> Iterable[Change]:
    """The first event of a case opens its row, every other one changes it."""
    return opened(fact) if fact.version == 1 else changed(fact)


CASES.on(Award.Decided)(opened)
CASES.on(
    *(
        event
        for kind in KINDS.values()
        for event in kind.EVENTS
        if not event.SECRET and event is not Award.Decided
    )
)(happened)


def listed(kind: str | None, limit: int, offset: int) -> Select[Any]:
    """Cases in the order they were opened; persons only when asked for."""
    query = select(cases).order_by(cases.c.opened).limit(limit).offset(offset)
    if kind is not None:
        return query.where(cases.c.kind == kind)
    return query.where(cases.c.kind.not_in(PERSONAL))


def named(key: str) -> Select[Any]:
    """The cases that bear a key; a dossier bears its tender's, and yields to it."""
    return select(cases.c.case_id).where(
        cases.c.case_id.in_(
            [kind.case_id(key) for kind in KINDS.values() if kind is not Dossier]
        )
    )
