"""A town in which customers move: an old provider leaves, new ones and in-house stand ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from tests.town import Town

OLD, NEW, OTHER, IN_HOUSE = "gammal", "ny", "annan", "egen"


def ready_town(town: Town, **old: Any) -> Town:
    """The old agreement ends with the year; the new ones began in October."""
    town.founded()
    town.do(
        "agreement.entrust_in_house",
        {
            "agreement": IN_HOUSE,
            "system": "staden",
            "provider": "egen-regi",
            "name": "Kommunens egen regi",
            "bundle": "omvardnad",
            "areas": ["norr", "soder"],
            "starts_on": "2026-01-01",
        },
    )
    known: dict[str, Any] = {"regime": "lou", "areas": ["norr", "soder"]}
    town.with_agreement(
        OLD,
        **{
            **known,
            "name": "Utförare G",
            "starts_on": "2026-01-01",
            "ends_on": "2026-12-31",
            **old,
        },
    )
    for key, name in ((NEW, "Utförare N"), (OTHER, "Utförare O")):
        town.with_agreement(key, **{**known, "name": name, "starts_on": "2026-10-01"})
    return town


def living(town: Town, where: Mapping[str, str], agreement: str = OLD) -> None:
    """Customers by area, all with one provider."""
    town.do(
        "customer_choice.register",
        {
            "system": "staden",
            "bundle": "omvardnad",
            "since": "2026-01-01",
            "customers": [
                {
                    "customer": customer,
                    "area": area,
                    "minutes_per_week": 600,
                    "agreement": agreement,
                }
                for customer, area in where.items()
            ],
        },
    )


def chosen(
    town: Town, wishes: Mapping[str, str], *, key: str = "val", days: int = 14
) -> None:
    """A round in which everybody gets their one wish, adopted by a person."""
    last_day = town.clock.now.date() + timedelta(days=days)
    of_round = {"round": key, "system": "staden", "bundle": "omvardnad"}
    town.do("choice_round.open", {**of_round, "last_day": last_day.isoformat()})
    town.do(
        "choice_round.invite",
        {"round": key, "customers": list(wishes), "channel": "brev"},
    )
    for customer, wish in wishes.items():
        town.do(
            "customer_choice.choose",
            {
                "customer": customer,
                "bundle": "omvardnad",
                "wishes": [wish],
                "round": key,
            },
        )
    town.at(f"{last_day + timedelta(days=1)}T09:00")
    offers = sorted({IN_HOUSE, *wishes.values()})
    town.do("choice_round.propose", {"round": key, "agreements": offers})
    town.do("choice_round.adopt", {"round": key})


def planned(town: Town, *waves: Mapping[str, Any], transition: str = "flytt") -> None:
    """The transition after the round, in these waves."""
    town.do(
        "transition.plan",
        {"transition": transition, "round": "val", "waves": list(waves)},
    )


def wave(key: str, on: str, areas: Iterable[str], **filters: Any) -> dict[str, Any]:
    return {"wave": key, "on": on, "areas": list(areas), **filters}


def told(name: str, **data: Any) -> tuple[str, dict[str, Any]]:
    """A command of the transition, ready for `town.do(*...)`."""
    return f"transition.{name}", {"transition": "flytt", **data}


def responsible(town: Town, *customers: str) -> list[str | None]:
    """The agreement that answers for each customer."""
    return [
        town.case(f"customer_choice:{customer}/omvardnad").agreement
        for customer in customers
    ]


def days_of(town: Town, customer: str) -> list[tuple[str, date]]:
    """From which day each provider has been responsible for a customer."""
    begun: list[tuple[str, date]] = []
    for topic, data in town.log(f"customer_choice:{customer}/omvardnad"):
        name = topic.partition(".")[2]
        if name in ("taken_over", "fell_back"):
            begun.append((data["agreement"], date.fromisoformat(data["on"])))
        elif name == "registered":
            begun.append((data["agreement"], date.fromisoformat(data["since"])))
    return begun
