"""Makes a dossier of 200 pages: as PDF/A-3b with Typst, and as a page.

- **PDF/A-3b, tagged**: what leaves the house; the events are inside.
- **PDF, untagged**: the same pages by the same compiler, without standard and tags.
- **HTML**: the same model as one page.

Run with `python -m benchmarks.dossier`. The limit is two seconds for the PDF.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from io import BytesIO
from statistics import median
from time import perf_counter
from typing import Any

import typst
from pikepdf import open as opened

from upphandling.interop import evidence
from upphandling.interop.evidence.page import page
from upphandling.interop.evidence.pdf import TEMPLATE, pdf

PAGES, ROUNDS, LIMIT_S = 200, 5, 2.0
EVENTS_FOR_200_PAGES = 1_060
EVENTS = b'{"index":1}\n' * 1_000
TEXT = "Anbudet uppfyller kraven och har bedömts mot kriteriet så som dokumenten anger."


def main() -> None:
    told = model(EVENTS_FOR_200_PAGES)
    with opened(BytesIO(pdf(told, EVENTS))) as made:
        pages = len(made.pages)
    ways: dict[str, Callable[[], object]] = {
        "PDF/A-3b, tagged": lambda: pdf(told, EVENTS),
        "PDF, untagged": lambda: untagged(told, EVENTS),
        "HTML": lambda: page(told),
    }
    seconds = {what: median(times(work)) for what, work in ways.items()}
    print(
        f"A dossier of {pages} pages, seconds (limit {LIMIT_S} for the PDF/A of {PAGES})"
    )
    for what, took in seconds.items():
        ratio = took / seconds["PDF, untagged"]
        print(f"  {what:18} {took:6.2f}   {ratio:4.2f} times the untagged")


def untagged(told: dict[str, Any], events: bytes) -> object:
    """The same template as PDF 1.7 and nothing more."""
    inputs = {"dossier": json.dumps(told), "events": events.decode()}
    template = (files(evidence) / TEMPLATE).read_bytes()
    compiler = typst.Compiler(
        input=template, ignore_system_fonts=True, sys_inputs=inputs
    )
    return compiler.compile(format="pdf", timestamp=0, pdf_tags=False)


def times(work: Callable[[], object]) -> list[float]:
    took = []
    for _ in range(ROUNDS):
        started = perf_counter()
        work()
        took.append(perf_counter() - started)
    return took


def model(events: int) -> dict[str, Any]:
    """A dossier as large as a long procurement's, with its every part."""
    trail = [event(number) for number in range(events)]
    return {
        "title": "Hemtjänst i tre områden",
        "case": "tender:hemtjanst",
        "authority": "Staden",
        "dated": [2026, 5, 5],
        "as_of": "Enligt loggen till och med 2026-05-05 10:00",
        "assurance": TEXT,
        "cover": [["Ärende", "tender:hemtjanst"]],
        "chapters": [
            {
                "heading": "Dokumentation",
                "lead": TEXT,
                "sections": [section(trail[n : n + 10]) for n in range(0, 200, 10)],
            }
        ],
        "decisions": [decision(number) for number in range(events // 4)],
        "timeline": [
            {"day": f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}", "says": [TEXT] * 3}
            for n in range(events // 10)
        ],
        "deadlines": [],
        "refusals": [],
        "trail_lead": TEXT,
        "trail": trail,
        "checks_lead": TEXT,
        "checkpoint": [["Antal löv", str(events)]],
        "leaves": [
            [f"tender:hemtjanst@{n}", str(n), f"{n:064x}"] for n in range(events)
        ],
    }


def event(number: int) -> dict[str, Any]:
    return {
        "when": "2026-04-02 09:00",
        "says": "Ett anbud har poängsatts på ett tilldelningskriterium (LOU 19 kap. 9 §).",
        "who": "handlaggare-1 (upphandlare), delegationsordning 4.2",
        "reference": f"tender:hemtjanst@{number}",
        "withheld": False,
        "facts": [["anbud", "anbud-a"], ["poäng", "4,5"], ["motivering", TEXT]],
    }


def section(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "heading": "Prövning mot kraven",
        "paragraph": "LOU 19 kap. 9 §",
        "written": None,
        "tables": [],
        "events": events,
        "missing": None,
    }


def decision(number: int) -> dict[str, str]:
    return {
        "when": "2026-04-02 09:00",
        "says": "Ett anbud har prövats mot de obligatoriska kraven (LOU 19 kap. 9 §).",
        "about": "anbud: anbud-a; tilldelningskriterium: kvalitet",
        "reference": f"tender:hemtjanst@{number}",
        "by": "handlaggare-1 (upphandlare)",
        "mandate": "delegationsordning 4.2",
        "motive": TEXT,
    }


if __name__ == "__main__":
    main()
