"""A row of a file of visits, what is said of it, and what is kept."""

from __future__ import annotations

from tests.town import Town

HEADER = "besök;kund;avtal;insats;personal;start;slut;efterregistrerad;65+"
CUSTOMERS = "kund;beslut;område;insats;timmar per vecka;från;till;avtal"
GOOD = "b-1;k-1;avtal-a;personlig omvårdnad;p-1;2025-03-10 07:30;2025-03-10 08:00;;"


def row(visit: str = "b-1", **changed: str) -> str:
    told = {
        "customer": "k-1",
        "agreement": "avtal-a",
        "service": "personal_care",
        "staff": "p-1",
        "start": "2025-03-10T07:30",
        "end": "2025-03-10T08:00",
        "after": "",
        "aged": "",
        **changed,
    }
    return ";".join((visit, *told.values()))


def faults(said) -> list[tuple[int, str | None]]:
    return [(told["line"], told["field"]) for told in said.json["diagnostics"]]


def counted(town: Town, month: str = "2025-03") -> list[str]:
    """The visits that count."""
    found = town.case(f"visit_month:staden.{month}")
    visits = town.house.recorder.visits("staden", month, found.counted)
    return [visit.visit for visit in visits]


def kept(town: Town) -> int:
    """All rows, whether they count or not."""
    with town.house.database.engine.connect() as connection:
        sql = "SELECT count(*) FROM visits"
        return connection.exec_driver_sql(sql).scalar_one()
