"""`upphandling register tariffs`: the prices that hold on a day."""

from __future__ import annotations

from upphandling.interfaces.cli.days import On, day_or_today
from upphandling.interfaces.cli.edge import AsJson, Limit, Offset, System
from upphandling.interfaces.cli.listing import listing

COLUMNS = {
    "tariff": "Taxa",
    "valid_from": "Gäller från",
    "service": "Insats",
    "paid_by": "Ersätts per",
    "band": "Tidsband",
    "least_minutes": "Nivå från, min/vecka",
    "kronor": "Pris, kr",
    "most_percent": "Tak, %",
    "vat_percent": "Moms, %",
    "source": "Källa",
}


def tariffs(
    system: System = None,
    on: On = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista taxornas priser den dagen; utan dag gäller i dag."""
    from upphandling.domain.pricing.money import kronor
    from upphandling.projections.tariffs import register

    listing(
        "Taxor",
        COLUMNS,
        lambda house: register(system, day_or_today(house, on), limit, offset),
        beside=lambda row: {"kronor": kronor(row["ore"])},
        as_json=as_json,
    )
