"""The door: every command against the access policy, before its handler is called.

Cheap where the role is enough: a look in a dict, and whether a roster binds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from upphandling.application.addressing import cases_in
from upphandling.application.belonging import find, party_of, with_owners
from upphandling.application.commands import Command
from upphandling.application.session import Session
from upphandling.domain.access import Conditions, NotAllowed, Relation, policy
from upphandling.domain.base import Role, Stamp
from upphandling.domain.instants import local_date
from upphandling.domain.roster import THE_ROSTER, Roster

THE_CLOCK = "scheduler"
"""Who sends in the role of the clock, and nobody else does."""

WITHOUT_ROSTER = (Role.SCHEDULER, Role.CUSTOMER)
"""Roles that follow from who sends, and that no roster gives."""

LACKS: Mapping[str, str] = {
    "role": "rollen saknas i tabellen för det kommandot eller den vyn",
    "row": "vyn har ingen rad i tabellen, och då får ingen se den",
    "roster": "personen har inte rollen i behörighetsregistret den dagen",
    "reader": "vem som läser och i vilken roll måste anges (--as, UPPHANDLING_READER)",
    "clock": "bara tjänstens egen klocka gör det som faller av sig själv",
    "not_conflicted": "personen är jävig i ärendet eller i det som ärendet hör till",
    "state": "ärendet är inte i ett läge där rollen får göra det",
    Relation.OWN: "det gäller inte den egna kunden eller den egna parten",
    Relation.ONESELF: "det får rollen bara göra för sig själv",
    Relation.NOT_ONESELF: "det får ingen göra för sig själv",
    Relation.NOT_PROPOSER: "samma person tog fram det som nu ska avgöras",
    Relation.TWO_OPENERS: (
        "den som öppnar är inte närvarande själv, eller någon som är det får inte öppna"
    ),
}
"""What stood in the way beside the role, in Swedish."""


def denial(role: str, asked: str, lacks: str, **details: object) -> NotAllowed:
    """The refusal, which names the role, what was asked for and what lacks."""
    return NotAllowed(
        role=role, asked=asked, lacks=str(lacks), because=LACKS[lacks], **details
    )


def must_be_allowed(
    command: Command, session: Session, stamp: Stamp, now: datetime
) -> None:
    """Refuse what the policy does not allow the sender; `now` is our own clock.

    Without a roster the role is the one that the sender says. From the first grant on
    it must be held on the day of the act and on the day it is recorded.
    """
    role, name = stamp.role, command.NAME
    conditions = policy().commands.get(name, {}).get(role)
    if conditions is None:
        raise denial(role, name, "role", allowed=policy().who_may(name))
    if role is Role.SCHEDULER and stamp.by != THE_CLOCK:
        raise denial(role, name, "clock", person=stamp.by)
    roster = None
    if role not in WITHOUT_ROSTER:
        roster = session.find(Roster, THE_ROSTER)
    if roster is not None:
        _must_hold_in(roster, command, session, stamp, now)
    if conditions.none:
        return
    asked = _Asked(command, session, stamp, conditions, roster)
    for relation in conditions.relations:
        if not HOLDS[relation](asked):
            raise denial(role, name, relation)
    if conditions.states and not _in_state(asked):
        raise denial(role, name, "state", states=sorted(conditions.states))


def _must_hold_in(
    roster: Roster, command: Command, session: Session, stamp: Stamp, now: datetime
) -> None:
    """Refuse who does not have the role in the roster, or is conflicted in the case."""
    role, name = stamp.role, command.NAME
    days = {local_date(stamp.at), local_date(now)}
    if lacks := lacks_in_roster(roster, stamp.by, role, days):
        raise denial(role, name, lacks, person=stamp.by)
    if conflict := conflict_of(roster, session, stamp.by, cases_in(command)):
        raise denial(role, name, "not_conflicted", case=conflict)


def must_be_sent_by_a_person(
    command: Command, session: Session, stamp: Stamp, now: datetime
) -> None:
    """The door for what is sent by hand: nobody there is the clock."""
    if stamp.role is Role.SCHEDULER:
        raise denial(stamp.role, command.NAME, "clock", person=stamp.by)
    must_be_allowed(command, session, stamp, now)


def lacks_in_roster(
    roster: Roster, person: str, role: Role, days: Iterable[date]
) -> str | None:
    """What the roster says lacks, if it binds."""
    if roster.binds and not all(roster.holds(person, role, day) for day in days):
        return "roster"
    return None


def conflict_of(
    roster: Roster, session: Session, person: str, case_ids: list[str]
) -> str | None:
    """The case among these, or that one belongs to, in which the person is conflicted."""
    if not roster.conflicts.get(person):
        return None
    return roster.conflict_in(person, with_owners(session, case_ids))


# -- Relations and states --------------------------------------------------


class _Asked:
    """A command with what it takes to say how its sender stands to it."""

    def __init__(
        self,
        command: Any,
        session: Session,
        stamp: Stamp,
        conditions: Conditions,
        roster: Roster | None,
    ) -> None:
        self.command = command
        self.session = session
        self.stamp = stamp
        self.conditions = conditions
        self.roster = roster

    @property
    def case_id(self) -> str:
        """The case that the command is sent to, by the kind in its name."""
        kind = self.command.NAME.partition(".")[0]
        field = "round" if kind == "choice_round" else kind
        return f"{kind}:{getattr(self.command, field, '')}"


def _own(asked: _Asked) -> bool:
    if asked.stamp.role is Role.CUSTOMER:
        return bool(asked.command.customer == asked.stamp.by)
    parties = (
        asked.roster.parties_of(asked.stamp.by, local_date(asked.stamp.at))
        if asked.roster
        else frozenset()
    )
    return party_of(find(asked.session, asked.case_id)) in parties


def _oneself(asked: _Asked) -> bool:
    return bool(asked.command.person == asked.stamp.by)


def _not_oneself(asked: _Asked) -> bool:
    return not _oneself(asked)


def _not_proposer(asked: _Asked) -> bool:
    """Whether the last that was proposed, as recorded, was somebody else's work."""
    proposals = asked.session.store.records(
        stream_id=asked.case_id, topics=asked.conditions.proposed_in
    )
    proposers = [json.loads(one.data)["by"] for one in proposals]
    return not proposers or proposers[-1] != asked.stamp.by


def _two_openers(asked: _Asked) -> bool:
    """Whether who opens is there, and all who are may; how many, the documents say."""
    present = asked.command.present
    roster = asked.roster
    if asked.stamp.by not in present:
        return False
    if roster is None:
        return True
    about = cases_in(asked.command)
    if any(conflict_of(roster, asked.session, one, about) for one in present):
        return False
    day = local_date(asked.stamp.at)
    may = policy().who_may(asked.command.NAME)
    return not roster.binds or all(
        any(roster.holds(person, role, day) for role in may) for person in present
    )


HOLDS: Mapping[Relation, Callable[[_Asked], bool]] = {
    Relation.OWN: _own,
    Relation.ONESELF: _oneself,
    Relation.NOT_ONESELF: _not_oneself,
    Relation.NOT_PROPOSER: _not_proposer,
    Relation.TWO_OPENERS: _two_openers,
}


def _in_state(asked: _Asked) -> bool:
    """Whether the case is in a state of the row; one that is not there is told later."""
    case = find(asked.session, asked.case_id)
    return case is None or getattr(case, "status", None) in asked.conditions.states
