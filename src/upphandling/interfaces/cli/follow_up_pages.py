"""How follow-up of people, money and what is coming looks to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from upphandling.interfaces.cli.show import table
from upphandling.interfaces.cli.words import IN_SWEDISH, worded_row

Row = Mapping[str, Any]


def responsible(found: Sequence[Row]) -> None:
    """Who answers for a person, service by service."""
    shown = [
        {**worded_row(row), "name": row["name"] or "ingen utförare"} for row in found
    ]
    columns = {
        "bundle": "Insatser",
        "service": "Insats",
        "minutes": "Minuter/vecka",
        "area": "Område",
        "name": "Ansvarig",
        "agreement": "Avtal",
        "since": "Sedan",
    }
    table("Ansvarig utförare", columns, shown)


def customers(found: Sequence[Row]) -> None:
    """A page of those whom a provider answers for."""
    shown = [
        {**row, "services": ", ".join(IN_SWEDISH[one] for one in row["services"])}
        for row in found
    ]
    columns = {
        "key": "Nyckel",
        "customer": "Kund",
        "bundle": "Insatser",
        "services": "Beviljat",
        "area": "Område",
        "minutes": "Minuter/vecka",
        "from_day": "Från",
        "until": "Till",
    }
    table("Kunder", columns, shown)


def compensation(found: Sequence[Row]) -> None:
    """Month by month in kronor, then what no rate pays for."""
    shown = [{**row, "kronor": _kronor(row["ore"])} for row in found]
    columns = {
        "month": "Månad",
        "name": "Utförare",
        "agreement": "Avtal",
        "bundle": "Insatser",
        "customers": "Kunder",
        "assumed_customers": "Antagna",
        "hours": "Timmar",
        "kronor": "Kronor",
        "index": "Före uppräkning med",
    }
    table("Väntad ersättning", columns, shown)
    unpaid = [
        worded_row({**row, **missing})
        for row in found
        for missing in row["without_rate"]
    ]
    if unpaid:
        columns = {
            "month": "Månad",
            "agreement": "Avtal",
            "service": "Insats",
            "time_of_day": "Tid",
            "day_kind": "Dag",
            "hours": "Timmar",
        }
        table("Utan bestämd ersättning", columns, unpaid)


def gaps(found: Sequence[Row]) -> None:
    """What is coming, soonest first."""
    columns = {
        "day": "Dag",
        "customers": "Antal",
        "agreement": "Avtal",
        "area": "Område",
        "people": "Kunder",
        "says": "Vad",
        "helps": "Vad som hjälper",
        "fallback": "Träder in",
    }
    table("Luckor", columns, [{**gap, "people": _some(gap)} for gap in found])


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
    if found["offers"]:
        columns = {
            "answer_by": "Svar senast",
            "agreement": "Avtal",
            "area": "Område",
            "customer": "Kund",
        }
        table("Erbjudna platser", columns, found["offers"])
    if found["overdue_waves"]:
        columns = {
            "planned_on": "Planerad",
            "transition": "Övertagande",
            "wave": "Våg",
            "customers": "Kunder",
        }
        table("Försenade vågor", columns, found["overdue_waves"])
    if found["unexecuted"]:
        unexecuted(found["unexecuted"])


def unexecuted(found: Sequence[Row]) -> None:
    """Care decisions that nobody carries out."""
    columns = {
        "report_by": "Rapporteras senast",
        "since": "Sedan",
        "customer": "Kund",
        "decision": "Beslut",
        "area": "Område",
        "reported_on": "Rapporterat",
    }
    table("Ej verkställda beslut", columns, found)


def drift(found: Sequence[Row]) -> None:
    """Shares outside tolerance."""
    shown = [{**row, "area": row["area"] or "alla"} for row in found]
    columns = {
        "on": "Dag",
        "since": "Sedan",
        "name": "Utförare",
        "bundle": "Insatser",
        "area": "Område",
        "target_percent": "Mål %",
        "cap_percent": "Tak %",
        "percent": "Kunder %",
        "hours_percent": "Timmar %",
        "deviation_points": "Avvikelse",
    }
    table("Andelar utanför toleransen", columns, shown)


def queues(found: Sequence[Row]) -> None:
    """How many wait for each agreement, and for how long."""
    columns = {
        "agreement": "Avtal",
        "area": "Område",
        "waiting": "I kö",
        "median_days": "Dagar, median",
        "longest_days": "Dagar, längst",
    }
    table("Köer", columns, found)


def places(found: Sequence[Row]) -> None:
    """One queue, in turn."""
    columns = {
        "place_number": "Plats",
        "customer": "Kund",
        "since": "Sedan",
        "days": "Dagar",
        "answer_by": "Erbjudande, svar senast",
    }
    table("Kö", columns, found)


def waits(found: Sequence[Row]) -> None:
    """The queues in which a customer stands."""
    columns = {
        "agreement": "Avtal",
        "area": "Område",
        "place_number": "Plats",
        "since": "Sedan",
        "days": "Dagar",
        "answer_by": "Erbjudande, svar senast",
    }
    table("Kundens köplatser", columns, found)


def _kronor(ore: int | None) -> str:
    """Öre as kronor with two decimals, as they are written in Swedish."""
    if ore is None:
        return "saknas"
    kronor, rest = divmod(ore, 100)
    return f"{kronor:,}".replace(",", " ") + f",{rest:02}"
