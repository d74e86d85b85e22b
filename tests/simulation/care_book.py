"""Who has care by whom, and what an hour of it costs, as the rows of the log have told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from tests.simulation.awaits import Data
from tests.simulation.tally import Care, Rates, half_up
from upphandling.application.store import Record

SYSTEM, TARIFF = "lonstaden", "lontaxa"

Hears = Mapping[str, Callable[[Record, Data], Iterator[str]]]
"""What is wrong with a row, by its topic."""


def heard(hears: Hears, row: Record) -> Sequence[str]:
    """What is wrong with a row, if anything is asked of its kind."""
    hear = hears.get(row.topic)
    return () if hear is None else [*hear(row, json.loads(row.data))]


def key_of(row: Record) -> str:
    return row.stream_id.partition(":")[2]


class CareBook:
    """Care by customer; the rates by the day from which they hold."""

    def __init__(self) -> None:
        self.care: dict[str, Care] = {}
        self.rates: dict[date, Rates] = {}
        self._placed: dict[str, tuple[str, date]] = {}
        self._hears: Hears = {
            "tariff.adopted": self._adopted,
            "tariff.indexed": self._indexed,
            "customer_choice.registered": self._registered,
            "customer.granted": self._granted,
            "customer.decision_ended": self._ended,
        }

    def hear(self, row: Record) -> Sequence[str]:
        return heard(self._hears, row)

    def cared_for(self, day: date) -> list[str]:
        """Whoever has care that day."""
        return [customer for customer, care in self.care.items() if care.on(day)]

    def _adopted(self, _: Record, data: Data) -> Iterator[str]:
        told = data["version"]
        self.rates[date.fromisoformat(told["valid_from"])] = _rates(told)
        return iter(())

    def _indexed(self, _: Record, data: Data) -> Iterator[str]:
        valid_from = date.fromisoformat(data["valid_from"])
        before = self.rates[max(one for one in self.rates if one < valid_from)]
        factor = Fraction(data["factor"])
        hour = {band: half_up(ore * factor) for band, ore in before.hour.items()}
        now = _rates(data["version"])
        if now.hour != hour:
            yield f"{dict(before.hour)} times {factor} became {dict(now.hour)}"
        self.rates[valid_from] = now

    def _registered(self, _: Record, data: Data) -> Iterator[str]:
        if data["system"] == SYSTEM:
            since = date.fromisoformat(data["since"])
            self._placed[data["customer"]] = data["agreement"], since
        return iter(())

    def _granted(self, row: Record, data: Data) -> Iterator[str]:
        customer = key_of(row)
        if customer in self._placed:
            agreement, since = self._placed[customer]
            self.care[customer] = Care(
                agreement,
                data["area"],
                sum(one["minutes_per_week"] for one in data["services"]),
                max(since, date.fromisoformat(data["valid_from"])),
            )
        return iter(())

    def _ended(self, row: Record, data: Data) -> Iterator[str]:
        if care := self.care.get(key_of(row)):
            care.last_day = date.fromisoformat(data["last_day"])
        return iter(())


def _rates(version: Data) -> Rates:
    return Rates(
        hour={one["band"]: one["ore"] for one in version["prices"]},
        factors={
            one["area"]: Fraction(one["factor"]) for one in version["area_factors"]
        },
        most_percent=Fraction(version["most_percent"]),
        vat_percent=Fraction(version["vat_percent"]),
    )
