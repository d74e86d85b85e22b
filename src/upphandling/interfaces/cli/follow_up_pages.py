"""How follow-up of people, money and what is coming looks to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from upphandling.interfaces.cli import follow_up_check_pages
from upphandling.interfaces.cli.headings import Page
from upphandling.interfaces.cli.words import worded_row
from upphandling.interfaces.words import IN_SWEDISH

Row = Mapping[str, Any]

RESPONSIBLE = Page(
    "Ansvarig utförare",
    "bundle service minutes area name agreement since",
    name="Ansvarig",
)
CUSTOMERS = Page("Kunder", "key customer bundle services area minutes from_day until")
COMPENSATION = Page(
    "Väntad ersättning",
    "month name agreement bundle customers assumed_customers hours kronor index",
)
UNPAID = Page(
    "Utan bestämd ersättning",
    "month agreement service time_of_day day_kind hours",
)
GAPS = Page(
    "Luckor",
    "day customers agreement area people says helps fallback",
    customers="Antal",
)
OFFERS = Page("Erbjudna platser", "answer_by agreement area customer")
OVERDUE_WAVES = Page("Försenade vågor", "planned_on transition wave customers")
UNEXECUTED = Page(
    "Ej verkställda beslut", "report_by since customer decision area reported_on"
)
UNREVIEWED = Page(
    "Nödläsningar som ingen har granskat",
    "glass person target opened_at until",
    glass="Nödläsning",
    person="Vem",
    target="Vad",
    opened_at="Från",
)
DRIFT = Page(
    "Andelar utanför toleransen",
    "on since name bundle area target_percent cap_percent percent hours_percent"
    " deviation_points",
)
FORECAST = Page(
    "Andelar som väntas",
    "name bundle area target_percent cap_percent percent points_a_month to"
    " expected_percent drift_on",
    percent="Nu %",
    points_a_month="Per 30 dagar",
    to="Till och med",
    expected_percent="Väntat %",
    drift_on="Lämnar toleransen",
)
QUEUES = Page("Köer", "agreement area waiting median_days longest_days")
PLACES = Page(
    "Kö",
    "place_number customer since days answer_by",
    answer_by="Erbjudande, svar senast",
)
WAITS = Page(
    "Kundens köplatser",
    "agreement area place_number since days answer_by",
    answer_by="Erbjudande, svar senast",
)


def responsible(found: Sequence[Row]) -> None:
    """Who answers for a person, service by service."""
    RESPONSIBLE.show(
        [{**worded_row(row), "name": row["name"] or "ingen utförare"} for row in found]
    )


def customers(found: Sequence[Row]) -> None:
    """A page of those whom a provider answers for."""
    CUSTOMERS.show(
        [
            {**row, "services": ", ".join(IN_SWEDISH[one] for one in row["services"])}
            for row in found
        ]
    )


def compensation(found: Sequence[Row]) -> None:
    """Month by month in kronor, then what no rate pays for."""
    COMPENSATION.show([{**row, "kronor": _kronor(row["ore"])} for row in found])
    UNPAID.show_any(
        [
            worded_row({**row, **missing})
            for row in found
            for missing in row["without_rate"]
        ]
    )


def gaps(found: Sequence[Row]) -> None:
    """What is coming, soonest first."""
    GAPS.show([{**gap, "people": _some(gap)} for gap in found])


def _some(gap: Row) -> str:
    """The first customers by reference, and that there are more."""
    people = gap["people"]
    more = people and gap["customers"] > len(people)
    return ", ".join([*people, "…"] if more else people)


def alarms(found: Row) -> None:
    """Everything on one page; what is in order is left out."""
    if not any(found.values()):
        print("Inget larm.")
    if found["gaps"]:
        gaps(found["gaps"])
    if found["drift"]:
        drift(found["drift"])
    if found["forecast"]:
        leaving(found["forecast"])
    OFFERS.show_any(found["offers"])
    OVERDUE_WAVES.show_any(found["overdue_waves"])
    follow_up_check_pages.missed(found["missed_checks"])
    UNEXECUTED.show_any(found["unexecuted"])
    UNREVIEWED.show_any(found["unreviewed"])


def drift(found: Sequence[Row]) -> None:
    """Shares outside tolerance."""
    DRIFT.show([{**row, "area": row["area"] or "alla"} for row in found])


def forecast(found: Row) -> None:
    """The method, then where each share is going; who is new is said to be."""
    print(f"{found['says']}.")
    leaving(found["forecasts"])


def leaving(found: Sequence[Row]) -> None:
    """Where shares are going, and the first day outside tolerance."""
    FORECAST.show(
        [
            {
                **row,
                "area": row["area"] or "alla",
                "expected_percent": "för få månader"
                if row["no_forecast"]
                else row["expected_percent"],
            }
            for row in found
        ]
    )


def _kronor(ore: int | None) -> str:
    """Öre as kronor with two decimals, as they are written in Swedish."""
    if ore is None:
        return "saknas"
    kronor, rest = divmod(ore, 100)
    return f"{kronor:,}".replace(",", " ") + f",{rest:02}"
