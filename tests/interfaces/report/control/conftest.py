"""A town with two agreements that are followed up, and what its report says of control."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.access.roster_town import KEEPER, OTHER_KEEPER, grant
from tests.checked_town import scheduled
from tests.given import day
from tests.payment_town import adopt, calculate, decide, granted, january
from tests.reported_town import MONTHLY
from tests.stopped import LADDER
from tests.town import Town
from tests.visits_town import imported
from upphandling.domain.base import Role
from upphandling.domain.errors import Refused
from upphandling.interfaces.report import control
from upphandling.interfaces.report.figures import Figure
from upphandling.interfaces.report.making import asked_of
from upphandling.interfaces.report.quarter import Quarter

FEBRUARY = "ledning.2026-02-05"


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-01-05T09:00") as town:
        town.founded()
        scheduled(town, **{**MONTHLY, "valid_from": "2026-01-05"})
        for agreement in ("avtal-a", "avtal-b"):
            town.with_agreement(agreement, starts_on="2026-01-01", regime="lou")
        town.do("agreement.agree_sanctions", {"agreement": "avtal-a", "rungs": LADDER})
        town.at("2026-01-06T09:00")
        yield town


@pytest.fixture
def paid(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-03T09:00") as town:
        town.founded()
        town.with_agreement("avtal-a", starts_on="2025-01-01")
        adopt(town)
        granted(town, "k-1", "avtal-a")
        imported(town, *january())
        calculate(town)
        yield town


def approve(town: Town, verb: str = "approve") -> None:
    payment: Any = town.case("payment:avtal-a.2026-01")
    part = payment.calculated if verb == "approve" else payment.pending
    found = [
        {"control": one.control, "reason": "Provat."}
        for one in payment.calculated.found
    ]
    decide(town, verb, total_ore=part.total_ore, acknowledged=found)


def figures(
    town: Town,
    quarter: str = "2026-Q1",
    at: str | None = None,
    *,
    system: str = "staden",
    public: bool = False,
) -> Mapping[str, Figure]:
    town.house.refresh()
    on = None if at is None else day(at)
    asked = asked_of(town.house, system, Quarter.parse(quarter), on, public=public)
    with town.house.database.engine.connect() as connection:
        section = control.section(connection, asked)
        for figure in section.figures:
            page = figure.sources.page(connection, 10_000, 0)
            assert len(page) == figure.sources.total
            assert tuple(page[:10]) == figure.sources.few
            assert page or figure.note
    return {
        figure.figure.removeprefix("control."): figure for figure in section.figures
    }


def values(found: Mapping[str, Figure], prefix: str) -> Mapping[str, Any]:
    """The figures below one, by what follows after it."""
    return {
        key.removeprefix(f"{prefix}."): figure.value
        for key, figure in found.items()
        if key.startswith(f"{prefix}.") and figure.value
    }


def broken(town: Town) -> None:
    """Somebody reads in an emergency what they otherwise may not."""
    grant(town, KEEPER, Role.REGISTRAR, by="kommunchef-1")
    grant(town, OTHER_KEEPER, Role.REGISTRAR)
    grant(town, "handlaggare-9", Role.CONTRACT_MANAGER)
    told = {"glass": "n-1", "target": "follow-up.gaps", "reason": "Larm.", "hours": 2}
    role = Role.CONTRACT_MANAGER
    town.do("roster.open_break_glass", told, by="handlaggare-9", role=role)


def refuse(town: Town, name: str, data: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        town.do(name, data)
