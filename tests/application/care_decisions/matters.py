"""Care that is granted and served, and what the cases then say."""

from __future__ import annotations

from typing import Any

from tests.town import Town
from upphandling.domain.base import Role

CARE = {"service": "personal_care", "minutes_per_week": 600}
CLEANING = {"service": "domestic_services", "minutes_per_week": 90}


def grant(town: Town, decision: str = "b-1", *services: Any, **changed: Any) -> None:
    told = {
        "customer": "person-1",
        "decision": decision,
        "system": "staden",
        "area": "norr",
        "granted_on": "2026-05-18",
        "valid_from": "2026-05-18",
        "services": services or [CARE],
    }
    town.do("customer.grant", {**told, **changed}, role=Role.CARE_NEEDS_ASSESSOR)


def serve(
    town: Town, agreement: str, bundle: str = "omvardnad", on: str = "2026-05-18"
):
    who = {"customer": "person-1", "bundle": bundle}
    town.chose("person-1", agreement, bundle)
    town.do("customer_choice.take_over", {**who, "on": on})


def choice(town: Town, bundle: str = "omvardnad") -> Any:
    return town.case(f"customer_choice:person-1/{bundle}")


def customer(town: Town) -> Any:
    return town.case("customer:person-1")


def topics(town: Town, case: str = "customer:person-1") -> list[str]:
    return [topic for topic, _ in town.log(case)]
