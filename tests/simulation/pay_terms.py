"""What the months of pay rest on: a tariff, two agreements, and what breaking one costs."""

from __future__ import annotations

from tests.payment_town import version
from tests.simulation.care_book import SYSTEM, TARIFF
from tests.simulation.matters import Act
from tests.simulation.purse import OWN, PRIVATE
from tests.stopped import LADDER
from tests.town import SYSTEM as ESTABLISHED

AREAS = ["norr", "soder"]
DEVIATION = "lon-avvikelse"
FOUNDING: tuple[Act, ...] = (
    ("choice_system.establish", {**ESTABLISHED, "system": SYSTEM}),
    (
        "tariff.adopt",
        {
            "tariff": TARIFF,
            "system": SYSTEM,
            "version": version("2026-01-01", most_percent="95"),
        },
    ),
    (
        "agreement.register",
        {
            "agreement": PRIVATE,
            "system": SYSTEM,
            "provider": "utforare-l",
            "name": "Utförare L",
            "regime": "lov",
            "bundle": "omvardnad",
            "areas": AREAS,
            "starts_on": "2026-01-01",
        },
    ),
    (
        "agreement.entrust_in_house",
        {
            "agreement": OWN,
            "system": SYSTEM,
            "provider": "egen-regi",
            "name": "Kommunens egen regi",
            "bundle": "omvardnad",
            "areas": AREAS,
            "starts_on": "2026-01-01",
        },
    ),
    ("agreement.agree_sanctions", {"agreement": PRIVATE, "rungs": LADDER}),
    (
        "deviation.report",
        {
            "deviation": DEVIATION,
            "agreement": PRIVATE,
            "origin": "complaint",
            "severity": "critical",
            "description": "Besök har uteblivit.",
            "discovered_on": "2026-10-01",
        },
    ),
)
