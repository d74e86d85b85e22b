"""A quarterly report as plain data, such as its page and its table are made from."""

from __future__ import annotations

from typing import Any

from tests.given import day

Row = dict[str, Any]


def figure(key: str, name: str, value: Any, unit: str = "antal", **others: Any) -> Row:
    """A figure by its key; counted from no events if none are told."""
    events = [f"follow_up:avtal-a@{number}" for number in range(1, 11)]
    number = others.pop("number", 0)
    return {
        "figure": key,
        "name": name,
        "about": None,
        "subject": None,
        "value": value,
        "unit": unit,
        "target": None,
        "red": False,
        "note": None if number else "inga ärenden",
        "events": events[:number],
        "events_total": number,
        **others,
    }


def section(key: str, title: str, *figures: Row, note: str | None = None) -> Row:
    return {"section": key, "title": title, "note": note, "figures": list(figures)}


def report(*sections: Row, **others: Any) -> Row:
    return {
        "system": "staden",
        "name": "Hemtjänst i staden",
        "quarter": "2026-Q1",
        "from": day("2026-01-01"),
        "to": day("2026-03-31"),
        "on": day("2026-04-12"),
        "public": False,
        "position": 4321,
        "sections": list(sections),
        **others,
    }


def checks() -> Row:
    """Checks of the system and of two agreements, one of them with a missed check."""
    a = {"about": "agreement:avtal-a", "subject": "Utförare A"}
    b = {"about": "agreement:avtal-b", "subject": "Utförare B"}
    missed = "Kontroll av nattbemanning, sista dag 14 mars."
    return section(
        "checks",
        "Kontroller mot plan",
        figure("checks.planned", "Kontroller som skulle göras", 16, number=16),
        figure("checks.done", "Gjorda kontroller", 14, number=14, target=16),
        figure("checks.done/avtal-a", "Gjorda kontroller", 8, number=8, **a),
        figure("checks.done/avtal-b", "Gjorda kontroller", 6, number=6, target=8, **b),
        figure("checks.missed/avtal-a", "Missade kontroller", 0, **a),
        figure(
            "checks.missed/avtal-b",
            "Missade kontroller",
            1,
            number=1,
            red=True,
            note=missed,
            **b,
        ),
    )
