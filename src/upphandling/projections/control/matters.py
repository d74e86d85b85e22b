"""Matters: of which choice system a case is, as its first event tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from upphandling.domain.admission import Admission
from upphandling.domain.agreement import BEGINNINGS
from upphandling.domain.application import Application
from upphandling.domain.award import Award
from upphandling.domain.base import DomainEvent
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.deviation import Deviation
from upphandling.domain.direct_procurement import DirectProcurement
from upphandling.domain.dossier import Dossier
from upphandling.domain.follow_up import FollowUp
from upphandling.domain.payment import Payment
from upphandling.domain.plan import Plan
from upphandling.domain.review import Review
from upphandling.domain.tariff import Tariff
from upphandling.domain.tender import Tender
from upphandling.domain.transition import Transition
from upphandling.domain.visit_month import VisitMonth
from upphandling.projections.base import Change, Fact, put
from upphandling.projections.control.tables import Teller, matters


def of_system(fact: Fact) -> Iterable[Change]:
    yield put(matters, fact.case, system=fact.data["system"], owner=None)


def of_terms(fact: Fact) -> Iterable[Change]:
    yield put(matters, fact.case, system=fact.data["terms"]["system"], owner=None)


def of_tender(fact: Fact) -> Iterable[Change]:
    owner = Tender.case_id(fact.data["tender"])
    yield put(matters, fact.case, system=None, owner=owner)


def itself(fact: Fact) -> Iterable[Change]:
    yield put(matters, fact.case, system=fact.key, owner=None)


BEGUN: Mapping[type[DomainEvent], Teller] = {
    ChoiceSystem.Established: itself,
    Review.Filed: of_tender,
    Dossier.Opened: of_tender,
    **dict.fromkeys(BEGINNINGS, of_terms),
    **dict.fromkeys(
        (
            Plan.DrawnUp,
            Tender.Prepared,
            Award.Proposed,
            DirectProcurement.Prepared,
            Admission.Prepared,
            Application.Received,
            FollowUp.Opened,
            Deviation.Reported,
            ChoiceRound.Opened,
            Transition.Planned,
            Transition.ReassignmentProposed,
            Tariff.Adopted,
            VisitMonth.Imported,
            Payment.Calculated,
        ),
        of_system,
    ),
}


def teller(event: type[DomainEvent]) -> Teller | None:
    """Whose matter a case is, if the event tells it."""
    return BEGUN.get(event)
