"""A town whose providers are paid by a small tariff, with visits counted by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.town import SYSTEM, Town
from tests.visits_town import imported, visit
from upphandling.application.visits import KeptVisit
from upphandling.domain.base import Role

MONTH = "2026-01"
CALCULATOR, CHIEF = "controller-1", "chef-1"
ALL_DAYS = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "eve",
    "holiday",
]
PRICES = {"dag": 42_000, "kvall": 46_500, "natt": 61_000}
BANDS = (
    ("dag", "day", [("07:00", "19:00")]),
    ("kvall", "evening", [("19:00", "22:00")]),
    ("natt", "night", [("00:00", "07:00"), ("22:00", "24:00")]),
)
BY_HAND = 374_370  # öre: 379,75 + 294,31 + 2 978,33 and 2,5 percent of it


def version(valid_from: str = "2025-01-01", **changed: Any) -> dict[str, Any]:
    """A version in which the north is dearer, and private providers get 2,5 percent."""
    paid_by = changed.pop("paid_by", "performed_hour")
    service = changed.pop("service", "personal_care")
    return {
        "valid_from": valid_from,
        "bands": [
            {
                "band": band,
                "time_of_day": time,
                "spans": [
                    {"days": ALL_DAYS, "from_time": first, "until_time": until}
                    for first, until in spans
                ],
            }
            for band, time, spans in BANDS
        ],
        "prices": [
            {"service": service, "paid_by": paid_by, "ore": ore, "band": band}
            for band, ore in PRICES.items()
        ],
        "area_factors": [{"area": "norr", "factor": "1.085"}],
        "vat_percent": "2.5",
        "source": "Nämndens beslut om taxa",
        **changed,
    }


def adopt(town: Town, **changed: Any) -> None:
    data = {"tariff": "taxa", "system": "staden", "version": version(**changed)}
    town.do("tariff.adopt", data, role=Role.DECISION_MAKER)


def granted(
    town: Town, customer: str, agreement: str | None, *, minutes: int = 300
) -> None:
    """Somebody in the north has care from December, and a provider for it."""
    if agreement is not None:
        town.registered([customer], agreement, since="2025-12-01")
    town.do(
        "customer.grant",
        {
            "customer": customer,
            "decision": f"beslut-{customer}",
            "system": "staden",
            "area": "norr",
            "granted_on": "2025-12-01",
            "valid_from": "2025-12-01",
            "services": [
                {
                    "service": "personal_care",
                    "bundle": "omvardnad",
                    "minutes_per_week": minutes,
                }
            ],
        },
        role=Role.CARE_NEEDS_ASSESSOR,
    )


def paying(town: Town, **tariff: Any) -> Town:
    """A tariff, an agreement with a private provider, and a customer of it."""
    town.do("choice_system.establish", SYSTEM)
    town.with_agreement("avtal-a", starts_on="2025-01-01")
    town.with_agreement("avtal-b", starts_on="2025-01-01", provider="utforare-b")
    adopt(town, **tariff)
    granted(town, "k-1", "avtal-a")
    return town


def january() -> list[KeptVisit]:
    """Three visits: 50 minutes by day, 35 in the evening and 270 at night."""
    return [
        visit("b-1", "2026-01-12T07:30", "2026-01-12T08:00"),
        visit("b-2", "2026-01-12T18:40", "2026-01-12T19:25"),
        visit("b-3", "2026-01-30T21:50", "2026-01-31T02:30"),
    ]


def calculate(town: Town, agreement: str = "avtal-a", **told: Any) -> None:
    data = {"agreement": agreement, "month": MONTH, "tariff": "taxa", **told}
    town.do("payment.calculate", data, by=CALCULATOR, role=Role.CONTRACT_MANAGER)


def decide(
    town: Town, verb: str, payment: str = "avtal-a.2026-01", **told: Any
) -> None:
    """Somebody else than who calculates decides."""
    data = {"payment": payment, **told}
    town.do(f"payment.{verb}", data, by=CHIEF, role=Role.DECISION_MAKER)


def correct(town: Town, payment: str = "avtal-a.2026-01", **told: Any) -> None:
    data = {"payment": payment, "tariff": "taxa", **told}
    town.do("payment.correct", data, by=CALCULATOR, role=Role.CONTRACT_MANAGER)


def counted_by_hand(town: Town) -> Town:
    """All that is paid for January, imported and calculated: 3 743,70 kronor."""
    imported(town, *january())
    calculate(town)
    return town


def payment_of(town: Town, key: str = "avtal-a.2026-01") -> Any:
    return town.case(f"payment:{key}")


def lines_of(basis: Any) -> Mapping[str, int]:
    """What each band comes to, of those that are paid."""
    return {line.band: line.ore for line in basis.lines if not line.unpaid}
