"""What every kind of red flag is asked for as: the same columns, so that they page as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    Subquery,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.types import TypeEngine

from upphandling.domain.agreement import Agreement
from upphandling.domain.flag_policy import FlagKind, FlagPolicy
from upphandling.projections.agreements import agreements

TOLD: Mapping[str, type[TypeEngine[Any]]] = {
    "part": String,
    "provider": String,
    "name": String,
    "number": BigInteger,
    "base": BigInteger,
    "word": String,
}
"""`number` is what was measured, `base` what it is held against, `part` a lot."""

NOWHERE = ""  # names no system: the limits of those that have decided none

LIMITS = (
    "fewest_bids",
    "most_prolongations",
    "most_changes",
    "changed_percent",
    "paid_percent",
    "fewest_by_default",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of every system on a day; `of` has those that have decided theirs."""

    on: date
    of: dict[str, FlagPolicy]
    assumed: FlagPolicy

    def for_system(self, system: str) -> FlagPolicy:
        return self.of.get(system, self.assumed)

    def limit(self, system: ColumnElement[str], name: str) -> ColumnElement[Any]:
        """A limit, or `horizon`, of the system that a column names."""
        held = self._table()
        decided = select(held.c[name]).where(held.c.system == system).scalar_subquery()
        return func.coalesce(decided, self._values(self.assumed)[name])

    def _table(self) -> Subquery:
        rows = [
            select(
                cast(literal(system), String).label("system"),
                *(value.label(name) for name, value in self._values(policy).items()),
            )
            for system, policy in {NOWHERE: self.assumed, **self.of}.items()
        ]
        return union_all(*rows).subquery()

    def _values(self, policy: FlagPolicy) -> dict[str, ColumnElement[Any]]:
        horizon = self.on + timedelta(days=policy.days_before_end)
        told: dict[str, ColumnElement[Any]] = {
            name: cast(literal(getattr(policy, name)), Integer) for name in LIMITS
        }
        return {**told, "horizon": literal(horizon, Date)}


def flagged(
    kind: FlagKind,
    *,
    system: ColumnElement[Any],
    subject: ColumnElement[Any],
    since: ColumnElement[Any],
    **told: ColumnElement[Any],
) -> Select[Any]:
    """A flag per row; of `TOLD` what its kind has, the rest is null."""
    return select(
        literal(kind.value).label("kind"),
        system.label("system"),
        subject.label("subject"),
        since.label("since"),
        *(cast(told.get(name, null()), of).label(name) for name, of in TOLD.items()),
    )


def of_agreement(
    kind: FlagKind, *, since: ColumnElement[Any], **told: ColumnElement[Any]
) -> Select[Any]:
    """A flag about an agreement."""
    return flagged(
        kind,
        system=agreements.c.system,
        subject=case_of_agreement(),
        provider=agreements.c.provider,
        name=agreements.c.name,
        since=since,
        **told,
    )


def case_of_agreement() -> ColumnElement[Any]:
    """The id of the case that an agreement is."""
    return literal(Agreement.case_id("")) + agreements.c.agreement


def lives_on(on: date) -> ColumnElement[bool]:
    """The agreement has been made, and has not ended, on a day."""
    return or_(agreements.c.ends_on.is_(None), agreements.c.ends_on >= on)


def paged(
    kinds: Sequence[Select[Any]], system: str | None, limit: int, offset: int
) -> Select[Any]:
    """One page of all flags, by kind and case."""
    found = union_all(*kinds).subquery()
    query = (
        select(found)
        .order_by(found.c.kind, found.c.subject, found.c.part)
        .limit(limit)
        .offset(offset)
    )
    return query if system is None else query.where(found.c.system == system)
