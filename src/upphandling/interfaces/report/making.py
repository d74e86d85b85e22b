"""The report as plain data: its sections, each figure with its value and its events."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from upphandling.bootstrap import House
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.errors import Refused
from upphandling.domain.instants import local_date
from upphandling.interfaces.disclosure import Secrecy
from upphandling.interfaces.report.disclosing import Disclosing
from upphandling.interfaces.report.figures import Asked, Figure, Row
from upphandling.interfaces.report.quarter import Quarter
from upphandling.interfaces.report.sections import SECTIONS


class NoSuchFigure(Refused):
    """Rapporten har ingen sådan siffra."""


def asked_of(
    house: House, system: str, quarter: Quarter, on: date | None, *, public: bool
) -> Asked:
    """The report that is asked for; raises `QuarterNotBegun`, `DayNotYet`."""
    day = quarter.told_by(on, local_date(house.clock()))
    return Asked(
        system=system,
        quarter=quarter.name,
        first=quarter.first,
        until=quarter.last,
        last=min(quarter.last, day),
        on=day,
        public=public,
    )


def the_report(house: House, asked: Asked) -> Row:
    """Every section with its figures; each names its first events and how many they are.

    `position` is how far the log was read, null while a number could tell of bids.
    """
    with house.database.engine.connect() as connection:
        secrecy = Secrecy.now(connection)
        disclosing = Disclosing(secrecy=secrecy, public=asked.public)
        told = [make(connection, asked) for make in SECTIONS.values()]
    system = house.engine.session().fetch(ChoiceSystem, asked.system).configuration
    position = min(house.projector.positions().values())
    return {
        "system": asked.system,
        "name": system.name if system else asked.system,
        "quarter": asked.quarter,
        "from": asked.first,
        "to": asked.until,
        "on": asked.on,
        "public": asked.public,
        "position": position if secrecy.told_up_to is None else None,
        "sections": [
            {
                "section": section.section,
                "title": section.title,
                "note": section.note,
                "figures": [disclosing.told(figure) for figure in section.figures],
            }
            for section in told
        ],
    }


def the_figure(house: House, asked: Asked, key: str, limit: int, offset: int) -> Row:
    """One figure, with a page of all its events; raises `NoSuchFigure`."""
    with house.database.engine.connect() as connection:
        secrecy = Secrecy.now(connection)
        disclosing = Disclosing(secrecy=secrecy, public=asked.public)
        figure = find_figure(connection, asked, key)
        page = disclosing.page(connection, figure.sources, limit, offset)
        return {**disclosing.told(figure), "events": page}


def find_figure(connection: Connection, asked: Asked, key: str) -> Figure:
    """The figure of a key; only its own section is counted. Raises `NoSuchFigure`."""
    section = key.partition(".")[0]
    figures = (
        SECTIONS[section](connection, asked).figures if section in SECTIONS else ()
    )
    for figure in figures:
        if figure.figure == key:
            return figure
    raise NoSuchFigure(figure=key, quarter=asked.quarter)
