"""Which agreements are to be followed up and are not yet: a deadline that no event sets.

A schedule concerns every agreement in force, and an agreement every schedule of its
system. Neither event knows of the other, so the two are laid against each other here,
whenever the deadlines are asked; what has been opened is no longer awaited.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    literal,
    null,
    or_,
    select,
)

from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    patch,
    put,
)

OPENS = "follow_up_opens"

check_schedules = Table(
    "check_schedules",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("requirement", String, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("from_at", Moment, nullable=False),
    Column("set_by", String, nullable=False),
    Column("position", BigInteger, nullable=False),
)

followable = Table(
    "followable",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("system", String, nullable=False),
    Column("bundle", String, nullable=False),
    Column("begun_at", Moment),
    Column("over_at", Moment),
)

followed = Table(
    "followed",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("requirement", String, primary_key=True),
)

TABLES = (check_schedules, followable, followed)


def made(fact: Fact) -> Iterable[Change]:
    yield put(
        followable,
        fact.key,
        system=fact.data["terms"]["system"],
        bundle=fact.data["terms"]["bundle"],
        begun_at=None,
        over_at=None,
    )


def began(fact: Fact) -> Iterable[Change]:
    yield patch(followable, fact.key, begun_at=fact.data["effective_at"])


def ended(fact: Fact) -> Iterable[Change]:
    yield patch(followable, fact.key, over_at=fact.data["effective_at"])


def lacking() -> Select[Any]:
    """The follow-ups to open, in the columns of the deadlines.

    Also of an agreement that began and ended while nobody let deadlines fall: what was
    to be checked by then is still to be checked.
    """
    schedule, agreement, done = check_schedules.c, followable.c, followed.c
    due_at = case(
        (agreement.begun_at > schedule.from_at, agreement.begun_at),
        else_=schedule.from_at,
    )
    return (
        select(
            ("agreement:" + agreement.agreement).label("case_id"),
            literal(OPENS, String).label("deadline"),
            schedule.requirement.label("part"),
            due_at.label("due_at"),
            schedule.valid_from.label("last_day"),
            cast(null(), String).label("paragraph"),
            schedule.set_by.label("set_by"),
            schedule.position.label("position"),
        )
        .join_from(check_schedules, followable, schedule.system == agreement.system)
        .outerjoin(
            followed,
            and_(
                done.agreement == agreement.agreement,
                done.requirement == schedule.requirement,
            ),
        )
        .where(
            agreement.begun_at.is_not(None),
            or_(agreement.over_at.is_(None), agreement.over_at > due_at),
            done.agreement.is_(None),
        )
    )
