"""How a direct procurement stands, and on which grounds no call is needed."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    PREPARED = "prepared"
    DECIDED = "decided"
    SIGNED = "signed"
    ABANDONED = "abandoned"


class Ground(StrEnum):
    """Why no call is needed."""

    UNDER_THRESHOLD = "under_threshold"
    NO_SUITABLE_BIDS = "no_suitable_bids"
    UNACCEPTABLE_BIDS = "unacceptable_bids"
    EXTREME_URGENCY = "extreme_urgency"
    EXCEPTIONAL_REASONS = "exceptional_reasons"
    DURING_REVIEW = "during_review"


PARAGRAPHS = {
    Ground.UNDER_THRESHOLD: "LOU 19 a kap. 2 §",
    Ground.NO_SUITABLE_BIDS: "LOU 19 a kap. 3 §",
    Ground.UNACCEPTABLE_BIDS: "LOU 19 a kap. 4 §",
    Ground.EXTREME_URGENCY: "LOU 19 a kap. 5 §",
    Ground.EXCEPTIONAL_REASONS: "LOU 19 a kap. 5 §",
    Ground.DURING_REVIEW: "LOU 19 a kap. 6 §",
}
BELOW_THRESHOLD = (Ground.UNDER_THRESHOLD, Ground.DURING_REVIEW)
AFTER_A_TENDER = (
    Ground.NO_SUITABLE_BIDS,
    Ground.UNACCEPTABLE_BIDS,
    Ground.DURING_REVIEW,
)
