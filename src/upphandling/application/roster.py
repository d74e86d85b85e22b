"""Commands of the roster: roles, conflicts, and reading in an emergency."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Person, Sealed, verbs
from upphandling.domain.access import policy
from upphandling.domain.base import Role, Stamp
from upphandling.domain.catalogue import KINDS
from upphandling.domain.configuration import Key, Text
from upphandling.domain.customer import Customer
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.instants import local_date
from upphandling.domain.intervals import Day
from upphandling.domain.roster import THE_ROSTER, Ground, Roster
from upphandling.domain.roster.refusals import NoSuchView

CaseId = Annotated[
    str,
    Field(
        pattern=r"^[a-z_]+:[a-z0-9._-]{1,80}$",
        description="Slag och nyckel, till exempel tender:orebro-2019",
    ),
]
Target = Annotated[
    str,
    Field(
        pattern=r"^[a-z_-]+[:.][a-z0-9._-]{1,80}$",
        description="Ett ärende (tender:orebro-2019) eller en vy (follow-up.gaps)",
    ),
]


class GrantRole(Command):
    """Ge en person en roll, från en dag och tills vidare eller till och med en annan."""

    NAME = "roster.grant_role"
    person: Person
    role: Role
    party: Key | None = None
    from_day: Day | None = None
    until: Day | None = None


class WithdrawRole(Command):
    """Ta ifrån en person en roll, med skäl; det gäller genast."""

    NAME = "roster.withdraw_role"
    person: Person
    role: Role
    party: Key | None = None
    reason: Text


class DeclareConflict(Command):
    """Anmäl att en person är jävig i ett ärende och i det som hör till det."""

    NAME = "roster.declare_conflict"
    person: Person
    case: CaseId
    ground: Ground


class LiftConflict(Command):
    """Besluta att en person inte längre är jävig i ett ärende, med skäl."""

    NAME = "roster.lift_conflict"
    person: Person
    case: CaseId
    reason: Sealed


class OpenBreakGlass(Command):
    """Öppna läsning av ett ärende eller en vy i en nödsituation, med skäl."""

    NAME = "roster.open_break_glass"
    glass: Key
    target: Target
    reason: Text
    hours: Annotated[int, Field(ge=1, le=24)]


class ReviewBreakGlass(Command):
    """För in vad granskningen av en nödläsning gav."""

    NAME = "roster.review_break_glass"
    glass: Key
    justified: bool
    motive: Text


def grant_role(command: GrantRole, cases: Cases, stamp: Stamp) -> None:
    _kept(cases, stamp).grant_role(
        stamp,
        person=command.person,
        role=command.role,
        party=command.party,
        from_day=command.from_day or local_date(stamp.at),
        until=command.until,
    )


def withdraw_role(command: WithdrawRole, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Roster, THE_ROSTER).withdraw_role(
        stamp,
        person=command.person,
        role=command.role,
        party=command.party,
        reason=command.reason,
    )


def declare_conflict(command: DeclareConflict, cases: Cases, stamp: Stamp) -> None:
    _must_be_there(command.case, cases)
    _kept(cases, stamp).declare_conflict(
        stamp, person=command.person, about=command.case, ground=command.ground
    )


def lift_conflict(command: LiftConflict, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Roster, THE_ROSTER).lift_conflict(
        stamp, person=command.person, about=command.case, reason=command.reason
    )


def open_break_glass(command: OpenBreakGlass, cases: Cases, stamp: Stamp) -> None:
    if ":" in command.target:
        _must_be_there(command.target, cases)
    elif stamp.role not in policy().emergencies.get(command.target, {}):
        raise NoSuchView(view=command.target)
    cases.fetch(Roster, THE_ROSTER).open_break_glass(
        stamp,
        glass=command.glass,
        target=command.target,
        reason=command.reason,
        hours=command.hours,
    )


def review_break_glass(command: ReviewBreakGlass, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Roster, THE_ROSTER).review_break_glass(
        stamp, glass=command.glass, justified=command.justified, motive=command.motive
    )


def _must_be_there(case_id: str, cases: Cases) -> None:
    kind, _, key = case_id.partition(":")
    if kind not in KINDS:
        raise NoSuchCase(case=case_id)
    if kind != Customer.KIND:  # a customer may have choices and no care decisions
        cases.fetch(KINDS[kind], key)


def _kept(cases: Cases, stamp: Stamp) -> Roster:
    """The one roster, laid up when somebody first needs it."""
    roster = cases.find(Roster, THE_ROSTER)
    if roster is None:
        roster = Roster.open(stamp, THE_ROSTER)
        cases.add(roster)
    return roster


VERBS = verbs(
    (GrantRole, grant_role),
    (WithdrawRole, withdraw_role),
    (DeclareConflict, declare_conflict),
    (LiftConflict, lift_conflict),
    (OpenBreakGlass, open_break_glass),
    (ReviewBreakGlass, review_break_glass),
)
