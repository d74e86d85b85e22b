"""A system under LOV, its admission announced, and the applications of providers."""

from __future__ import annotations

from typing import Any

from tests.town import SYSTEM, Town
from upphandling.interfaces.follow_up import rows

LOV_SYSTEM = {
    **SYSTEM,
    "bundles": [{**SYSTEM["bundles"][0], "regime": "lov"}],
}
ADMISSION = {"admission": "omvardnad"}
CONTENT = "a" * 64


def yearly(window: str, apply_by: tuple[int, int], start_on: tuple[int, int]) -> Any:
    days = [{"month": month, "day": day} for month, day in (apply_by, start_on)]
    return {"window": window, "apply_by": days[0], "start_on": days[1]}


PREPARED = {
    **ADMISSION,
    "system": "staden",
    "bundles": ["omvardnad"],
    "title": "Omvårdnad enligt LOV",
    "decision": "kf-7",
    "answer": {"amount": 3, "unit": "months"},
    "completion": {"amount": 14, "unit": "days"},
    "rattelse": {"amount": 3, "unit": "weeks"},
    "exit_notice": {"amount": 6, "unit": "months"},
    "recurring": [yearly("var", (2, 1), (5, 1)), yearly("host", (9, 1), (12, 1))],
}
NOTICE = {
    **ADMISSION,
    "notice": "Välkommen att ansöka.",
    "database": "Hitta LOV-uppdrag",
}


def founded(town: Town, **changed: Any) -> Town:
    """A system whose one bundle is under LOV, as the council decided."""
    town.do("choice_system.establish", {**LOV_SYSTEM, **changed})
    town.do(
        "choice_system.record_decision",
        {
            "system": "staden",
            "decision": "kf-7",
            "body": "council",
            "taken_on": "2026-01-26",
            "minutes": "KF § 7",
            "matter": "Valfrihetssystem enligt LOV",
        },
    )
    return town


def required(town: Town) -> Town:
    """One requirement, without its follow-up."""
    town.do(
        "choice_system.set_requirement",
        {"system": "staden", "requirement": "ledning", "text": "Namngiven ledning."},
    )
    return town


def followed_up(town: Town) -> Town:
    town.do(
        "choice_system.plan_follow_up",
        {
            "system": "staden",
            "requirement": "ledning",
            "how": "Besök",
            "by_whom": "Avtalsenheten",
            "how_often": "yearly",
        },
    )
    return town


def announced(town: Town, **changed: Any) -> Town:
    followed_up(required(founded(town)))
    town.do("admission.prepare", {**PREPARED, **changed})
    town.do("admission.announce", NOTICE)
    return town


def applied(town: Town, letter: str, **changed: Any) -> str:
    key = f"ansokan-{letter}"
    town.do(
        "application.receive",
        {
            **ADMISSION,
            "application": key,
            "bundle": "omvardnad",
            "provider": f"utforare-{letter}",
            "name": f"Utförare {letter.upper()}",
            "areas": ["norr"],
            "capacity": {"norr": 40},
            "content_hash": CONTENT,
            **changed,
        },
    )
    return key


def approved(town: Town, letter: str) -> str:
    key = applied(town, letter)
    town.do("application.assess", {"application": key, "motive": "Prövad mot kraven."})
    town.do("application.approve", {"application": key, "motive": "Uppfyller kraven."})
    return key


def contract(letter: str, **changed: Any) -> dict[str, Any]:
    return {
        "agreement": f"avtal-{letter}",
        "application": f"ansokan-{letter}",
        "signed_on": "2026-02-02",
        "starts_on": "2026-12-01",
        **changed,
    }


def listed(town: Town, query: Any) -> list[dict[str, Any]]:
    town.house.projector.catch_up()
    with town.house.database.engine.connect() as connection:
        return rows(connection, query(100, 0))
