"""Agreements that may be prolonged by options, and changed on stated grounds."""

from __future__ import annotations

from typing import Any

from tests.given import day, person
from upphandling.domain.agreement import (
    Agreement,
    Change,
    ChangeGround,
    Option,
    Terms,
)
from upphandling.domain.configuration import Regime

TERMS = Terms(
    system="staden",
    provider="utforare-a",
    name="Utförare A",
    regime=Regime.LOU,
    bundle="omvardnad",
    areas=("norr",),
    starts_on=day("2026-10-01"),
    ends_on=day("2028-09-30"),
)
YEAR_3 = Option(option="ar-3", ends_on=day("2029-09-30"), call_by=day("2028-03-31"))
YEAR_4 = Option(option="ar-4", ends_on=day("2030-09-30"), call_by=day("2029-03-31"))


def signed(**changed: Any) -> Agreement:
    return Agreement.sign(
        person("2026-06-01T09:00"),
        "avtal-a",
        award="tilldelning",
        lot="norr",
        bid="anbud-a",
        terms=TERMS.model_copy(update=changed),
    )


def worth(value_sek: int = 10_000_000, threshold_sek: int = 8_000_000) -> Agreement:
    agreement = signed()
    agreement.state_value(
        person("2026-06-01T09:00"),
        value_sek=value_sek,
        threshold_sek=threshold_sek,
        source="Avtalets bilaga 1",
    )
    return agreement


def change(key: str, ground: ChangeGround, change_sek: int, **more: Any) -> Change:
    return Change(
        change=key,
        ground=ground,
        description="Fler timmar på helger",
        change_sek=change_sek,
        **more,
    )


def with_options() -> Agreement:
    agreement = signed()
    agreement.agree_options(person("2026-06-01T09:00"), options=(YEAR_3, YEAR_4))
    return agreement
