"""How follow-up and scenarios look to a person: the same tables everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from upphandling.domain.catalogue import EVENTS
from upphandling.interfaces.cli.edge import worded
from upphandling.interfaces.cli.follow_up_pages import (
    drift,
    gaps,
    queues,
    unexecuted,
)
from upphandling.interfaces.cli.show import table
from upphandling.interfaces.cli.words import IN_SWEDISH
from upphandling.interfaces.local_time import spoken

Row = Mapping[str, Any]

GO = {"go": "ja", "no_go": "nej"}


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
        "cap_percent": "Tak %",
        "customers": "Kunder",
        "percent": "Utfall %",
        "hours_per_week": "Timmar/vecka",
        "hours_percent": "Timmar %",
        "deviation_points": "Avvikelse",
        "within_tolerance": "Inom tolerans",
    }
    table("Andelar", columns, shown)


def shares_over_time(found: Row) -> None:
    """The whole of each agreement day by day, then what has drifted."""
    shown = [row for row in found["shares"] if row["area"] is None]
    columns = {
        "on": "Dag",
        "name": "Utförare",
        "bundle": "Insatser",
        "target_percent": "Mål %",
        "cap_percent": "Tak %",
        "customers": "Kunder",
        "percent": "Kunder %",
        "hours_percent": "Timmar %",
        "within_tolerance": "Inom tolerans",
    }
    table("Andelar över tid", columns, shown)
    if found["drift"]:
        drift(found["drift"])


def choices(found: Row) -> None:
    """The tally per bundle and area, then the queues."""
    shown = [
        {**row, "first": row["met"][0], "later": sum(row["met"][1:])}
        for row in found["choices"]
    ]
    columns = {
        "bundle": "Insatser",
        "area": "Område",
        "customers": "Kunder",
        "invited": "Inbjudna",
        "chose": "Har valt",
        "first": "Förstaval",
        "first_choice_percent": "%",
        "later": "Senare val",
        "not_met": "Ej tillgodosett",
        "no_choice": "Valde inte",
        "no_choice_percent": "% ",
        "default": "Ickeval",
        "reassigned": "Omplacerade",
        "rechose": "Omval",
    }
    table("Val", columns, shown)
    if found["queues"]:
        queues(found["queues"])


def transitions(found: Sequence[Row]) -> None:
    """Wave by wave."""
    shown = [
        {
            **row,
            "ready": f"{row['conditions_met']} av {row['conditions']}",
            "handed": f"{row['handed_over']} av {row['handovers']}",
            "go": GO.get(row["go"]),
        }
        for row in found
    ]
    columns = {
        "transition": "Övertagande",
        "wave": "Våg",
        "planned_on": "Planerad",
        "moved": "Flyttad",
        "customers": "Kunder",
        "ready": "Villkor",
        "go": "Klartecken",
        "handed": "Överlämnat",
        "taken_over_on": "Övertagen",
        "taken": "Tagna",
        "failed": "Ej tagna",
        "overdue": "Försenad",
    }
    table("Övertaganden", columns, shown)


def transition(found: Row) -> None:
    """One transition: its waves, what they wait for, and what was put off."""
    transitions(found["waves"])
    columns = {
        "condition": "Villkor",
        "agreement": "Avtal",
        "wave": "Våg",
        "text": "Vad",
        "met": "Uppfyllt",
        "because": "Underlag",
        "settled_by": "Av",
    }
    table("Villkor", columns, found["conditions"])
    if found["postponed"]:
        columns = {"wave": "Våg", "before": "Från", "on": "Till", "reason": "Skäl"}
        table("Uppskjutna vågor", columns, found["postponed"])
    if found["handovers"]:
        columns = {
            "customer": "Kund",
            "text": "Vad",
            "handed_over_at": "Överlämnat",
            "handed_over_by": "Av",
            "failed_because": "Övertogs inte",
        }
        table("Överlämning", columns, found["handovers"])


def coverage(found: Sequence[Row]) -> None:
    """The count by bundle and by service, the first flaws, and what nobody does."""
    days = {
        "person_days": "Persondagar",
        "days_without_provider": "Utan utförare",
        "days_with_two_providers": "Med två",
    }
    columns = {"system": "System", "until": "Till och med", "persons": "Personer"}
    table("Täckning", columns | days, found)
    services = [{**row["services"], "system": row["system"]} for row in found]
    if any(row["granted"] for row in services):
        columns = {"system": "System", "granted": "Beviljade insatser"}
        table("Täckning per beviljad insats", columns | days, services)
    if flaws := [flaw for row in found for flaw in row["flaws"]]:
        columns = {
            "customer": "Kund",
            "from_day": "Från",
            "until": "Till",
            "responsible": "Ansvariga",
        }
        table("Brister", columns, flaws)
    if waiting := [one for row in found for one in row["unexecuted"]["first"]]:
        unexecuted(waiting)


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
    if found["gaps"]:
        gaps(found["gaps"])
    for surprise in surprises:
        print(worded(surprise))


def _threat(row: Row) -> str:
    return f"Hotas av {', '.join(row['threatened_by'])}" if row["threatened_by"] else ""


def _span(earliest: Any, latest: Any) -> str:
    return str(earliest) if earliest == latest else f"{earliest} till {latest}"
