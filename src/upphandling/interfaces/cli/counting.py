"""`upphandling deadline calc` and `explain`: what a deadline is, and why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, answer

if TYPE_CHECKING:
    from upphandling.domain.legal_time import LegalDeadline

From = Annotated[str | None, typer.Option("--from", metavar="DAG", help="Dag 0.")]
SentBy = Annotated[str, typer.Option("--channel", help="electronic eller other.")]
Stated = Annotated[
    str | None,
    typer.Option("--stated-last-day", metavar="DAG", help="Vad myndigheten angav."),
]
Begun = Annotated[
    str | None, typer.Option("--on", metavar="DAG", help="När ärendet började.")
]
GivenLength = Annotated[
    str | None,
    typer.Option(
        "--length", metavar="LÄNGD", help="Till exempel ”7 dagar”, om lagen inte säger."
    ),
]


def calc(
    rule: Annotated[
        str | None, typer.Argument(metavar="REGEL", help="Se deadline rules.")
    ] = None,
    trigger: From = None,
    channel: SentBy = "electronic",
    stated_last_day: Stated = None,
    on: Begun = None,
    length: GivenLength = None,
    as_json: AsJson = False,
) -> None:
    """Räkna en frist; utan REGEL läses en JSON-rad per frist från standard in."""
    if rule is None:
        raise typer.Exit(_calc_lines())

    def work() -> Reply:
        from upphandling.interfaces.cli.question import counted

        deadline = counted(_asked(rule, trigger, channel, stated_last_day, on, length))
        text = f"{deadline.working} ({deadline.paragraph})"
        return Reply(data=_brief(deadline), text=lambda: print(text))

    answer(work, as_json=as_json)


def explain(
    rule: Annotated[str, typer.Argument(metavar="REGEL", help="Se deadline rules.")],
    trigger: From = None,
    channel: SentBy = "electronic",
    stated_last_day: Stated = None,
    on: Begun = None,
    length: GivenLength = None,
    as_json: AsJson = False,
) -> None:
    """Förklara steg för steg hur en frist räknas."""

    def work() -> Reply:
        from upphandling.interfaces.cli.explaining import explained, page
        from upphandling.interfaces.cli.question import counted

        deadline = counted(_asked(rule, trigger, channel, stated_last_day, on, length))
        return Reply(data=explained(deadline), text=lambda: print(page(deadline)))

    answer(work, as_json=as_json)


def _calc_lines() -> int:
    """Count every line of standard input; the worst exit code of them all."""
    from pydantic_core import from_json, to_json

    from upphandling.application.messages import Malformed
    from upphandling.domain.errors import Refused
    from upphandling.interfaces.cli.question import counted

    worst = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        said: dict[str, Any]
        try:
            said = _brief(counted(from_json(line)))
        except Refused as refused:
            fault = {"rule": refused.rule(), "message": refused.message()}
            said = {"line": number, "error": {**fault, "details": refused.details}}
            worst = max(worst, 1)
        except Malformed as malformed:
            said = {"line": number, "error": {"message": str(malformed)}}
            worst = 2
        except ValueError:
            said = {"line": number, "error": {"message": "raden är inte giltig JSON"}}
            worst = 2
        sys.stdout.write(to_json(said, fallback=str).decode() + "\n")
    return worst


def _asked(
    rule: str,
    trigger: str | None,
    channel: str,
    stated_last_day: str | None,
    on: str | None,
    length: str | None,
) -> dict[str, str]:
    """The flags that were given, by the names that a question has."""
    asked = {
        "rule": rule,
        "from": trigger,
        "channel": channel,
        "stated_last_day": stated_last_day,
        "on": on,
        "length": length,
    }
    return {name: told for name, told in asked.items() if told}


def _brief(counted: LegalDeadline) -> dict[str, Any]:
    return {
        "rule": counted.rule,
        "from": counted.trigger,
        "nominal": counted.nominal,
        "last_day": counted.last_day,
        "free_from": counted.free_from,
        "paragraph": counted.paragraph,
        "working": counted.working,
    }
