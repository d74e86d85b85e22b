"""Application (ansökan): a provider asks to join a choice system under LOV.

Received ──▶ completed where asked ──▶ Assessed ──▶ Approved ──▶ AgreementSigned
   └──▶ Withdrawn                          └──▶ Rejected ──▶ RattelseFiled
   ▲                                                              │
   └───────────────────────── Reopened ◀── RattelseRuled (upheld) ┘

Told in chapters: reception, decision, rättelse. There is no standstill, and nobody
competes: everybody who meets the requirements is approved.
"""

from upphandling.domain.application.rattelse import Application
from upphandling.domain.application.terms import Assessment, Outcome, Status

__all__ = ["Application", "Assessment", "Outcome", "Status"]
