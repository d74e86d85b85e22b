"""`upphandling send`: one command, on the real clock."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, answer_from_house

if TYPE_CHECKING:
    from upphandling.bootstrap import House


def send(
    file: Annotated[
        str, typer.Argument(metavar="FIL", help="JSON-fil, eller - för standard in.")
    ] = "-",
    as_json: AsJson = False,
) -> None:
    """Skicka ett kommando: {"command", "by", "role", "mandate", "data", "at"?}."""

    def work(house: House) -> Reply:
        from pathlib import Path

        from upphandling.application.access import must_be_sent_by_a_person
        from upphandling.application.messages import read_command, read_envelope

        text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        envelope = read_envelope(text)
        house.engine.door = must_be_sent_by_a_person
        answered = house.engine.handle(
            read_command(envelope.command, envelope.data),
            by=envelope.by,
            role=envelope.role,
            mandate=envelope.mandate,
            command_id=envelope.command_id,
            effective_at=envelope.effective_at or envelope.at,
            because=envelope.because,
        )
        events = [
            {"case": event.originator_id, "event": event.TOPIC, "says": event.says()}
            for event in answered.events
        ]
        return Reply(
            data={
                "command_id": answered.command_id,
                "repeated": answered.repeated,
                "events": events,
            },
            text=lambda: _tell(answered.repeated, events),
        )

    answer_from_house(work, as_json=as_json, refresh=False)


def _tell(repeated: bool, events: list[dict[str, str]]) -> None:
    if repeated:
        print("Kommandot var redan utfört; inget nytt har skrivits.")
    for event in events:
        print(f"{event['case']}: {event['says']}")
