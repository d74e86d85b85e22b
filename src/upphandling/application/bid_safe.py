"""Commands of the bid safe: give an officer a key to it, before the bids are closed."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from upphandling.application.belonging import with_owners
from upphandling.application.commands import Cases, Command, Person, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.bid_safe import BidSafe
from upphandling.domain.configuration import Key
from upphandling.domain.errors import Refused
from upphandling.domain.roster import THE_ROSTER, Roster
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.refusals import TenderInWrongStage

PublicKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class OfficerConflicted(Refused):
    """Den som har en intressekonflikt i upphandlingen får ingen nyckel till anbuden."""


class NameOfficer(Command):
    """Ge en person en nyckel till upphandlingens anbudsfack, innan anbudstiden går ut."""

    NAME = "bid_safe.name_officer"
    bid_safe: Key
    person: Person
    public_key: PublicKey


def name_officer(command: NameOfficer, cases: Cases, stamp: Stamp) -> None:
    tender = cases.fetch(Tender, command.bid_safe)
    if tender.status not in (Status.PREPARED, Status.ANNOUNCED):
        raise TenderInWrongStage(status=tender.status)
    roster = cases.find(Roster, THE_ROSTER)
    about = with_owners(cases, [tender.id])
    if tender.conflicts.get(command.person) or (
        roster is not None and roster.conflict_in(command.person, about)
    ):
        raise OfficerConflicted(person=command.person)
    told = {"person": command.person, "public_key": command.public_key}
    safe = cases.find(BidSafe, command.bid_safe)
    if safe is None:
        cases.add(BidSafe.arrange(stamp, command.bid_safe, **told))
    else:
        safe.name_officer(stamp, **told)


VERBS = verbs((NameOfficer, name_officer))
