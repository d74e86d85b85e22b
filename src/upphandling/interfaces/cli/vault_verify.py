"""`upphandling vault verify`: whether all that the log tells of lies in the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from upphandling.interfaces.cli.edge import AsJson, Reply, Status, answer_from_house

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.infrastructure.vault.verifying import Finding


def verify(as_json: AsJson = False) -> None:
    """Pröva valvet mot loggen: vad som saknas, är utbytt eller inte går att öppna."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.vault.verifying import verified

        house.vault.must_be_readable()
        done = verified(house.destroyer)
        data: dict[str, Any] = {
            "items": done.items,
            "untold": done.untold,
            "locked": [part.value for part in done.locked],
            "findings": [_row(finding) for finding in done.findings],
        }
        return Reply(
            data=data,
            text=lambda: _tell(data),
            status=Status.FOUND if done.findings else Status.DONE,
        )

    answer_from_house(work, as_json=as_json, refresh=False)


def _row(finding: Finding) -> dict[str, Any]:
    return {
        "fault": finding.fault.name.lower(),
        "says": finding.fault.value,
        "subject": finding.subject,
        "field": finding.field,
        "version": finding.version,
        "said_by": finding.said_by,
    }


def _tell(data: dict[str, Any]) -> None:
    from upphandling.interfaces.words import IN_SWEDISH

    for row in data["findings"]:
        print(_line(row))
    faults = len(data["findings"]) or "inga"
    print(f"Uppgifter i valvet: {data['items']}, fel: {faults}.")
    if data["untold"]:
        print(
            f"Om {data['untold']} av dem säger loggen inget; tas de bort syns det inte."
        )
    if data["locked"]:
        parts = ", ".join(IN_SWEDISH[part] for part in data["locked"])
        print(f"Inte öppnat, nyckeln saknas till: {parts} fack.")


def _line(row: dict[str, Any]) -> str:
    """Where, what, and the event or the command that says otherwise."""
    from upphandling.interfaces.words import field_word

    where = [row["subject"] or "okänd"]
    if row["field"]:
        where.append(field_word(row["field"]))
    if row["version"]:
        where.append(f"nr {row['version']}")
    said_by = f" ({row['said_by']})" if row["said_by"] else ""
    return f"{', '.join(where)}: {row['says']}{said_by}."
