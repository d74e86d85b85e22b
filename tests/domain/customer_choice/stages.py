"""Customers at every stage, for the tests of each."""

from __future__ import annotations

from typing import Any

from tests.given import day, person
from upphandling.domain.configuration import Basis, Service
from upphandling.domain.customer_choice import CustomerChoice

TOLD: dict[str, Any] = {
    "system": "staden",
    "customer": "person-1",
    "bundle": "omvardnad",
    "area": "norr",
    "minutes": 600,
    "agreement": "egen-regi",
    "provider": "kommunen",
    "since": day("2024-01-01"),
    "services": (Service.PERSONAL_CARE,),
}
PLACE: dict[str, Any] = {
    "agreement": "avtal-a",
    "provider": "utforare-a",
    "basis": Basis.CHOICE,
    "reason": "Du fick ditt första val, Utförare A.",
}


def registered(**changed: Any) -> CustomerChoice:
    return CustomerChoice.register(person("2026-09-01T09:00"), **{**TOLD, **changed})


def new() -> CustomerChoice:
    """Somebody who has no provider yet."""
    return registered(agreement=None, provider=None)


def chosen(notice_days: int = 0, **changed: Any) -> CustomerChoice:
    choice = registered(**changed)
    choice.choose(
        person("2026-09-15T09:00"),
        round=None,
        wishes=("avtal-a",),
        notice_days=notice_days,
    )
    return choice


def placed(**changed: Any) -> CustomerChoice:
    choice = registered()
    choice.place(person("2026-10-05T09:00"), **{**PLACE, **changed})
    return choice


def ended() -> CustomerChoice:
    choice = placed()
    choice.end_care(person("2026-10-20T09:00"), last_day=day("2026-10-18"))
    return choice
