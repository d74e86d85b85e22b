"""Finds the case that somebody means, or says that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from upphandling.bootstrap import House

Case = Annotated[
    str, typer.Argument(metavar="ÄRENDE", help="Till exempel tender:orebro-2019.")
]


def find_case(house: House, text: str) -> str:
    """The case's whole id, from that or from a key that only one case bears."""
    from upphandling.domain.errors import NoSuchCase
    from upphandling.projections.cases import named

    if ":" in text:
        if next(house.recorder.records(stream_id=text, limit=1), None) is None:
            raise NoSuchCase(case=text)
        return text
    with house.database.engine.connect() as connection:
        found = sorted(str(row.case_id) for row in connection.execute(named(text)))
    if len(found) != 1:
        raise NoSuchCase(case=text, did_you_mean=found)
    return found[0]


def must_exist(house: House, kind: str, key: str | None) -> None:
    """Refuse to answer about a case that is not there; None means all of them."""
    if key is not None:
        find_case(house, f"{kind}:{key}")


def must_be_a_kind(kind: str | None) -> None:
    """Refuse a kind of case that the house does not have."""
    from upphandling.domain.catalogue import KINDS
    from upphandling.interfaces.among import must_be_among

    must_be_among(kind, sorted(KINDS), field="--kind", unknown="okänt slag")
