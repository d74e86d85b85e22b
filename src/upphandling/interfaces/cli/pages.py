"""How follow-up and scenarios look to a person: the same tables everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from upphandling.domain.catalogue import EVENTS
from upphandling.interfaces.cli.edge import worded
from upphandling.interfaces.cli.show import table
from upphandling.interfaces.cli.words import IN_SWEDISH
from upphandling.interfaces.local_time import spoken

Row = Mapping[str, Any]


def timetable(found: Row) -> None:
    """Milestones, then promises if there are any."""
    milestones = [
        {
            **row,
            "planned": row["planned_wording"]
            or _span(row["planned_earliest"], row["planned_latest"]),
            "now": _span(row["earliest"], row["latest"]),
            "status": IN_SWEDISH[row["status"]],
            "why": row["reason"] or _threat(row),
        }
        for row in found["milestones"]
    ]
    columns = {
        "title": "Milstolpe",
        "planned": "Planerad",
        "now": "Nu",
        "status": "Läge",
        "met_on": "Nådd",
        "slipped_days": "Dagar sen",
        "why": "Skäl",
    }
    table("Tidplan mot utfall", columns, milestones)
    if found["promises"]:
        promises = [
            {**row, "status": IN_SWEDISH[row["status"]]} for row in found["promises"]
        ]
        columns = {
            "text": "Löfte",
            "promised_to": "Till",
            "latest": "Senast",
            "status": "Läge",
            "reason": "Skäl",
        }
        table("Löften till medborgarna", columns, promises)


def shares(found: Sequence[Row]) -> None:
    """One line per agreement in all, and one per area it serves."""
    shown = [{**row, "area": row["area"] or "alla"} for row in found]
    columns = {
        "name": "Utförare",
        "agreement": "Avtal",
        "bundle": "Insatser",
        "area": "Område",
        "target_percent": "Mål %",
        "customers": "Kunder",
        "percent": "Utfall %",
        "hours_per_week": "Timmar/vecka",
        "hours_percent": "Timmar %",
        "deviation_points": "Avvikelse",
        "within_tolerance": "Inom tolerans",
    }
    table("Andelar", columns, shown)


def choices(found: Row) -> None:
    """The tally per bundle and area, then the queues."""
    columns = {
        "system": "System",
        "bundle": "Insatser",
        "area": "Område",
        "customers": "Kunder",
        "invited": "Inbjudna",
        "chose": "Har valt",
        "choice": "Fick sitt val",
        "default": "Reservregel",
        "reassigned": "Omplacerade",
    }
    table("Val", columns, found["choices"])
    queues(found["queues"])


def queues(found: Sequence[Row]) -> None:
    """How many wait for each agreement."""
    columns = {"agreement": "Avtal", "area": "Område", "waiting": "I kö"}
    table("Köer", columns, found)


def transitions(found: Sequence[Row]) -> None:
    """Wave by wave."""
    columns = {
        "transition": "Övertagande",
        "wave": "Våg",
        "planned_on": "Planerad",
        "customers": "Kunder",
        "taken_over_on": "Övertagen",
        "overdue": "Försenad",
    }
    table("Övertaganden", columns, found)


def coverage(found: Sequence[Row]) -> None:
    """The count, then the first flaws."""
    columns = {
        "system": "System",
        "until": "Till och med",
        "persons": "Personer",
        "person_days": "Persondagar",
        "days_without_provider": "Utan utförare",
        "days_with_two_providers": "Med två",
    }
    table("Täckning", columns, found)
    if flaws := [flaw for row in found for flaw in row["flaws"]]:
        columns = {
            "customer": "Kund",
            "from_day": "Från",
            "until": "Till",
            "responsible": "Ansvariga",
        }
        table("Brister", columns, flaws)


def scenario(found: Row, surprises: Sequence[Row] = ()) -> None:
    """A whole run, for somebody who wants to see how it went."""
    print(f"\n=== {found['title']} ({found['scenario']}), till {found['until'][:10]}\n")
    timetable(found["timetable"])
    fell = [
        {
            **row,
            "effective_at": spoken(row["effective_at"]),
            "says": EVENTS[row["event"]].says(),
        }
        for row in found["fell"]
    ]
    columns = {"effective_at": "Föll", "case": "Ärende", "says": "Händelse"}
    table("Föll av sig självt", columns, fell)
    if found["refused"]:
        refused = [{**row, "at": spoken(row["at"])} for row in found["refused"]]
        columns = {
            "line": "Rad",
            "at": "När",
            "command": "Kommando",
            "message": "Nekades",
            "expected": "Väntat",
        }
        table("Nekade kommandon", columns, refused)
    shares([row for row in found["shares"] if row["area"] is None])
    if found["choices"]["queues"]:
        queues(found["choices"]["queues"])
    if found["transition"]:
        transitions(found["transition"])
    coverage(found["coverage"])
    for surprise in surprises:
        print(worded(surprise))


def _threat(row: Row) -> str:
    return f"Hotas av {', '.join(row['threatened_by'])}" if row["threatened_by"] else ""


def _span(earliest: Any, latest: Any) -> str:
    return str(earliest) if earliest == latest else f"{earliest} till {latest}"
