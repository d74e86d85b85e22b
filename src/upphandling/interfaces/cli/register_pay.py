"""`upphandling register tariffs`: the prices that hold on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from upphandling.interfaces.cli.days import On, day_or_today
from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    System,
    answer_from_house,
)

if TYPE_CHECKING:
    from upphandling.bootstrap import House

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

    def work(house: House) -> Reply:
        from upphandling.domain.pricing.money import kronor
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.cli.words import worded_row
        from upphandling.interfaces.follow_up.reading import rows
        from upphandling.projections.tariffs import register

        query = register(system, day_or_today(house, on), limit, offset)
        with house.database.engine.connect() as connection:
            found = rows(connection, query)
        shown = [{**worded_row(row), "kronor": kronor(row["ore"])} for row in found]
        return Reply(data=found, text=lambda: table("Taxor", COLUMNS, shown))

    answer_from_house(work, as_json=as_json)
