"""Headings of columns: a page names its columns, and each is called the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from upphandling.interfaces.cli.show import table

HEADINGS: Mapping[str, str] = {
    # who and what
    "agreement": "Avtal",
    "area": "Område",
    "bundle": "Insatser",
    "case": "Ärende",
    "command": "Kommando",
    "customer": "Kund",
    "decision": "Beslut",
    "key": "Nyckel",
    "name": "Utförare",
    "service": "Insats",
    "services": "Beviljat",
    "system": "System",
    "transition": "Övertagande",
    "wave": "Våg",
    # days
    "at": "När",
    "answer_by": "Svar senast",
    "day": "Dag",
    "day_kind": "Dag",
    "effective_at": "Föll",
    "from_day": "Från",
    "handed_over_at": "Överlämnat",
    "latest": "Senast",
    "met_on": "Nådd",
    "month": "Månad",
    "now": "Nu",
    "on": "Dag",
    "planned": "Planerad",
    "planned_on": "Planerad",
    "report_by": "Rapporteras senast",
    "reported_on": "Rapporterat",
    "since": "Sedan",
    "taken_over_on": "Övertagen",
    "time_of_day": "Tid",
    "until": "Till",
    # how many
    "assumed_customers": "Antagna",
    "chose": "Har valt",
    "customers": "Kunder",
    "days": "Dagar",
    "days_with_two_providers": "Med två",
    "days_without_provider": "Utan utförare",
    "default": "Ickeval",
    "failed": "Ej tagna",
    "first": "Förstaval",
    "first_choice_percent": "%",
    "granted": "Beviljade insatser",
    "handed": "Överlämnat",
    "hours": "Timmar",
    "hours_per_week": "Timmar/vecka",
    "invited": "Inbjudna",
    "kronor": "Kronor",
    "later": "Senare val",
    "line": "Rad",
    "longest_days": "Dagar, längst",
    "median_days": "Dagar, median",
    "minutes": "Minuter/vecka",
    "moved": "Flyttad",
    "no_choice": "Valde inte",
    "no_choice_percent": "% ",
    "not_met": "Ej tillgodosett",
    "person_days": "Persondagar",
    "persons": "Personer",
    "place_number": "Plats",
    "ready": "Villkor",
    "reassigned": "Omplacerade",
    "rechose": "Omval",
    "slipped_days": "Dagar sen",
    "taken": "Tagna",
    "waiting": "I kö",
    # shares
    "cap_percent": "Tak %",
    "deviation_points": "Avvikelse",
    "hours_percent": "Timmar %",
    "percent": "Kunder %",
    "target_percent": "Mål %",
    "within_tolerance": "Inom tolerans",
    # how it stands, and why
    "because": "Underlag",
    "condition": "Villkor",
    "expected": "Väntat",
    "failed_because": "Övertogs inte",
    "fallback": "Träder in",
    "go": "Klartecken",
    "handed_over_by": "Av",
    "helps": "Vad som hjälper",
    "index": "Före uppräkning med",
    "message": "Nekades",
    "met": "Uppfyllt",
    "overdue": "Försenad",
    "people": "Kunder",
    "promised_to": "Till",
    "reason": "Skäl",
    "responsible": "Ansvariga",
    "says": "Vad",
    "settled_by": "Av",
    "status": "Läge",
    "text": "Vad",
    "title": "Milstolpe",
    "why": "Skäl",
}


class Page:
    """A table: its title and its columns in order; `said` are headings of its own."""

    def __init__(self, title: str, columns: str, **said: str) -> None:
        self.title = title
        self.columns = {
            name: said.get(name) or HEADINGS[name] for name in columns.split()
        }

    def show(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Print the rows."""
        table(self.title, self.columns, rows)

    def show_any(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Print the rows, and nothing where there are none."""
        if rows:
            self.show(rows)
