"""What a provider waits for: licence decisions to take effect."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upphandling.domain.instants import start_of
from upphandling.domain.provider import Provider
from upphandling.projections.base import Change, Fact, instant_text
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    over,
    until,
)


@DEADLINES.on(Provider.LicenceDecided, Provider.LicenceCorrected)
def licence_decided(fact: Fact) -> Iterable[Change]:
    ruling = fact.data["ruling"]
    day = date.fromisoformat(ruling["in_force_from"])
    yield until(
        fact,
        Deadline.LICENCE_TAKES_EFFECT,
        instant_text(start_of(day)),
        day,
        ruling["ruling"],
    )


@DEADLINES.on(Provider.LicenceTookEffect)
def licence_took_effect(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.LICENCE_TAKES_EFFECT, fact.data["ruling"])
