"""Dialogue about a tender's bids: the same chance for all to set right what was left."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.errors import WITHHELD
from upphandling.domain.legal_time import LegalDeadline
from upphandling.domain.tender.bid_refusals import CorrectionTooLate, UnequalChance
from upphandling.domain.tender.bid_terms import ChanceKind, Matter
from upphandling.domain.tender.terms import Status
from upphandling.domain.tender.validity import Validity
from upphandling.domain.tender.withheld import must_be_among, must_not_be_among


class Dialogue(Validity):
    """A tender in whose bids faults may be corrected and gaps filled.

    `invitations` holds until when each runs, `corrections` the hash of what came in
    under (invitation, bid).
    """

    SECRETS: ClassVar[tuple[str, ...]] = (
        *Validity.SECRETS,
        "invitations",
        "corrections",
    )

    invitations: dict[str, LegalDeadline] = field(default_factory=dict)
    corrections: dict[tuple[str, str], str] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class OralInformationNoted(DomainEvent):
        """Muntligt lämnade uppgifter av betydelse har antecknats (LOU 19 kap. 12 §)."""

        TOPIC = "tender.oral_information_noted"
        SECRET = True
        bid: str | None
        text: str

    class CorrectionInvited(DomainEvent):
        """Alla har fått möjlighet att rätta, förtydliga eller komplettera (LOU 19 kap. 15 §)."""

        TOPIC = "tender.correction_invited"
        SECRET = True
        invitation: str
        kind: ChanceKind
        matters: tuple[Matter, ...]
        until: LegalDeadline

        def apply(self, case: Dialogue) -> None:
            case.invitations[self.invitation] = self.until

    class CorrectionReceived(DomainEvent):
        """En rättelse, ett förtydligande eller en komplettering har kommit (LOU 19 kap. 15 §)."""

        TOPIC = "tender.correction_received"
        SECRET = True
        invitation: str
        bid: str
        content_hash: str

        def apply(self, case: Dialogue) -> None:
            case.corrections[self.invitation, self.bid] = self.content_hash

    # -- Commands: refuse, or bring about one event ------------------------

    def note_oral_information(
        self, stamp: Stamp, *, bid: str | None, text: str
    ) -> None:
        if bid is not None:
            self._must_have_come(bid)
        self.record(self.OralInformationNoted, stamp, bid=bid, text=text)

    def invite_correction(
        self,
        stamp: Stamp,
        *,
        invitation: str,
        kind: ChanceKind,
        matters: tuple[Matter, ...],
        days: int | None,
    ) -> None:
        self._must_be(Status.OPENED)
        must_not_be_among(invitation, self.invitations)
        for matter in matters:
            self._must_be_in_play(matter.bid)
        if self.in_play - {matter.bid for matter in matters}:
            raise UnequalChance(bids=WITHHELD)
        until = self._time_from(
            "correction-time",
            stamp,
            days=days,
            documents=self.procedure.correction_days if self.procedure else None,
        )
        self.record(
            self.CorrectionInvited,
            stamp,
            invitation=invitation,
            kind=kind,
            matters=matters,
            until=until,
        )

    def receive_correction(
        self, stamp: Stamp, *, invitation: str, bid: str, content_hash: str
    ) -> None:
        must_be_among(invitation, self.invitations)
        self._must_be_in_play(bid)
        until = self.invitations[invitation]
        if stamp.at >= until.expires_at:
            raise CorrectionTooLate(invitation=WITHHELD)
        self.record(
            self.CorrectionReceived,
            stamp,
            invitation=invitation,
            bid=bid,
            content_hash=content_hash,
        )
