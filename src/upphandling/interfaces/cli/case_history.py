"""`upphandling case history`: what happened in a case, who did it, and on what ground."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import Case, find_case
from upphandling.interfaces.cli.instants import first_of, last_of
from upphandling.interfaces.cli.vault_options import As, Reason, Reveal

if TYPE_CHECKING:
    from upphandling.bootstrap import House

COLUMNS = {
    "number": "Nr",
    "effective_at": "När",
    "recorded": "Infört",
    "what": "Vad",
    "paragraph": "Paragraf",
    "who": "Av",
    "mandate": "Mandat",
    "cause": "Orsak",
}
ALWAYS = ("effective_at", "recorded", "what", "paragraph", "who")


def history(
    case: Case,
    by: Annotated[
        str | None, typer.Option("--by", metavar="VEM", help="Bara det hen gjorde.")
    ] = None,
    role: Annotated[
        str | None, typer.Option("--role", metavar="ROLL", help="Bara i den rollen.")
    ] = None,
    event: Annotated[
        str | None,
        typer.Option("--event", metavar="HÄNDELSE", help="Som tender.closed."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="NÄR", help="Från den dagen eller tidpunkten."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--to", metavar="NÄR", help="Till och med dagen, tidpunkten."),
    ] = None,
    contains: Annotated[
        str | None, typer.Option("--contains", metavar="TEXT", help="Bara rader med.")
    ] = None,
    refusals: Annotated[
        bool, typer.Option("--refusals", help="Även försök som nekades, i ordning.")
    ] = False,
    limit: Limit = 1000,
    offset: Offset = 0,
    reveal: Reveal = False,
    as_: As = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Visa ett ärendes historik, händelse för händelse."""

    def work(house: House) -> Reply:
        from upphandling.application.messages import Fault, Malformed
        from upphandling.interfaces.cli.matters import matters
        from upphandling.interfaces.history.lines import Filter
        from upphandling.interfaces.history.lines import history as told
        from upphandling.interfaces.vault_reading import revealed

        case_id = find_case(house, case)
        first, last = first_of(since, "--from"), last_of(until, "--to")
        if first is not None and last is not None and last < first:
            raise Malformed([Fault("--to", "ligger före --from")])
        chosen = Filter(
            by=by,
            role=_known_role(role),
            event=event,
            since=first,
            until=last,
            contains=contains,
        )
        found = told(
            house,
            case_id,
            chosen,
            matters,
            refusals=refusals,
            offset=offset,
            limit=limit,
        )
        if reveal:
            found = revealed(
                house,
                found,
                told=as_,
                view="case.history",
                subject=case_id,
                reason=reason,
            )
            found = [{**line, "matters": matters(line["data"])} for line in found]
        return Reply(data=found, text=lambda: _print(case_id, found))

    answer_from_house(work, as_json=as_json)


def _known_role(role: str | None) -> str | None:
    from upphandling.domain.base import Role
    from upphandling.interfaces.among import must_be_among

    must_be_among(role, sorted(Role), field="--role", unknown="okänd roll")
    return role


def _print(case_id: str, found: list[dict[str, Any]]) -> None:
    from upphandling.interfaces.cli.show import table

    shown = [_row(line) for line in found]
    columns = {
        key: heading
        for key, heading in COLUMNS.items()
        if key in ALWAYS or any(row[key] for row in shown)
    }
    table(case_id, columns, shown)


def _row(line: dict[str, Any]) -> dict[str, Any]:
    """A line as people read it; a cause in the case itself by its number."""
    from upphandling.interfaces.words import role_word

    because = line["because"] or ""
    own = because == f"command:{line['command_id']}"
    number = line.get("version", "nekat")
    return {
        "number": None if number is None else str(number),
        "effective_at": line["effective_at"],
        "recorded": _recorded(line),
        "what": _what(line),
        "paragraph": line["paragraph"],
        "who": f"{line['by']} ({role_word(line['role'])})",
        "mandate": line["mandate"],
        "cause": "" if own else because.removeprefix(f"{line.get('case')}@"),
    }


def _recorded(line: dict[str, Any]) -> str:
    """Without the day where it is the same; how late where it was."""
    from upphandling.interfaces.local_time import spoken

    happened, told = spoken(line["effective_at"]), spoken(line["recorded_at"])
    shown = told[11:] if told[:10] == happened[:10] else told
    late = line["late_seconds"]
    return f"{shown}\nsent, {lasting(late)}" if late else shown


def _what(line: dict[str, Any]) -> str:
    from upphandling.interfaces.history.lines import PARAGRAPH
    from upphandling.interfaces.local_time import spoken

    said = PARAGRAPH.sub("", line["says"]).rstrip(".")
    if "refusal" in line:
        said = f"NEKAT {line['command']}: {said} [{line['rule']}]"
    if line["matters"]:
        said += f": {line['matters']}"
    if line["superseded_by"]:
        by, when = line["superseded_by"], spoken(line["superseded_at"])
        said += f" (ÄNDRAT {when} genom {by})"
    return said


def lasting(seconds: int) -> str:
    """`3 dagar`, `2 tim` or `12 min`: rounded down."""
    spell = timedelta(seconds=seconds)
    if spell.days:
        return f"{spell.days} dagar" if spell.days > 1 else "1 dag"
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} tim" if hours else f"{minutes} min"
