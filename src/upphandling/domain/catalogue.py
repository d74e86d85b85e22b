"""Every kind of case and every event: the allow-list for reading the log."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.admission import Admission
from upphandling.domain.agreement import Agreement
from upphandling.domain.application import Application
from upphandling.domain.award import Award
from upphandling.domain.base import Aggregate, DomainEvent
from upphandling.domain.bid_safe import BidSafe
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.destruction import Destruction
from upphandling.domain.deviation import Deviation
from upphandling.domain.direct_procurement import DirectProcurement
from upphandling.domain.dossier import Dossier
from upphandling.domain.follow_up import FollowUp
from upphandling.domain.indicator import Indicator
from upphandling.domain.pause import Pause
from upphandling.domain.payment import Payment
from upphandling.domain.plan import Plan
from upphandling.domain.provider import Provider
from upphandling.domain.reading import Reading
from upphandling.domain.retention import Retention
from upphandling.domain.review import Review
from upphandling.domain.roster import Roster
from upphandling.domain.tariff import Tariff
from upphandling.domain.tender import Tender
from upphandling.domain.transition import Transition
from upphandling.domain.vault_entry import VaultEntry
from upphandling.domain.visit_month import VisitMonth

KINDS: Mapping[str, type[Aggregate]] = {
    kind.KIND: kind
    for kind in (
        ChoiceSystem,
        Plan,
        Tender,
        Award,
        Review,
        Dossier,
        Admission,
        Application,
        DirectProcurement,
        Agreement,
        FollowUp,
        Deviation,
        Provider,
        ChoiceRound,
        CustomerChoice,
        Customer,
        Transition,
        Retention,
        Destruction,
        BidSafe,
        Roster,
        Reading,
        VaultEntry,
        VisitMonth,
        Tariff,
        Payment,
        Indicator,
        Pause,
    )
}

EVENTS: Mapping[str, type[DomainEvent]] = {
    event.TOPIC: event for kind in KINDS.values() for event in kind.EVENTS
}

PERSONAL = (CustomerChoice.KIND, Customer.KIND)
"""The kinds of case that are a person; left out of lists unless asked for."""
