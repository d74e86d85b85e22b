"""Queries at the door: who may see which view of what, and what is kept of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json, to_jsonable_python

from upphandling.application.access import (
    WITHOUT_ROSTER,
    conflict_of,
    denial,
    lacks_in_roster,
)
from upphandling.application.belonging import find, party_of
from upphandling.application.commands import Person
from upphandling.application.identity import new_command_id
from upphandling.application.messages import Fault, Malformed, faults_of
from upphandling.application.reading import RecordReading
from upphandling.application.session import Session
from upphandling.application.store import Receipt
from upphandling.bootstrap import House
from upphandling.domain.access import NotAllowed, Relation, policy, policy_version
from upphandling.domain.base import Role
from upphandling.domain.instants import local_date
from upphandling.domain.roster import THE_ROSTER, Glass, Roster
from upphandling.settings import load

NOBODY = "unknown"
"""The person and the role of a denial where nobody said who reads."""

NOT_KEPT = "nej, loggen är bruten och skrivs inte"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and in which role."""

    role: Role
    person: str

    def __str__(self) -> str:
        return f"{self.role}:{self.person}"


def read_reader(told: str | None) -> Reader | None:
    """The reader of `--as`, else of the settings, None where neither says who.

    Both are `role:person`, the person as every sender of a command is told: who reads
    is kept in the log. Raises `Malformed`.
    """
    field = "UPPHANDLING_READER" if told is None else "--as"
    told = load().reader if told is None else told
    if told is None:
        return None
    role, _, person = told.partition(":")
    if role not in set(Role):
        message = f"ska vara roll:person, med en roll bland {', '.join(Role)}"
        raise Malformed([Fault(field, message)])
    try:
        return Reader(Role(role), TypeAdapter(Person).validate_python(person))
    except ValidationError as error:
        raise Malformed(faults_of(error, field)) from None


def must_be_allowed_to_see(
    house: House,
    view: str,
    reader: Reader | None,
    subject: str | None = None,
    *,
    unnamed: bool = False,
) -> None:
    """Let in whoever the policy allows the view; every denial is kept.

    `subject` is the id of the case that the view is asked about, if of one. A view
    without a row is shown to nobody. Without a reader the others are open as long as
    nobody has been given a role. Who has broken
    the glass for the view or the case is let in, and the reading recorded. Neither the
    denial nor the reading names the case where it is asked about `unnamed`.
    """
    session = house.engine.session()
    roster = session.find(Roster, THE_ROSTER)
    asked = _Look(view, reader, subject, house.clock())
    if reader is None:
        if view not in policy().views:
            _keep(house, denial(NOBODY, view, "row"), asked)
        if roster is not None and roster.binds:
            _keep(house, denial(NOBODY, view, "reader"), asked)
        return
    denied = _denial(session, roster, reader, asked)
    if denied is None:
        return
    glass = None if roster is None else _glass(roster, reader, asked)
    if unnamed:
        asked = replace(asked, subject=None)
        denied.details.pop("case", None)
    if glass is None or denied.details["lacks"] == "not_conflicted":
        _keep(house, denied, asked)
    else:
        record_reading(
            house, reader, view=view, subject=asked.subject, reason=glass.reason
        )


def may_reveal(reader: Reader, subject: str, field: str) -> bool:
    """Whether the role may see a field of what the vault keeps of a subject.

    The policy tells subjects apart by their kind: `person:...`, `tender:...`. A row
    for `person.FIELD` goes before the one for `person`.
    """
    kind = subject.partition(":")[0]
    rows = policy().reveals
    return reader.role in rows.get(f"{kind}.{field}", rows.get(kind, {}))


def record_reading(
    house: House,
    reader: Reader,
    *,
    view: str,
    subject: str | None = None,
    fields: Iterable[str] = (),
    reason: str | None = None,
) -> None:
    """Keep in the log, in the reader's name, what is about to be shown."""
    house.engine.handle(
        RecordReading(
            reading=new_command_id(house.clock()),
            view=view,
            subject=subject,
            fields=list(fields),
            reason=reason,
        ),
        by=reader.person,
        role=reader.role,
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """A view that somebody asks to see, of a case or of all, at an instant."""

    view: str
    reader: Reader | None
    subject: str | None
    at: datetime


def _denial(
    session: Session, roster: Roster | None, reader: Reader, asked: _Look
) -> NotAllowed | None:
    """What stands in the way, if anything."""
    role, view, subject = reader.role, asked.view, asked.subject
    today = local_date(asked.at)
    if roster is not None and role not in WITHOUT_ROSTER:
        if lacks := lacks_in_roster(roster, reader.person, role, [today]):
            return denial(role, view, lacks, person=reader.person)
        about = [] if subject is None else [subject]
        if case := conflict_of(roster, session, reader.person, about):
            return denial(role, view, "not_conflicted", case=case)
    may = policy().views.get(view, {})
    if role not in may:
        return denial(role, view, "role", allowed=tuple(may))
    if Relation.OWN in may[role].relations:
        own = {reader.person} if role is Role.CUSTOMER else set[str]()
        if roster is not None and role is Role.PROVIDER:
            own |= roster.parties_of(reader.person, today)
        if subject is None or party_of(find(session, subject), subject) not in own:
            return denial(role, view, Relation.OWN)
    return None


def _glass(roster: Roster, reader: Reader, asked: _Look) -> Glass | None:
    """What the reader has broken the glass for, where the roster knows the reader.

    Only a view that the role may read in an emergency: nothing is written through glass.
    """
    if reader.role not in policy().emergencies.get(asked.view, {}):
        return None
    if lacks_in_roster(roster, reader.person, reader.role, [local_date(asked.at)]):
        return None
    targets = frozenset({asked.view, *([asked.subject] if asked.subject else [])})
    return roster.glass_for(reader.person, targets, asked.at)


def _keep(house: House, denied: NotAllowed, asked: _Look) -> None:
    """Keep the denial as any refusal, and raise it; a broken log is not written to."""
    reader = asked.reader
    receipt = Receipt(
        command_id=new_command_id(asked.at),
        command=f"view:{asked.view}",
        recorded_at=asked.at,
        effective_at=asked.at.replace(microsecond=0),
        by=reader.person if reader else NOBODY,
        role=reader.role.value if reader else NOBODY,
        mandate=None,
        because=None,
        payload=to_json({"view": asked.view, "subject": asked.subject}).decode(),
        policy=policy_version(),
    )
    details = to_jsonable_python(denied.details, fallback=str)
    if house.engine.read_only is None:
        house.engine.store.refuse(receipt, denied.rule(), denied.message(), details)
    else:
        denied.details["kept"] = NOT_KEPT
    raise denied
