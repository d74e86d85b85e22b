"""The contents of bids against the log: what must have happened before they are read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic_core import from_json

from upphandling.application.access import conflict_of
from upphandling.application.bid_safe import OfficerConflicted
from upphandling.application.vault import NothingKept
from upphandling.domain.bid_safe import (
    OFFICERS,
    BidSafe,
    TooFewOfficers,
    TwoDifferentOfficers,
)
from upphandling.domain.errors import WITHHELD, Refused
from upphandling.domain.roster import THE_ROSTER, Roster
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.refusals import TenderInWrongStage, TwoMustOpen
from upphandling.domain.tender.withheld import must_be_among
from upphandling.infrastructure.vault.bids import BidVault
from upphandling.infrastructure.vault.officer_keys import public_half

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from upphandling.application.session import Session
    from upphandling.bootstrap import House


class ContentDiffers(Refused):
    """Innehållet är inte det som togs emot, hashen stämmer inte."""


class ReaderNotOfficer(Refused):
    """Den som öppnar anbuden ska vara en av de två vars nycklar används."""


class NotOpenedYet(Refused):
    """Loggen säger inte att anbudstiden är ute och att anbuden har öppnats."""


def sealed(house: House, tender: str, bid: str, content: bytes) -> None:
    """Keep the content of a bid that has been received and not been opened."""
    house.must_be_whole()
    session = house.engine.session()
    case = session.fetch(Tender, tender)
    if case.status not in (Status.ANNOUNCED, Status.CLOSED):
        raise TenderInWrongStage(status=case.status)
    safe = session.find(BidSafe, tender)
    if safe is None or len(safe.officers) < OFFICERS:
        raise TooFewOfficers(bid_safe=tender)
    must_be_among(bid, case.bids)
    if hashlib.sha256(content).hexdigest() != case.bids[bid].content_hash:
        raise ContentDiffers(bid=WITHHELD)
    officers = tuple(safe.officers.values())
    BidVault(house.vault).seal(tender, bid, content, officers)


def opened(
    house: House, tender: str, officers: Sequence[X25519PrivateKey], *, by: str
) -> tuple[dict[str, bytes], list[str]]:
    """The contents of the bids that were opened, by bid, and the bids that have none.

    Those came on paper or in another system, or somebody has taken them away: the log
    does not tell which were sealed, for that would tell of bids. `by` is who reads, one
    of the two, neither of whom may be conflicted in the tender. Nothing is said of the
    bids before the log has the closing and an opening by two.
    """
    must_have_been_opened(house, tender)
    session = house.engine.session()
    safe = session.find(BidSafe, tender)
    if safe is None:
        raise TooFewOfficers(bid_safe=tender)
    persons = {safe.officer_with(public_half(officer)) for officer in officers}
    if len(officers) != OFFICERS or len(persons) != OFFICERS:
        raise TwoDifferentOfficers(bid_safe=tender)
    if by not in persons:
        raise ReaderNotOfficer(person=by)
    _must_not_be_conflicted(session, tender, persons)
    one, other = officers
    contents: dict[str, bytes] = {}
    missing = []
    for bid, received in session.fetch(Tender, tender).bids.items():
        try:
            contents[bid] = BidVault(house.vault).open(
                tender, bid, received.content_hash, (one, other)
            )
        except NothingKept:
            missing.append(bid)
    return contents, missing


def _must_not_be_conflicted(session: Session, tender: str, persons: set[str]) -> None:
    roster = session.find(Roster, THE_ROSTER)
    if roster is None:
        return
    for person in sorted(persons):
        if conflict_of(roster, session, person, [Tender.case_id(tender)]):
            raise OfficerConflicted(person=person)


def must_have_been_opened(house: House, tender: str) -> None:
    """The closing and the opening as the log has them, whatever else is said."""
    topics = Tender.Closed.TOPIC, Tender.Opened.TOPIC
    case_id = Tender.case_id(tender)
    found = list(house.recorder.records(stream_id=case_id, topics=topics))
    if {record.topic for record in found} != set(topics):
        raise NotOpenedYet(tender=tender)
    present = from_json(found[-1].data)["present"]
    if len(set(present)) < OFFICERS:
        raise TwoMustOpen(present=present)
