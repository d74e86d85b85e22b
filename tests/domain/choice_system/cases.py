"""The choice systems that the tests of its chapters begin with."""

from __future__ import annotations

from tests.given import day, person
from upphandling.domain.choice_system import Body, ChoiceSystem
from upphandling.domain.configuration import (
    Area,
    Bundle,
    DefaultPolicy,
    DefaultRule,
    Regime,
    Service,
    SharePolicy,
    SystemConfiguration,
)


def shares(valid_from: str, in_house: float) -> SharePolicy:
    return SharePolicy(
        valid_from=day(valid_from),
        in_house_percent=in_house,
        external_percent=100 - in_house,
    )


CONFIGURATION = SystemConfiguration(
    system="staden",
    name="Hemtjänst i staden",
    municipality="Staden",
    areas=[Area(key="norr", name="Norr"), Area(key="soder", name="Söder")],
    bundles=[
        Bundle(
            key="omvardnad",
            name="Omvårdnad",
            services=[Service.PERSONAL_CARE],
            regime=Regime.LOU,
        ),
        Bundle(
            key="trygghet",
            name="Trygghetslarm",
            services=[Service.SAFETY_ALARM_RESPONSE],
            regime=Regime.LOU,
        ),
    ],
    shares=[shares("2027-01-01", 80.0)],
    default=DefaultPolicy(
        rule=DefaultRule.IN_HOUSE, legal_basis="Fullmäktiges beslut § 1"
    ),
)
TOLD = {
    "decision": "kf-1",
    "body": Body.COUNCIL,
    "taken_on": day("2026-05-18"),
    "minutes": "§ 1",
    "matter": "Valfrihet i hemtjänsten",
}
BY_THE_CHAIR = {
    **TOLD,
    "decision": "ordf-1",
    "body": Body.BOARD,
    "minutes": "Ordförandebeslut 1",
}


def established() -> ChoiceSystem:
    return ChoiceSystem.establish(person("2026-05-04T09:00"), CONFIGURATION)


def decided() -> ChoiceSystem:
    """The council has decided."""
    system = established()
    system.record_decision(person("2026-05-19T09:00"), **TOLD, urgent=False)
    return system


def decided_by_the_chair() -> ChoiceSystem:
    """The board's chair has decided what could not wait."""
    system = established()
    system.record_decision(person("2026-05-19T09:00"), **BY_THE_CHAIR, urgent=True)
    return system


def announced() -> ChoiceSystem:
    """The council's minutes are on the notice board until 15 June."""
    system = decided()
    system.announce_minutes(
        person("2026-05-25T09:00"), decision="kf-1", on=day("2026-05-25")
    )
    return system
