"""`upphandling follow-up`: who answers for whom on a day, and who waits for a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.days import On, day_or_today, today
from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    Status,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import must_exist

if TYPE_CHECKING:
    from upphandling.bootstrap import House

Customer = Annotated[
    str | None, typer.Option("--customer", metavar="KUND", help="Bara den kunden.")
]
Agreement = Annotated[
    str | None, typer.Option("--agreement", metavar="AVTAL", help="Bara det avtalet.")
]
Area = Annotated[
    str | None,
    typer.Option("--area", metavar="OMRÅDE", help="Kön i området, plats för plats."),
]
After = Annotated[
    str, typer.Option("--after", metavar="NYCKEL", help="Läs vidare efter den raden.")
]


def responsible(
    customer: Customer = None,
    agreement: Agreement = None,
    on: On = None,
    limit: Limit = 100,
    after: After = "",
    as_json: AsJson = False,
) -> None:
    """Vem som ansvarar för en kund en dag, insats för insats; eller ett avtals kunder."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import follow_up_pages
        from upphandling.interfaces.follow_up import (
            the_customers_of,
            the_responsible,
        )

        _must_be_one(customer, agreement)
        must_exist(house, "agreement", agreement)
        day = day_or_today(house, on)
        with house.database.engine.connect() as connection:
            if customer is not None:
                answers = the_responsible(connection, customer, day)
                alone = any(row["agreement"] is None for row in answers)
                return Reply(
                    data=answers,
                    text=lambda: follow_up_pages.responsible(answers),
                    status=Status.FOUND if alone else Status.DONE,
                )
            page = the_customers_of(
                connection, str(agreement), day, limit=limit, after=after
            )
        return Reply(data=page, text=lambda: follow_up_pages.customers(page))

    answer_from_house(work, as_json=as_json)


def queue(
    agreement: Agreement = None,
    area: Area = None,
    customer: Customer = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Köer: hur många och hur länge; plats för plats; eller en kunds platser."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import follow_up_pages
        from upphandling.interfaces.follow_up import (
            the_place_numbers,
            the_queues,
            the_waits,
        )

        must_exist(house, "agreement", agreement)
        now = today(house)
        found: list[dict[str, Any]]
        with house.database.engine.connect() as connection:
            if customer is not None:
                found = the_waits(connection, customer, agreement, now)
                return Reply(data=found, text=lambda: follow_up_pages.WAITS.show(found))
            if agreement is not None and area is not None:
                found = the_place_numbers(
                    connection, (agreement, area), now, limit=limit, offset=offset
                )
                return Reply(
                    data=found, text=lambda: follow_up_pages.PLACES.show(found)
                )
            found = the_queues(connection, None, now, agreement=agreement)
        return Reply(data=found, text=lambda: follow_up_pages.QUEUES.show(found))

    answer_from_house(work, as_json=as_json)


def _must_be_one(customer: str | None, agreement: str | None) -> None:
    """Refuse a call that asks about nobody, or about two things at once."""
    from upphandling.application.messages import Fault, Malformed

    if (customer is None) == (agreement is None):
        fault = Fault("--customer", "ange antingen --customer eller --agreement")
        raise Malformed([fault])
