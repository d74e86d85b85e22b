"""Everything that is computed again, by topic."""

from __future__ import annotations

from upphandling.application.verification.recount import by_topic
from upphandling.application.verification.recounts.admissions import ADMISSIONS
from upphandling.application.verification.recounts.after_award import AFTER_AWARD
from upphandling.application.verification.recounts.agreements import AGREEMENTS
from upphandling.application.verification.recounts.awards import AWARDS
from upphandling.application.verification.recounts.bids import BIDS
from upphandling.application.verification.recounts.customers import CUSTOMERS
from upphandling.application.verification.recounts.deviations import DEVIATIONS
from upphandling.application.verification.recounts.follow_ups import FOLLOW_UPS
from upphandling.application.verification.recounts.indicators import INDICATORS
from upphandling.application.verification.recounts.keeping import KEEPING
from upphandling.application.verification.recounts.pay import PAY
from upphandling.application.verification.recounts.placing import PLACING
from upphandling.application.verification.recounts.politics import POLITICS
from upphandling.application.verification.recounts.reviews import REVIEWS
from upphandling.application.verification.recounts.rounds import ROUNDS
from upphandling.application.verification.recounts.tenders import TENDERS
from upphandling.application.verification.recounts.transitions import TRANSITIONS
from upphandling.application.verification.recounts.visits import VISITS

RECOUNTS = by_topic(
    (
        *POLITICS,
        *TENDERS,
        *BIDS,
        *AWARDS,
        *AFTER_AWARD,
        *REVIEWS,
        *ADMISSIONS,
        *AGREEMENTS,
        *ROUNDS,
        *TRANSITIONS,
        *PLACING,
        *CUSTOMERS,
        *KEEPING,
        *PAY,
        *VISITS,
        *DEVIATIONS,
        *FOLLOW_UPS,
        *INDICATORS,
    )
)
