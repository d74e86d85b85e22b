"""Lots with few bids; told only when the award has been decided and stands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, literal

from upphandling.domain.award import Award
from upphandling.domain.award import Status as AwardStatus
from upphandling.domain.flag_policy import FlagKind
from upphandling.domain.tender import Status, Tender
from upphandling.projections.awards import awards
from upphandling.projections.flagged.columns import Limits, flagged
from upphandling.projections.flags import What, bids_of_lots, flag_facts
from upphandling.projections.tenders import tenders

KIND = FlagKind.SINGLE_BID
STANDING = (AwardStatus.DECIDED, AwardStatus.NOTIFIED, AwardStatus.UNLOCKED)


def query(limits: Limits) -> Select[Any]:
    """Before the award nothing of bids is told; nor of a tender that was cancelled."""
    lot = bids_of_lots.c
    decided = flag_facts.c
    return (
        flagged(
            KIND,
            system=lot.system,
            subject=literal(Tender.case_id("")) + lot.tender,
            part=lot.lot,
            since=decided.happened_on,
            number=lot.bids,
            word=literal(Award.case_id("")) + lot.award,
        )
        .select_from(bids_of_lots)
        .join(awards, awards.c.award == lot.award)
        .join(tenders, tenders.c.tender == lot.tender)
        .join(
            flag_facts,
            and_(
                decided.subject == literal(Award.case_id("")) + lot.award,
                decided.what == What.DECIDED.value,
            ),
        )
        .where(
            awards.c.status.in_([status.value for status in STANDING]),
            tenders.c.status == Status.AWARDED.value,
            tenders.c.unsealed,
            tenders.c.award == lot.award,
            decided.happened_on <= limits.on,
            lot.bids < limits.limit(lot.system, "fewest_bids"),
        )
    )
