"""A town of payments whose provider has broken its agreement: fines and withholdings."""

from __future__ import annotations

from typing import Any

from tests.payment_town import calculate, decide, payment_of
from tests.stopped import LADDER, reported
from tests.town import Town

FINE = 100_000  # öre


def agreed(town: Town) -> None:
    """The ladder of the agreement, and a deviation to go by."""
    reported(town, "avtal-a")
    town.do("agreement.agree_sanctions", {"agreement": "avtal-a", "rungs": LADDER})


def sanction(town: Town, verb: str, key: str, **told: Any) -> None:
    """Decide on a sanction that could not wait, by the deviation that was reported."""
    by = {"deviation": "avv-avtal-a", "urgent": True, "motive": "Besök har uteblivit."}
    data = {"agreement": "avtal-a", "sanction": key, **by, **told}
    town.do(f"agreement.{verb}", data)


def fined(town: Town, key: str = "vite-1", ore: int = FINE) -> None:
    sanction(town, "impose_fine", key, ore=ore)


def withheld(town: Town, from_on: str, key: str = "inne-1", **told: Any) -> None:
    told = told or {"percent": 10}
    sanction(town, "withhold_payment", key, from_on=from_on, **told)


def over(town: Town, verb: str, key: str, **told: Any) -> None:
    """Release a withholding, or withdraw a sanction that should not have been."""
    data = {"agreement": "avtal-a", "sanction": key, **told}
    town.do(f"agreement.{verb}", data)


def approved(town: Town, month: str) -> int:
    """A month of the agreement, calculated and approved; answers what is paid, in öre."""
    calculate(town, month=month)
    total: int = payment_of(town, f"avtal-a.{month}").to_pay
    decide(town, "approve", f"avtal-a.{month}", total_ore=total)
    return total
