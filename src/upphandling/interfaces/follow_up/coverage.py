"""Coverage: whether everybody has exactly one responsible provider, every day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection

from upphandling.domain.coverage import (
    MOST_SHOWN,
    Coverage,
    Granted,
    Period,
    Validity,
    cover,
    cover_services,
)
from upphandling.domain.instants import ONE_DAY
from upphandling.interfaces.follow_up.reading import Row, rows, systems, without
from upphandling.projections import (
    agreements,
    care_given,
    care_granted,
    responsibilities,
)


def the_coverage(connection: Connection, system: str | None, until: date) -> list[Row]:
    """Person-days without any, and with more than one, responsible provider.

    By bundle, from the first day of each episode of care to its end; and under
    `services` by granted service, which is not a flaw while the care is yet to begin:
    those decisions stand under `unexecuted`, with the day of their report.
    """
    return [
        _coverage_of(connection, name, until) for name in systems(connection, system)
    ]


def _coverage_of(connection: Connection, system: str, until: date) -> Row:
    validity = {
        row["agreement"]: Validity(row["starts_on"], row["ends_on"])
        for row in rows(connection, agreements.of_system(system))
    }
    periods = [
        Period(*row) for row in connection.execute(responsibilities.periods(system))
    ]
    by_bundle = cover(periods, validity, until)
    granted = _granted(connection, system, until)
    by_service = cover_services(granted, periods, validity, until)
    waiting = rows(connection, care_granted.unexecuted(system))
    return {
        "system": system,
        "until": until,
        **_told(by_bundle),
        "services": without(_told(by_service), "persons")
        | {"granted": by_service.persons},
        "unexecuted": {
            "decisions": len(waiting),
            "first": [without(row, "system") for row in waiting[:MOST_SHOWN]],
        },
    }


def _granted(
    connection: Connection, system: str, until: date
) -> Mapping[str, list[Granted]]:
    """What was granted up to a day, by customer and bundle."""
    found: dict[str, list[Granted]] = defaultdict(list)
    for row in connection.execute(care_given.granted_until(system, until)):
        key = f"{row.customer}/{row.bundle}"
        ends = [last + ONE_DAY for last in (row.valid_to, row.died_on) if last]
        found[key].append(
            Granted(key, row.service, row.valid_from, min(ends, default=None))
        )
    return found


def _told(found: Coverage) -> Row:
    return {
        "persons": found.persons,
        "person_days": found.person_days,
        "days_without_provider": found.days_without,
        "days_with_two_providers": found.days_with_two,
        "flaws": [
            {
                "customer": flaw.case_key,
                "service": flaw.service,
                "from_day": flaw.from_day,
                "until": flaw.until,
                "responsible": flaw.responsible,
            }
            for flaw in found.flaws
        ],
    }
