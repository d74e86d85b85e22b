"""The people that the tests of care decisions begin with."""

from __future__ import annotations

from typing import Any

from tests.given import day, person
from upphandling.domain.base import Role, Stamp
from upphandling.domain.configuration import Service
from upphandling.domain.customer import CareDecision, Customer, GrantedService
from upphandling.domain.customer.granting import report_by

CARE = GrantedService(
    service=Service.PERSONAL_CARE, bundle="omvardnad", minutes_per_week=600
)
MEALS = GrantedService(service=Service.MEALS, bundle="service", minutes_per_week=90)


def assessor(at: str) -> Stamp:
    """Somebody who decides on care."""
    return person(at, role=Role.CARE_NEEDS_ASSESSOR)


def decision(
    key: str = "b-1", *services: GrantedService, **changed: Any
) -> CareDecision:
    """Personal care from June until further notice, granted in May."""
    told = {
        "decision": key,
        "granted_on": day("2026-05-04"),
        "valid_from": day("2026-06-01"),
        "valid_to": None,
        "assessed": True,
        "services": services or (CARE,),
    }
    return CareDecision(**{**told, **changed})


def facts(of: CareDecision) -> dict[str, Any]:
    """What the event of a decision tells."""
    return {
        "system": "staden",
        "area": "norr",
        **dict(of),
        "report_by": report_by(of.granted_on),
    }


def granted(*services: GrantedService, **changed: Any) -> Customer:
    """A person in the north with one decision."""
    return Customer.grant_first(
        assessor("2026-05-04T09:00"),
        "person-1",
        system="staden",
        area="norr",
        decision=decision("b-1", *services, **changed),
    )


def executed(**changed: Any) -> Customer:
    """A decision that a provider carries out since June."""
    customer = granted(**changed)
    customer.note_executed(
        assessor("2026-06-01T09:00"), decision="b-1", on=day("2026-06-01")
    )
    return customer
