"""A town where customers choose among two small providers and the municipality's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.town import SYSTEM, Town
from upphandling.application.answers import Answer
from upphandling.domain.customer_choice import CustomerChoice

CARE = {"bundle": "omvardnad"}
OTHER_BUNDLE = {
    "key": "service",
    "name": "Serviceinsatser",
    "services": ["domestic_services"],
    "regime": "lou",
}


def town_of_choice(url: str) -> Iterator[Town]:
    """Two providers with one place each in the north, and the municipality's own."""
    with Town(url, "2026-05-18T09:00") as town:
        town.do(
            "choice_system.establish",
            {
                **SYSTEM,
                "bundles": [*SYSTEM["bundles"], OTHER_BUNDLE],
                "choosing": {"notice_days": 14},
            },
        )
        town.do(
            "agreement.entrust_in_house",
            {
                "agreement": "egen",
                "system": "staden",
                "provider": "egen-regi",
                "name": "Kommunens egen regi",
                "bundle": "omvardnad",
                "areas": ["norr", "soder"],
                "starts_on": "2026-01-01",
            },
        )
        for letter in "ab":
            town.with_agreement(
                f"avtal-{letter}",
                regime="lou",
                name=f"Utförare {letter.upper()}",
                starts_on="2026-01-01",
                places={"norr": 1},
            )
        town.at("2026-05-18T09:01")
        yield town.registered(["person-1", "person-2", "person-3"], "egen")


def choose(town: Town, customer: str, *wishes: str, **told: Any) -> Answer:
    return town.do(
        "customer_choice.choose",
        {"customer": customer, **CARE, "wishes": wishes},
        **told,
    )


def choose_and_place(town: Town, customer: str, *wishes: str, **told: Any) -> Answer:
    return town.do(
        "customer_choice.choose_and_place",
        {"customer": customer, **CARE, "wishes": wishes},
        **told,
    )


def act(town: Town, verb: str, customer: str, /, **data: Any) -> Answer:
    who = {"customer": customer, **CARE}
    return town.do(f"customer_choice.{verb}", {**who, **data})


def choice(town: Town, customer: str) -> CustomerChoice:
    return town.case(f"customer_choice:{customer}/omvardnad")


def holders(town: Town, agreement: str) -> set[str]:
    return set(town.case(f"agreement:{agreement}").holders)


def queue(town: Town, agreement: str) -> list[str]:
    return list(town.case(f"agreement:{agreement}").queue)


def topics(answer: Answer) -> list[str]:
    return [event.TOPIC for event in answer.events]
