"""`upphandling follow-up payments`: what each agreement is paid, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.csv_page import AsCsv, write_csv
from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    System,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import must_exist

if TYPE_CHECKING:
    from upphandling.bootstrap import House

AMonth = Annotated[
    str | None, typer.Option("--month", metavar="ÅÅÅÅ-MM", help="Bara den månaden.")
]
OfAgreement = Annotated[
    str | None, typer.Option("--agreement", help="Bara det avtalet.")
]
OF_A_MONTH = (
    "payment",
    "system",
    "agreement",
    "provider",
    "month",
    "from_day",
    "status",
    "approved_at",
    "tariff",
    "visits",
    "calculated_ore",
    "deducted_ore",
    "carried_ore",
    "calculated_at",
    "paid_ore",
    "services",
    "parts",
)


def payments(
    system: System = None,
    month: AMonth = None,
    agreement: OfAgreement = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Utbetalningar med läge och summa; ersatta, utförda och beviljade timmar."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import payment_pages
        from upphandling.interfaces.cli.asked import reads_as_provider
        from upphandling.interfaces.follow_up.payments import the_payments

        must_exist(house, "choice_system", system)
        must_exist(house, "agreement", agreement)
        asked = {"system": system, "month": month, "agreement": agreement}
        found = the_payments(house, asked, limit, offset, approved=reads_as_provider())
        return Reply(
            data=found,
            text=lambda: payment_pages.payments(found),
            csv=lambda: write_csv(OF_A_MONTH, found),
        )

    answer_from_house(work, as_json=as_json, as_csv=as_csv)
