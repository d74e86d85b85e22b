"""`upphandling deadline`: what is awaited, and how a deadline is counted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    answer,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import find_case
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs("Frister: lista, räkna, visa regler.")


@app.command("list")
def list_deadlines(
    case: Annotated[
        str | None, typer.Option("--case", help="Bara det ärendet.")
    ] = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista frister som löper, den närmaste först."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.cli.words import worded_row
        from upphandling.interfaces.follow_up import rows
        from upphandling.projections.deadlines import waiting

        found_case = None if case is None else find_case(house, case)
        now = house.clock()
        with house.database.engine.connect() as connection:
            found = [
                {
                    "case": row["case_id"],
                    "deadline": row["deadline"],
                    "part": row["part"] or None,
                    "due_at": row["due_at"],
                    "last_day": row["last_day"],
                    "paragraph": row["paragraph"],
                    "overdue": row["due_at"] <= now,
                }
                for row in rows(connection, waiting(found_case, limit, offset))
            ]
        shown = [worded_row(row) for row in found]
        columns = {
            "due_at": "Faller",
            "case": "Ärende",
            "deadline": "Frist",
            "part": "Del",
            "last_day": "Sista dag",
            "paragraph": "Lagrum",
            "overdue": "Förfallen",
        }
        return Reply(data=found, text=lambda: table("Frister", columns, shown))

    answer_from_house(work, as_json=as_json)


@app.command("rules")
def list_rules(as_json: AsJson = False) -> None:
    """Lista regelbokens frister."""

    def work() -> Reply:
        from upphandling.domain.rulebook import rules
        from upphandling.interfaces.cli.show import table

        found = [
            {
                "rule": rule.id,
                "title": rule.title,
                "paragraph": rule.paragraph,
                "length": {
                    (channel.value if channel else "any"): str(length)
                    for channel, length in rule.lengths.items()
                },
                "rolls": rule.rolls,
                "extendable": rule.extendable,
                "wording": rule.wording,
                "valid_from": rule.valid_from,
                "valid_to": rule.valid_to,
                "starts": rule.starts,
                "unlocks": rule.unlocks,
            }
            for rule in rules()
        ]
        shown = [
            {**row, "length": " / ".join(map(str, rule.lengths.values()))}
            for row, rule in zip(found, rules(), strict=True)
        ]
        columns = {
            "rule": "Regel",
            "title": "Frist",
            "paragraph": "Lagrum",
            "length": "Längd",
            "rolls": "Flyttas",
        }
        return Reply(data=found, text=lambda: table("Regler", columns, shown))

    answer(work, as_json=as_json)


@app.command("calc")
def calc(
    rule: Annotated[
        str | None, typer.Argument(metavar="REGEL", help="Se deadline rules.")
    ] = None,
    trigger: Annotated[
        str | None, typer.Option("--from", metavar="DAG", help="Dag 0.")
    ] = None,
    channel: Annotated[
        str, typer.Option("--channel", help="electronic eller other.")
    ] = "electronic",
    stated_last_day: Annotated[
        str | None, typer.Option("--stated-last-day", metavar="DAG")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAG", help="När ärendet började.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Räkna en frist; utan REGEL läses en JSON-rad per frist från standard in."""
    if rule is None:
        raise typer.Exit(_calc_lines())

    def work() -> Reply:
        asked = {
            "rule": rule,
            "from": trigger,
            "channel": channel,
            "stated_last_day": stated_last_day,
            "on": on,
        }
        counted = _count({name: told for name, told in asked.items() if told})
        return Reply(
            data=counted,
            text=lambda: print(f"{counted['working']} ({counted['paragraph']})"),
        )

    answer(work, as_json=as_json)


def _calc_lines() -> int:
    """Count every line of standard input; the worst exit code of them all."""
    from pydantic_core import from_json, to_json

    from upphandling.application.messages import Malformed
    from upphandling.domain.errors import Refused

    worst = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        said: dict[str, Any]
        try:
            said = _count(from_json(line))
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


def _count(asked: Any) -> dict[str, Any]:
    """One deadline from plain data; raises `Malformed` or `Refused`."""
    from pydantic import ValidationError
    from pydantic_core import to_json

    from upphandling.application.messages import Malformed, faults_of
    from upphandling.domain.legal_time import count
    from upphandling.interfaces.cli.question import Question

    try:
        question = Question.model_validate_json(to_json(asked))
    except ValidationError as error:
        raise Malformed(faults_of(error)) from None
    counted = count(
        question.rule,
        question.trigger,
        channel=question.channel,
        stated_last_day=question.stated_last_day,
        on=question.on,
    )
    return {
        "rule": counted.rule,
        "from": counted.trigger,
        "nominal": counted.nominal,
        "last_day": counted.last_day,
        "free_from": counted.free_from,
        "paragraph": counted.paragraph,
        "working": counted.working,
    }
