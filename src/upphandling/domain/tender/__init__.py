"""Tender (upphandling): from preparation until it is awarded or cancelled.

Prepared ──▶ Announced ──▶ Closed ──▶ Opened ──▶ Awarded
    │            │            │          ▲ Reopened ┘
    └────────────┴────────────┴──────────┴──────────┴──▶ Cancelled ──▶ review ended

Told in chapters, each building on the one before: preparation, groundwork, valuation,
reservation, conditions, documents, announcement, questions, extension, supplements,
closing, bidding, examination, conclusion, ending.
Everything that tells of bids is secret until Awarded or Cancelled.
"""

from upphandling.domain.tender.conclusion import SecretPart
from upphandling.domain.tender.ending import Tender
from upphandling.domain.tender.terms import Assessment, NoAwardReason, Status

__all__ = ["Assessment", "NoAwardReason", "SecretPart", "Status", "Tender"]
