"""`upphandling deadline retry`: one deadline that is due, carried out now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, answer_from_house
from upphandling.interfaces.cli.finding import Case, find_case

if TYPE_CHECKING:
    from upphandling.application.answers import Answer
    from upphandling.bootstrap import House
    from upphandling.schedules.sweep import Due


def retry(
    case: Case,
    deadline: Annotated[
        str, typer.Argument(metavar="FRIST", help="Se deadline list --json.")
    ],
    part: Annotated[
        str, typer.Argument(metavar="DEL", help="Där ärendet har flera sådana frister.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Låt en frist som har förfallit falla nu, och berätta vad som kom av det.

    Det är samma kommando som tjänstens egen klocka skickar, så den faller bara en gång.
    """

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli.asked import reader_asked
        from upphandling.interfaces.vitals.standing import may_see_cases

        house.must_be_whole()
        due = _due(house, find_case(house, case), deadline, part)
        answered, late = house.sweep.fall(due)
        house.refresh()
        events = _events(answered) if may_see_cases(reader_asked()) else None
        return _told(due, answered, events, late=late)

    answer_from_house(work, as_json=as_json)


def _due(house: House, case_id: str, deadline: str, part: str) -> Due:
    """The deadline, if it has passed; raises `NotAwaited`, `NotDueYet`, `Malformed`."""
    from upphandling.application.messages import Fault, Malformed
    from upphandling.projections.deadlines import Deadline, one
    from upphandling.schedules.sweep import Due, NotAwaited, NotDueYet

    if deadline not in set(Deadline):
        message = f"okänd frist ”{deadline}”, se upphandling deadline list --json"
        raise Malformed([Fault("FRIST", message)])
    with house.database.engine.connect() as connection:
        row = connection.execute(one(case_id, deadline, part)).first()
    if row is None:
        raise NotAwaited(case=case_id, deadline=deadline, part=part)
    if row.due_at > house.engine.clock():
        raise NotDueYet(case=case_id, deadline=deadline, due_at=row.due_at)
    return Due(case_id, Deadline(deadline), part, row.due_at, row.set_by)


def _events(answered: Answer) -> list[dict[str, str]]:
    return [
        {"case": event.originator_id, "event": event.TOPIC, "says": event.says()}
        for event in answered.events
    ]


def _told(
    due: Due, answered: Answer, events: list[dict[str, str]] | None, *, late: bool
) -> Reply:
    def text() -> None:
        from upphandling.interfaces.words import value_word

        name = value_word(due.deadline.value, "deadline")
        if answered.repeated:
            print(f"{name}: hade redan fallit.")
        else:
            print(f"{name}: föll nu{', med dagens datum' if late else ''}.")
        for event in events or ():
            print(f"{event['case']}: {event['says']}")

    return Reply(
        data={
            "case": due.case_id,
            "deadline": due.deadline.value,
            "part": due.part or None,
            "due_at": due.due_at,
            "command_id": answered.command_id,
            "repeated": answered.repeated,
            "late": late,
            "events": events,
        },
        text=text,
    )
