"""`upphandling verify`: everything that was computed, computed again and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, Status, answer_from_house

if TYPE_CHECKING:
    from upphandling.application.verification import Findings
    from upphandling.bootstrap import House

WIDEST = 120  # of a value that people read in a table
WHAT = {
    "deadline": "Frister",
    "date": "Dagar och tidpunkter",
    "evaluation": "Utvärderingar",
    "lot": "Lottningar",
    "allocation": "Fördelningar",
    "share": "Andelar och platser",
    "threshold": "Tröskelvärden",
    "lock": "Hinder mot avtal",
    "tally": "Antal",
    "pay": "Ersättning",
    "carried": "Uppgifter ur ärendet",
    "form": "Händelser som kan läsas",
    "read_model": "Läsmodeller",
    "destroyed": "Räknat ur besök som är gallrade",
}


def verify(
    case: Annotated[
        str | None,
        typer.Option("--case", metavar="ÄRENDE", help="Bara det ärendet."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", min=1, max=64, help="Så många processer; annars en per kärna."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Räkna om allt som har räknats, ur det som är fört in, och jämför."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.verification.fan_out import verify as recounted
        from upphandling.interfaces.cli.show import progress

        _bring_up_to_date(house)
        with progress("Räknar om") as advance:
            findings = recounted(house.database, case=case, jobs=jobs, progress=advance)
        if case is not None and not findings.events and not findings.total:
            from upphandling.domain.errors import NoSuchCase

            raise NoSuchCase(case=case)
        return Reply(
            data=_as_data(findings),
            text=lambda: _tell(findings),
            status=Status.FOUND if findings.total else Status.DONE,
        )

    answer_from_house(work, as_json=as_json, refresh=False)


def _bring_up_to_date(house: House) -> None:
    """A log that cannot be read all through is what is to be found out here."""
    from contextlib import suppress

    from upphandling.infrastructure.event_log.event_mapper import UnreadableEvent
    from upphandling.infrastructure.read_side.folding import ProjectionBroken
    from upphandling.infrastructure.storage.troubles import DamagedRow

    with suppress(DamagedRow, ProjectionBroken, UnreadableEvent):
        house.refresh()


def _as_data(findings: Findings) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "events": findings.events,
        "checked": {name: findings.checked[name] for name in WHAT},  # type: ignore[index]
        "total": findings.total,
        "underivable": findings.underivable,
        "differences": [asdict(one) for one in findings.differences],
    }


def _tell(findings: Findings) -> None:
    from collections import Counter

    from upphandling.interfaces.cli.show import table

    wrong = Counter(str(one.computation) for one in findings.differences)
    rows = [
        {"what": told, "checked": findings.checked[name], "wrong": wrong[name]}  # type: ignore[index]
        for name, told in WHAT.items()
        if name != "destroyed" or findings.checked[name]  # type: ignore[index]
    ]
    columns = {"what": "Vad", "checked": "Omräknat", "wrong": "Skillnader"}
    table("Omräkning mot det som är fört in", columns, rows)
    if not findings.total:
        print("Allt stämmer.")
        return
    columns = {
        "event": "Händelse",
        "field": "Uppgift",
        "recorded": "Fört in",
        "recomputed": "Omräknat",
        "why": "Varför",
    }
    shown = [
        {name: _short(getattr(one, name)) for name in columns}
        for one in findings.differences
    ]
    table("Skillnader", columns, shown)
    if (more := findings.total - len(findings.differences)) > 0:
        print(f"Och {more} till.")
    print(
        f"{findings.total} skillnader, varav {findings.underivable} inte kan räknas om."
    )


def _short(value: Any) -> Any:
    """A long text is told whole in JSON only."""
    if isinstance(value, (dict, list)) or len(str(value)) > WIDEST:
        text = str(value)
        return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"
    return value
