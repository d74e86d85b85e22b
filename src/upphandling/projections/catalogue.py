"""Every read model of the house, by name."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.projections.admissions import ADMISSIONS
from upphandling.projections.agreements import AGREEMENTS
from upphandling.projections.applications import APPLICATIONS
from upphandling.projections.awards import AWARDS
from upphandling.projections.base import Projection
from upphandling.projections.bundles import BUNDLES
from upphandling.projections.care import CARE
from upphandling.projections.cases import CASES
from upphandling.projections.checks import CHECKS
from upphandling.projections.choices import CHOICES
from upphandling.projections.compensation import COMPENSATION
from upphandling.projections.control import CONTROL
from upphandling.projections.deadlines import DEADLINES
from upphandling.projections.decisions import DECISIONS
from upphandling.projections.delegations import DELEGATIONS
from upphandling.projections.destructions import DESTRUCTIONS
from upphandling.projections.deviations import DEVIATIONS
from upphandling.projections.direct_procurements import DIRECT_PROCUREMENTS
from upphandling.projections.dossiers import DOSSIERS
from upphandling.projections.flags import FLAGS
from upphandling.projections.indicators import INDICATORS
from upphandling.projections.pauses import PAUSES
from upphandling.projections.payments import PAYMENTS
from upphandling.projections.policies import POLICIES
from upphandling.projections.providers import PROVIDERS
from upphandling.projections.published import PUBLISHED
from upphandling.projections.queues import QUEUES
from upphandling.projections.referrals import REFERRALS
from upphandling.projections.responsibilities import RESPONSIBILITIES
from upphandling.projections.reviews import REVIEWS
from upphandling.projections.roster import ROSTER
from upphandling.projections.sanctions import SANCTIONS
from upphandling.projections.shares import SHARES
from upphandling.projections.source_events import SOURCE_EVENTS
from upphandling.projections.tariffs import TARIFFS
from upphandling.projections.tenders import TENDERS
from upphandling.projections.timetable import TIMETABLE
from upphandling.projections.transitions import TRANSITIONS
from upphandling.projections.visit_batches import VISIT_BATCHES

PROJECTIONS: Mapping[str, Projection] = {
    projection.name: projection
    for projection in (
        DEADLINES,
        CASES,
        TIMETABLE,
        TENDERS,
        PUBLISHED,
        AWARDS,
        REVIEWS,
        DOSSIERS,
        ADMISSIONS,
        APPLICATIONS,
        DIRECT_PROCUREMENTS,
        AGREEMENTS,
        PROVIDERS,
        DECISIONS,
        DELEGATIONS,
        REFERRALS,
        POLICIES,
        BUNDLES,
        CARE,
        CHECKS,
        CHOICES,
        COMPENSATION,
        QUEUES,
        RESPONSIBILITIES,
        SHARES,
        TRANSITIONS,
        ROSTER,
        INDICATORS,
        DESTRUCTIONS,
        TARIFFS,
        PAYMENTS,
        DEVIATIONS,
        SANCTIONS,
        VISIT_BATCHES,
        FLAGS,
        CONTROL,
        SOURCE_EVENTS,
        PAUSES,
    )
}
