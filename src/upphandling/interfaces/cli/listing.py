"""A listing: a page of a read model, as a table for people and as rows for machines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from upphandling.interfaces.cli.edge import Reply, Status, answer_from_house

if TYPE_CHECKING:
    from sqlalchemy import Select

    from upphandling.bootstrap import House

Row = dict[str, Any]


def listing(
    title: str,
    columns: Mapping[str, str],
    query: Select[Any] | Callable[[House], Select[Any]],
    *,
    case: Callable[[Row], str] | None = None,
    beside: Callable[[Row], Row] = lambda _: {},
    flag: bool = False,
    as_json: bool,
) -> None:
    """Answer with the rows of a query, which may have to be made of what the house knows.

    `columns` maps a column to its heading, `case` names whose secrecy a row is masked by,
    `beside` is what the table shows besides what the row says. Where rows are a `flag`,
    having any is something found.
    """

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.cli.words import worded_row
        from upphandling.interfaces.follow_up import rows
        from upphandling.interfaces.masking import masked, masks_now

        asked = query(house) if callable(query) else query
        with house.database.engine.connect() as connection:
            found = rows(connection, asked)
        if case is not None:
            masks = masks_now(house)
            found = [masked(masks, case(row), row) for row in found]
        shown = [worded_row({**row, **beside(row)}) for row in found]
        return Reply(
            data=found,
            text=lambda: table(title, columns, shown),
            status=Status.FOUND if flag and found else Status.DONE,
        )

    answer_from_house(work, as_json=as_json)
