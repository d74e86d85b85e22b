"""The choice systems that the tests of its chapters begin with."""

from __future__ import annotations

from tests.given import day, person
from upphandling.domain.choice_system import AppealOutcome, Body, ChoiceSystem
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
from upphandling.domain.legal_time import count

APPEAL_TIME = count("legality-appeal", day("2026-05-25"))
APPEAL = {
    "decision": "kf-1",
    "court": "Förvaltningsrätten",
    "case_number": "1234-26",
    "received_on": day("2026-06-08"),
}


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


def appealed() -> ChoiceSystem:
    system = announced()
    system.appeal_decision(person("2026-06-08T09:00"), **APPEAL, in_time=True)
    return system


def ruled(outcome: AppealOutcome) -> ChoiceSystem:
    system = appealed()
    system.rule_on_appeal(
        person("2026-10-01T09:00"),
        case_number="1234-26",
        outcome=outcome,
        ruled_on=day("2026-10-01"),
    )
    return system
