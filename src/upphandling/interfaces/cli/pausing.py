"""`upphandling case pause|resume`: a case is left alone for a while; deadlines go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, answer_from_house
from upphandling.interfaces.cli.finding import Case, find_case
from upphandling.interfaces.cli.vault_options import As

if TYPE_CHECKING:
    from upphandling.application.pause import BeginPause, EndPause
    from upphandling.bootstrap import House

Why = Annotated[
    str, typer.Option("--reason", help="Varför, med egna ord; nämn ingen person.")
]


def pause(case: Case, reason: Why, as_: As = None, as_json: AsJson = False) -> None:
    """Pausa ett ärende: ingen får göra något i det, men fristerna löper ändå."""

    def work(house: House) -> Reply:
        from upphandling.application.pause import BeginPause

        case_id = case if ":" in case else find_case(house, case)
        told = {"subject": case_id, "reason": reason.strip()}
        return _sent(house, BeginPause, told, "Ärendet är pausat.", as_)

    answer_from_house(work, as_json=as_json)


def resume(case: Case, reason: Why, as_: As = None, as_json: AsJson = False) -> None:
    """Avsluta pausen: det går att arbeta i ärendet igen."""

    def work(house: House) -> Reply:
        from upphandling.application.pause import EndPause

        case_id = case if ":" in case else find_case(house, case)
        told = {"subject": case_id, "reason": reason.strip()}
        return _sent(house, EndPause, told, "Pausen är slut.", as_)

    answer_from_house(work, as_json=as_json)


def _sent(
    house: House,
    kind: type[BeginPause | EndPause],
    told: dict[str, str],
    said: str,
    as_: str | None,
) -> Reply:
    """Send it as who asks, and tell which deadlines fall all the same."""
    from upphandling.application.access import must_be_sent_by_a_person
    from upphandling.application.messages import read_command
    from upphandling.interfaces.barred import awaited, in_words
    from upphandling.interfaces.vault_reading import reader_told
    from upphandling.interfaces.vitals.standing import may_see_cases

    case, who = told["subject"], reader_told(as_, kind.NAME)
    house.engine.door = must_be_sent_by_a_person
    house.engine.handle(read_command(kind.NAME, told), by=who.person, role=who.role)
    house.refresh()
    found = awaited(house, case) if may_see_cases(who) else None

    def text() -> None:
        print(f"{case}: {said}")
        if found is None:
            print("Fristerna löper enligt lag och faller ändå.")
            return
        print("\n".join(in_words(found)))

    return Reply(
        data={"case": case, "deadlines_go_on": True, "deadlines": found},
        text=text,
    )
