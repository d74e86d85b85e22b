"""A town whose indicators are defined, and whose staff have been out on visits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.town import Town
from tests.visits_town import imported, visit
from upphandling.application.answers import Answer
from upphandling.application.visits import KeptVisit
from upphandling.domain.base import Role

MONDAY = date(2026, 1, 5)
DAYS = 14
DEFINITION: dict[str, Any] = {
    "valid_from": "2026-01-01",
    "title": "Personalkontinuitet",
    "formula": "Medeltal olika personal under två veckor",
    "unit": "number",
    "population": "65 år eller äldre med minst två besök om dagen",
    "exclusions": "Larm och måltider",
    "source": "Utförda besök",
    "period": "fortnight",
    "better": "lower",
}
MEAN = {"computed_by": "continuity_mean", "continuity": {}}
SHARE = {
    "title": "Utförd tid",
    "formula": "Utförd av beviljad tid",
    "unit": "percent",
    "computed_by": "performed_share",
    "better": "higher",
}
FIRST_CHOICE = {
    **SHARE,
    "title": "Förstahandsval",
    "computed_by": "first_choice_rate",
    "period": "year",
}


def define(town: Town, indicator: str, **told: Any) -> Answer:
    definition = DEFINITION | told
    data = {"indicator": indicator, "definition": definition}
    return town.do("indicator.define", data, role=Role.PROGRAMME_MANAGER)


def compute(town: Town, indicator: str, **told: Any) -> Answer:
    data = {"indicator": indicator, "system": "staden", "first": str(MONDAY), **told}
    return town.do("indicator.compute", data, role=Role.PROGRAMME_MANAGER)


def record(town: Town, indicator: str, **told: Any) -> Answer:
    data = {
        "indicator": indicator,
        "system": "staden",
        "first": str(MONDAY),
        "last": str(MONDAY + timedelta(days=DAYS - 1)),
        "source": "Mätning vecka 2 och 3",
        **told,
    }
    return town.do("indicator.record", data, role=Role.PROGRAMME_MANAGER)


def twice_a_day(customer: str, letters: str, **told: Any) -> list[KeptVisit]:
    """Half an hour each morning and evening; a letter for who comes, over and over."""
    return [
        visit(
            f"{customer}-{number}-{hour}",
            f"{MONDAY + timedelta(days=number)}T{hour}:00",
            f"{MONDAY + timedelta(days=number)}T{hour}:30",
            customer=customer,
            staff=f"p-{letters[(2 * number + turn) % len(letters)]}",
            **{"aged": True, **told},
        )
        for number in range(DAYS)
        for turn, hour in enumerate(("08", "18"))
    ]


def visited(town: Town) -> Town:
    """Three customers of two providers in January, who met 2, 3 and 1 of the staff."""
    town.founded()
    for agreement in ("avtal-a", "avtal-b"):
        town.with_agreement(agreement, areas=["norr", "soder"], starts_on="2026-01-01")
    for customer, area in (("k-1", "norr"), ("k-2", "soder"), ("k-3", "norr")):
        grant(town, customer, area)
    imported(
        town,
        *twice_a_day("k-1", "ab"),
        *twice_a_day("k-2", "abc"),
        *twice_a_day("k-3", "d", agreement="avtal-b"),
    )
    return town


def grant(town: Town, customer: str, area: str, **told: Any) -> None:
    """Fourteen hours a week from the first of January."""
    town.do(
        "customer.grant",
        {
            "customer": customer,
            "decision": "b-1",
            "system": "staden",
            "area": area,
            "granted_on": "2026-01-01",
            "valid_from": "2026-01-01",
            "services": [{"service": "personal_care", "minutes_per_week": 840}],
            **told,
        },
    )
