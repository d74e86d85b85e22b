"""How follow-up and scenarios look to a person: the same tables everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from upphandling.domain.catalogue import EVENTS
from upphandling.interfaces.cli.edge import worded
from upphandling.interfaces.cli.follow_up_pages import QUEUES, UNEXECUTED, drift, gaps
from upphandling.interfaces.cli.headings import Page
from upphandling.interfaces.local_time import spoken
from upphandling.interfaces.words import IN_SWEDISH

Row = Mapping[str, Any]

GO = {"go": "ja", "no_go": "nej"}

MILESTONES = Page(
    "Tidplan mot utfall", "title planned now status met_on slipped_days why"
)
PROMISES = Page(
    "Löften till medborgarna", "text promised_to latest status reason", text="Löfte"
)
SHARES = Page(
    "Andelar",
    "name agreement bundle area target_percent cap_percent customers percent"
    " hours_per_week hours_percent deviation_points within_tolerance",
    percent="Utfall %",
)
SHARES_OVER_TIME = Page(
    "Andelar över tid",
    "on name bundle target_percent cap_percent customers percent hours_percent"
    " within_tolerance",
)
CHOICES = Page(
    "Val",
    "bundle area customers invited chose first first_choice_percent later not_met"
    " no_choice no_choice_percent default reassigned rechose",
)
WAVES = Page(
    "Övertaganden",
    "transition wave planned_on moved customers ready go handed taken_over_on taken"
    " failed overdue",
)
CONDITIONS = Page("Villkor", "condition agreement wave text met because settled_by")
POSTPONED = Page("Uppskjutna vågor", "wave before on reason", before="Från", on="Till")
HANDOVERS = Page(
    "Överlämning", "customer text handed_over_at handed_over_by failed_because"
)
DAYS = "person_days days_without_provider days_with_two_providers"
COVERAGE = Page("Täckning", f"system until persons {DAYS}", until="Till och med")
COVERED_SERVICES = Page("Täckning per beviljad insats", f"system granted {DAYS}")
FLAWS = Page("Brister", "customer from_day until responsible")
FELL = Page("Föll av sig självt", "effective_at case says", says="Händelse")
REFUSED = Page("Nekade kommandon", "line at command message expected")


def timetable(found: Row) -> None:
    """Milestones, then promises if there are any."""
    MILESTONES.show(
        [
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
    )
    PROMISES.show_any(
        [{**row, "status": IN_SWEDISH[row["status"]]} for row in found["promises"]]
    )


def shares(found: Sequence[Row]) -> None:
    """One line per agreement in all, and one per area it serves."""
    SHARES.show([{**row, "area": row["area"] or "alla"} for row in found])


def shares_over_time(found: Row) -> None:
    """The whole of each agreement day by day, then what has drifted."""
    SHARES_OVER_TIME.show([row for row in found["shares"] if row["area"] is None])
    if found["drift"]:
        drift(found["drift"])


def choices(found: Row) -> None:
    """The tally per bundle and area, then the queues."""
    CHOICES.show(
        [
            {**row, "first": row["met"][0], "later": sum(row["met"][1:])}
            for row in found["choices"]
        ]
    )
    QUEUES.show_any(found["queues"])


def transitions(found: Sequence[Row]) -> None:
    """Wave by wave."""
    WAVES.show(
        [
            {
                **row,
                "ready": f"{row['conditions_met']} av {row['conditions']}",
                "handed": f"{row['handed_over']} av {row['handovers']}",
                "go": GO.get(row["go"]),
            }
            for row in found
        ]
    )


def transition(found: Row) -> None:
    """One transition: its waves, what they wait for, and what was put off."""
    transitions(found["waves"])
    CONDITIONS.show(found["conditions"])
    POSTPONED.show_any(found["postponed"])
    HANDOVERS.show_any(found["handovers"])


def coverage(found: Sequence[Row]) -> None:
    """The count by bundle and by service, the first flaws, and what nobody does."""
    COVERAGE.show(found)
    services = [{**row["services"], "system": row["system"]} for row in found]
    if any(row["granted"] for row in services):
        COVERED_SERVICES.show(services)
    FLAWS.show_any([flaw for row in found for flaw in row["flaws"]])
    UNEXECUTED.show_any([one for row in found for one in row["unexecuted"]["first"]])


def scenario(found: Row, surprises: Sequence[Row] = ()) -> None:
    """A whole run, for somebody who wants to see how it went."""
    print(f"\n=== {found['title']} ({found['scenario']}), till {found['until'][:10]}\n")
    timetable(found["timetable"])
    FELL.show(
        [
            {
                **row,
                "effective_at": spoken(row["effective_at"]),
                "says": EVENTS[row["event"]].says(),
            }
            for row in found["fell"]
        ]
    )
    REFUSED.show_any([{**row, "at": spoken(row["at"])} for row in found["refused"]])
    shares([row for row in found["shares"] if row["area"] is None])
    QUEUES.show_any(found["choices"]["queues"])
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
