"""A town in which something is to be flagged, and its flags."""

from __future__ import annotations

from typing import Any

from tests.given import day
from tests.town import Town
from upphandling.domain.flag_policy import FlagKind
from upphandling.interfaces.follow_up.flags import the_flags

A, SOURCE = {"agreement": "avtal-a"}, "Nämndens beslut § 12"
LOV_FREE = {"regime": "lou", "provider": "utforare-a", "starts_on": "2026-01-01"}


def licensed(town: Town, licence: str = "in_force", on: str = "2026-01-02") -> None:
    if licence == "in_force":
        town.do("provider.register", {"provider": "utforare-a", "name": "Utförare A"})
    town.do(
        "provider.record_licence",
        {
            "provider": "utforare-a",
            "ruling": f"ivo-{licence}",
            "licence": licence,
            "decided_on": on,
            "in_force_from": on,
            "source": "IVO:s beslut",
        },
    )


def decide(town: Town, valid_from: str = "2026-01-01", **limits: int) -> None:
    policy = {"valid_from": valid_from, "source": SOURCE, **limits}
    town.do("choice_system.decide_flags", {"system": "staden", "policy": policy})


def flags(
    town: Town,
    kind: str | None = None,
    on: str = "2026-01-19",
    *,
    system: str | None = "staden",
    limit: int = 100,
    offset: int = 0,
) -> list[dict[str, Any]]:
    town.house.refresh()
    wanted = None if kind is None else FlagKind(kind)
    with town.house.database.engine.connect() as connection:
        return the_flags(
            connection, system, wanted, day(on), limit=limit, offset=offset
        )


def extend(town: Town, *ends: str) -> None:
    for ends_on in ends:
        town.do("agreement.extend", {**A, "ends_on": ends_on, "reason": "Mer tid"})


def change(town: Town, *changes: int) -> None:
    for change_sek in changes:
        told = {"ground": "clause", "description": "Mer tid", "clause": "Punkt 4"}
        key = f"andring-{len(town.log('agreement:avtal-a'))}"
        town.do(
            "agreement.change",
            {**A, "change": key, **told, "change_sek": change_sek, "motive": "Behov"},
        )
